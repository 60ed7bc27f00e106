"""A public holiday or an absence on the day of a visit is named before booking and, where it came later, after."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from tandem.essentials.calendar.models import VISIT, Appointment
from tandem.essentials.calendar.testing import booked
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls.models import Booking
from tandem.journey.calls.slots import proposing
from tandem.journey.leads.testing import accepted

# The last working day of the year; Epiphany (a Wednesday) is a holiday in Ulm and Munich, and none in Berlin.
TODAY = datetime(2026, 12, 30, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
EPIPHANY = "2027-01-06"
SAID = "Mi\u00a06.1.2027 ist für Tobias Kranz ein Feiertag: Heilige Drei Könige."


@pytest.fixture
def matter(
    hoelzl: Customer, claudia: Contact, anna: User, tobias: User, monkeypatch: pytest.MonkeyPatch
) -> Matter:
    monkeypatch.setattr(timezone, "now", lambda: TODAY)
    return accepted(customer=hoelzl, inside=anna, field=tobias, at=TODAY).matter


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _book(client: Client, matter: Matter, person: User, **more: str) -> Any:
    values = {"day": EPIPHANY, "clock": "10:00", "minutes": "60", "person": str(person.pk), **more}
    return client.post(f"/vorgaenge/{matter.pk}/termin", {**values, "_key": str(uuid.uuid4())})


def test_booking_a_visit_on_a_holiday_names_it_and_asks(matter: Matter, anna: User, tobias: User) -> None:
    client = _signed_in(anna)
    asked = _book(client, matter, tobias)
    assert asked.status_code == 422
    assert SAID in asked.content.decode()
    assert "even_if_off" in asked.content.decode()
    assert not Booking.objects.exists()
    assert _book(client, matter, tobias, even_if_off="on").status_code == 302
    assert Booking.objects.get().appointment.starts_at.date() == date(2027, 1, 6)


def test_the_region_of_whoever_goes_decides(matter: Matter, anna: User, tobias: User) -> None:
    people.edit_user(user=tobias, region="DE-BE", by=None, at=TODAY)
    assert _book(_signed_in(anna), matter, tobias).status_code == 302


def test_the_reader_s_language_names_it(matter: Matter, anna: User, tobias: User) -> None:
    people.set_own_settings(by=anna, at=TODAY, language="en")
    page = _book(_signed_in(anna), matter, tobias).content.decode()
    assert "is a public holiday for Tobias Kranz: Epiphany." in page


def test_no_best_time_lies_on_it(matter: Matter, anna: User, tobias: User) -> None:
    def days() -> set[date]:
        found = proposing.propose(
            customer=matter.customer,
            visitor=tobias,
            minutes=60,
            by=anna,
            at=datetime(2027, 1, 4, 8, tzinfo=TODAY.tzinfo),
        )
        return {timezone.localtime(free.starts_at).date() for free in found.free}

    assert date(2027, 1, 6) not in days()
    people.edit_user(user=tobias, region="DE-BE", by=None, at=TODAY)
    tobias.refresh_from_db()
    assert date(2027, 1, 6) in days()


def test_what_is_moved_or_dragged_onto_it_is_asked_about_too(
    matter: Matter, anna: User, tobias: User
) -> None:
    client = _signed_in(anna)
    assert _book(client, matter, tobias, day="2027-01-07").status_code == 302
    booking = Booking.objects.get()
    values = {"day": EPIPHANY, "clock": "10:00", "minutes": "60"}
    dragged = client.post(f"/kalender/{booking.appointment_id}/ziehen", values)
    assert dragged.status_code == 409
    assert SAID in dragged.json()["said"]
    moved = client.post(f"/termine/{booking.pk}/verschieben", {**values, "_key": str(uuid.uuid4())})
    assert moved.status_code == 422
    assert SAID in moved.content.decode()
    booking.appointment.refresh_from_db()
    assert timezone.localtime(booking.appointment.starts_at).date() == date(2027, 1, 7)


def test_what_was_booked_before_the_region_changed_stays_and_is_told_where_it_stands(
    matter: Matter, anna: User, tobias: User
) -> None:
    people.edit_user(user=tobias, region="DE-BE", by=None, at=TODAY)
    client = _signed_in(anna)
    assert _book(client, matter, tobias).status_code == 302
    visit = Booking.objects.get().appointment
    page = f"/kalender/{visit.pk}"
    assert "Heilige Drei Könige" not in client.get(page).content.decode()

    people.edit_user(user=tobias, region="DE-BW", by=None, at=TODAY)
    assert SAID in client.get(page).content.decode()
    assert "Heilige Drei Könige" in client.get(f"/kalender?tag={EPIPHANY}").content.decode()
    visit.refresh_from_db()
    assert (timezone.localtime(visit.starts_at).date(), visit.cancelled_at) == (date(2027, 1, 6), None)
    # An hour later on the same day: still a holiday, still asked.
    later = client.post(f"/kalender/{visit.pk}/ziehen", {"day": EPIPHANY, "clock": "11:00", "minutes": "60"})
    assert (later.status_code, SAID in later.json()["said"]) == (409, True)


def test_booking_for_a_partner_who_is_absent_asks_too(matter: Matter, anna: User, tobias: User) -> None:
    people.report_absence(
        user=tobias, from_date=date(2027, 1, 7), to_date=date(2027, 1, 8), deputy=anna, by=tobias, at=TODAY
    )
    client = _signed_in(anna)
    asked = _book(client, matter, tobias, day="2027-01-07")
    assert asked.status_code == 422
    assert "Tobias Kranz ist bis Fr\u00a08.1.2027 abwesend." in asked.content.decode()
    assert not Booking.objects.exists()
    assert _book(client, matter, tobias, day="2027-01-07", even_if_off="on").status_code == 302


def test_an_absence_that_was_reported_later_is_told_there_too(
    anna: User, tobias: User, matter: Matter
) -> None:
    made: Appointment = booked(person=tobias, at=TODAY, clock="10:00", days=8, kind=VISIT, title="Besuch")
    client = _signed_in(anna)
    assert "abwesend" not in client.get(f"/kalender/{made.pk}").content.decode()
    people.report_absence(
        user=tobias, from_date=date(2027, 1, 7), to_date=date(2027, 1, 8), deputy=anna, by=tobias, at=TODAY
    )
    assert "Tobias Kranz ist bis" in client.get(f"/kalender/{made.pk}").content.decode()
