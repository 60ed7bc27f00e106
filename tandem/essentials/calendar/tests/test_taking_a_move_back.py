"""An entry was dragged by mistake: one step, and it is back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.journal.models import Entry
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import Appointment
from tandem.essentials.calendar.testing import booked, on
from tandem.essentials.people.models import Tandem, User

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def moved(ulm: Tandem, tobias: User, now: datetime) -> Appointment:
    """From ten o'clock to two."""
    made = booked(person=tobias, at=now, clock="10:00", days=1, minutes=90)
    start = on(now, "14:00", days=1)
    return calendar.move(
        appointment=made, starts_at=start, ends_at=start + timedelta(minutes=90), by=tobias, at=now
    )


def test_it_is_back_with_its_length(moved: Appointment, tobias: User, now: datetime) -> None:
    back = calendar.take_move_back(appointment=moved, by=tobias, at=now + MINUTE)
    assert (back.starts_at, back.ends_at) == (on(now, "10:00", days=1), on(now, "11:30", days=1))
    assert back.revision == 3, "a calendar that has read it in between reads it again"
    assert Entry.objects.filter(type="calendar.moved").count() == 2
    with pytest.raises(calendar.TooLateToUndo):
        calendar.take_move_back(appointment=back, by=tobias, at=now + 2 * MINUTE)


def test_not_after_ten_minutes_not_by_another_and_not_what_was_moved_since(
    moved: Appointment, anna: User, tobias: User, now: datetime
) -> None:
    with pytest.raises(calendar.TooLateToUndo):
        calendar.take_move_back(appointment=moved, by=tobias, at=now + 11 * MINUTE)
    with pytest.raises(calendar.TooLateToUndo):
        calendar.take_move_back(appointment=moved, by=anna, at=now + MINUTE)
    start = on(now, "16:00", days=1)
    calendar.move(
        appointment=moved, starts_at=start, ends_at=start + timedelta(hours=1), by=anna, at=now + MINUTE
    )
    with pytest.raises(calendar.TooLateToUndo):
        calendar.take_move_back(appointment=moved, by=tobias, at=now + 2 * MINUTE)


def test_not_onto_what_was_booked_there_since(moved: Appointment, tobias: User, now: datetime) -> None:
    booked(person=tobias, at=now, clock="10:30", days=1, title="Neu")
    with pytest.raises(calendar.SlotTaken, match="Neu"):
        calendar.take_move_back(appointment=moved, by=tobias, at=now + MINUTE)


def test_the_page_offers_it_after_a_drag(
    client: Client, ulm: Tandem, tobias: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    made = booked(person=tobias, at=now, clock="10:00", days=1)
    client.force_login(tobias)
    sent = {"day": "2026-11-25", "clock": "14:00", "minutes": "60"}
    assert client.post(f"/kalender/{made.pk}/ziehen", sent).json() == {"said": ""}
    page = client.get("/kalender?tag=2026-11-25").content.decode()
    path = f"/kalender/{made.pk}/ziehen/zurueck"
    assert f'action="{path}"' in page
    assert "Rückgängig" in page
    assert client.post(path).status_code == 302
    made.refresh_from_db()
    assert made.starts_at == on(now, "10:00", days=1)
