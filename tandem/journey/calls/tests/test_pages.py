"""Calling and booking in the browser."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.tools import working_time
from tandem.essentials.calendar.testing import booked, on
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls.models import Booking, Call
from tandem.journey.leads.testing import accepted


@pytest.fixture
def today() -> datetime:
    """The pages go by the real clock."""
    return timezone.now()


@pytest.fixture
def matter(hoelzl: Customer, claudia: Contact, anna: User, tobias: User, today: datetime) -> Matter:
    return accepted(customer=hoelzl, inside=anna, field=tobias, at=today).matter


@pytest.fixture
def day(today: datetime) -> str:
    """A week from now; where that is a public holiday, the day after it."""
    day = timezone.localtime(today).date() + timedelta(days=7)
    while working_time.holidays_of("DE-BW")(day):
        day += timedelta(days=1)
    return f"{day:%Y-%m-%d}"


def _at(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def _key(**values: Any) -> dict[str, Any]:
    return {"_key": str(uuid.uuid4()), **values}


def test_the_dossier_has_the_number_to_dial(
    matter: Matter, anna: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    _at(client, anna)
    client.get(f"/vorgaenge/{matter.pk}/anruf")
    with django_assert_max_num_queries(15):
        page = client.get(f"/vorgaenge/{matter.pk}/anruf").content.decode()
    assert 'href="tel:+4973112340"' in page
    assert "Claudia Hölzl" in page


def test_a_result_in_two_clicks_and_once(matter: Matter, anna: User, client: Client) -> None:
    sent = _key(result="not_reached")
    url = f"/vorgaenge/{matter.pk}/anruf"
    _at(client, anna)
    assert client.post(url, sent).status_code == 302
    client.post(url, sent)
    assert Call.objects.count() == 1


def test_an_agreed_visit_leads_on_to_both_calendars(matter: Matter, anna: User, client: Client) -> None:
    answer = _at(client, anna).post(f"/vorgaenge/{matter.pk}/anruf", _key(result="appointment"))
    assert answer["Location"] == f"/vorgaenge/{matter.pk}/termin"


def test_a_result_that_lacks_something_keeps_the_note(matter: Matter, anna: User, client: Client) -> None:
    answer = _at(client, anna).post(
        f"/vorgaenge/{matter.pk}/anruf", _key(result="not_now", text="Meldet sich im Frühjahr")
    )
    assert answer.status_code == 422
    assert "Meldet sich im Frühjahr" in answer.content.decode()
    assert not Call.objects.exists()


def test_booking_beside_both_calendars(
    matter: Matter, anna: User, tobias: User, client: Client, today: datetime, day: str
) -> None:
    booked(person=tobias, at=today, clock="10:00", days=7, title="Kautter Blechtechnik")
    _at(client, anna)
    url = f"/vorgaenge/{matter.pk}/termin"
    assert "Kautter Blechtechnik" in client.get(f"{url}?tag={day}").content.decode()
    values = {"day": day, "clock": "10:30", "minutes": "60", "person": str(tobias.pk)}
    refused = client.post(url, _key(**values))
    assert refused.status_code == 422
    assert "Tobias Kranz hat von 10:00 bis 11:00 schon einen Termin" in refused.content.decode()
    assert client.post(url, _key(**{**values, "other_clock": "11:10"})).status_code == 302
    booking = Booking.objects.get()
    assert booking.appointment.starts_at == on(today, "11:10", days=7)
    moved = client.post(f"/termine/{booking.pk}/verschieben", _key(**{**values, "clock": "14:00"}))
    assert moved.status_code == 302
    booking.appointment.refresh_from_db()
    assert booking.appointment.starts_at == on(today, "14:00", days=7)
    client.post(f"/termine/{booking.pk}/absagen", _key(reason="krank"))
    matter.refresh_from_db()
    assert matter.accountable == anna


@pytest.mark.parametrize("wrong", [{"day": "2026-02-30"}, {"clock": ""}, {"minutes": "0"}, {"person": "999"}])
def test_bad_times_are_named(
    wrong: dict[str, str], matter: Matter, anna: User, tobias: User, client: Client, day: str
) -> None:
    values = {"day": day, "clock": "10:30", "minutes": "60", "person": str(tobias.pk), **wrong}
    assert _at(client, anna).post(f"/vorgaenge/{matter.pk}/termin", _key(**values)).status_code == 422
    assert not Booking.objects.exists()


def test_outsiders_find_nothing(matter: Matter, paul: User, rolf: User, client: Client) -> None:
    for outsider in (paul, rolf):
        _at(client, outsider)
        for page in ("anruf", "termin"):
            assert client.get(f"/vorgaenge/{matter.pk}/{page}").status_code == 404
            assert (
                client.post(f"/vorgaenge/{matter.pk}/{page}", _key(result="not_reached")).status_code == 404
            )
