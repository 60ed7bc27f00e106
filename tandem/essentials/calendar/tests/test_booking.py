"""Nobody is in two places at once, and what is private stays private."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import PRIVATE, VISIT
from tandem.essentials.calendar.testing import booked, on
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User


def test_a_taken_time_is_refused_with_who_has_what(ulm: Tandem, tobias: User, now: datetime) -> None:
    booked(person=tobias, at=now, clock="10:30", title="Rieß Intralogistik")
    with pytest.raises(calendar.SlotTaken) as refusal:
        booked(person=tobias, at=now, clock="11:00", title="Kautter")
    assert "Tobias Kranz" in str(refusal.value)
    assert "Rieß Intralogistik" in str(refusal.value)
    assert "10:30" in str(refusal.value)


def test_the_refusal_tells_nothing_of_a_private_appointment(ulm: Tandem, tobias: User, now: datetime) -> None:
    booked(person=tobias, at=now, clock="16:00", title="Zahnarzt", kind=PRIVATE)
    with pytest.raises(calendar.SlotTaken) as refusal:
        booked(person=tobias, at=now, clock="16:30")
    assert "Zahnarzt" not in str(refusal.value)


def test_appointments_may_follow_each_other_without_a_gap(ulm: Tandem, tobias: User, now: datetime) -> None:
    booked(person=tobias, at=now, clock="10:00", minutes=60)
    assert booked(person=tobias, at=now, clock="11:00").pk


def test_a_meeting_of_two_is_refused_as_a_whole(ulm: Tandem, anna: User, tobias: User, now: datetime) -> None:
    booked(person=tobias, at=now, clock="13:00")
    with pytest.raises(calendar.SlotTaken):
        booked(person=anna, at=now, clock="13:00", people=[anna, tobias])
    assert not anna.attendances.exists()


def test_the_partner_may_book_for_field(ulm: Tandem, anna: User, tobias: User, now: datetime) -> None:
    assert booked(person=anna, at=now, clock="14:00", kind=VISIT, people=[tobias], title="Kautter").pk


def test_another_tandem_may_read_but_not_book(
    ulm: Tandem, allgaeu: Tandem, murat: User, tobias: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed) as refusal:
        booked(person=murat, at=now, clock="14:00", people=[tobias])
    assert "Tobias Kranz" in str(refusal.value)


def test_moving_onto_a_taken_time_changes_nothing(ulm: Tandem, tobias: User, now: datetime) -> None:
    booked(person=tobias, at=now, clock="10:00")
    later = booked(person=tobias, at=now, clock="14:00", title="Kautter")
    start = on(now, "10:30")
    with pytest.raises(calendar.SlotTaken):
        calendar.move(
            appointment=later, starts_at=start, ends_at=start + timedelta(hours=1), by=tobias, at=now
        )
    later.refresh_from_db()
    assert later.starts_at == on(now, "14:00")


def test_moving_is_told_to_the_journal(ulm: Tandem, tobias: User, now: datetime) -> None:
    visit = booked(person=tobias, at=now, clock="10:00")
    start = on(now, "10:30")
    calendar.move(appointment=visit, starts_at=start, ends_at=start + timedelta(hours=1), by=tobias, at=now)
    entry = Entry.objects.get(type="calendar.moved")
    assert entry.data["appointment_id"] == visit.pk
    assert entry.customer_id is None


def test_a_cancelled_time_is_free_again(ulm: Tandem, tobias: User, now: datetime) -> None:
    first = booked(person=tobias, at=now, clock="10:00")
    calendar.cancel(appointment=first, by=tobias, at=now)
    assert booked(person=tobias, at=now, clock="10:00").pk
    with pytest.raises(calendar.AlreadyCancelled):
        calendar.cancel(appointment=first, by=tobias, at=now)


def test_an_appointment_ends_after_it_starts(ulm: Tandem, tobias: User, now: datetime) -> None:
    with pytest.raises(calendar.BadTime):
        booked(person=tobias, at=now, clock="10:00", minutes=-30)
    with pytest.raises(calendar.BadTime):
        booked(person=tobias, at=now, clock="10:00", minutes=0)
    with pytest.raises(calendar.BadTime):
        booked(person=tobias, at=now, clock="10:00", minutes=15 * 24 * 60)
    with pytest.raises(calendar.TitleMissing):
        booked(person=tobias, at=now, clock="10:00", title="  ")


def test_the_check_finds_nothing_after_all_that(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    visit = booked(person=anna, at=now, clock="10:00", kind=VISIT, people=[tobias], customer=hoelzl)
    start = on(now, "12:00")
    calendar.move(appointment=visit, starts_at=start, ends_at=start + timedelta(hours=1), by=anna, at=now)
    assert [found for found in checks.run_all() if found.invariant == "INV3"] == []
