"""The calendar in the browser."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.essentials.calendar.models import PRIVATE, Appointment
from tandem.essentials.calendar.testing import booked
from tandem.essentials.people.models import Tandem, User


@pytest.fixture
def today() -> datetime:
    """The pages go by the real clock: nine o'clock of the real day."""
    return timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)


def _at(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def _form(on: datetime, **more: Any) -> dict[str, Any]:
    values = {
        # The real day may be a public holiday; what that asks is tried in test_views.
        "even_if_off": "on",
        "title": "Abgleich", "kind": "meeting", "day": f"{on:%Y-%m-%d}", "clock": "13:00", "minutes": "30",
        "_key": str(uuid.uuid4()),
    }  # fmt: skip
    return {**values, **more}


def test_both_sides_stand_side_by_side(
    ulm: Tandem, anna: User, tobias: User, client: Client, today: datetime, django_assert_max_num_queries: Any
) -> None:
    booked(person=tobias, at=today, clock="10:30", title="Rieß Intralogistik")
    booked(person=tobias, at=today, clock="16:00", title="Zahnarzt", kind=PRIVATE)
    _at(client, anna)
    with django_assert_max_num_queries(15):
        page = client.get("/kalender").content.decode()
    assert "Rieß Intralogistik" in page
    assert "beschäftigt" in page
    assert "Zahnarzt" not in page
    assert "Anna" in page


@pytest.mark.parametrize(
    "query", ["?tag=2026-02-30", "?tag=9999-99-99", "?tandem=abc", "?tag=%00", "?tandem=-1"]
)
def test_a_nonsense_address_shows_this_week(query: str, ulm: Tandem, anna: User, client: Client) -> None:
    assert _at(client, anna).get(f"/kalender{query}").status_code == 200


def test_an_appointment_is_entered_once_even_if_the_form_is_sent_twice(
    ulm: Tandem, anna: User, tobias: User, client: Client, today: datetime
) -> None:
    _at(client, anna)
    values = _form(today, together=[str(tobias.pk)])
    assert client.post("/kalender/neu", values).status_code == 302
    assert client.post("/kalender/neu", values).status_code == 302
    made = Appointment.objects.get()
    assert {attendance.person_id for attendance in made.attendances.all()} == {anna.pk, tobias.pk}


def test_a_refusal_keeps_what_was_typed(ulm: Tandem, anna: User, client: Client, today: datetime) -> None:
    booked(person=anna, at=today, clock="13:15", title="Telefonblock")
    answer = _at(client, anna).post("/kalender/neu", _form(today, title="Mein langer Titel"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Mein langer Titel" in page
    assert "Telefonblock" in page
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"clock": "25:00"},
        {"day": "2026-02-30"},
        {"minutes": "-5"},
        {"title": ""},
        {"kind": "visit"},
        {"title": "x" * 500},
    ],
)
def test_bad_input_is_named_at_its_field(
    wrong: dict[str, str], ulm: Tandem, anna: User, client: Client, today: datetime
) -> None:
    assert _at(client, anna).post("/kalender/neu", _form(today, **wrong)).status_code == 422
    assert not Appointment.objects.exists()


def test_moving_and_cancelling_from_the_page(
    ulm: Tandem, anna: User, tobias: User, client: Client, today: datetime
) -> None:
    made = booked(person=tobias, at=today, clock="10:00")
    _at(client, anna)
    assert client.get(f"/kalender/{made.pk}").status_code == 200
    tomorrow = today + timedelta(days=1)
    client.post(f"/kalender/{made.pk}/verschieben", _form(tomorrow, clock="11:00", minutes="60"))
    made.refresh_from_db()
    assert timezone.localtime(made.starts_at).strftime("%H:%M") == "11:00"
    client.post(f"/kalender/{made.pk}/absagen", {"reason": "krank"})
    made.refresh_from_db()
    assert made.cancelled_at is not None


def test_another_tandem_reads_but_does_not_move(
    ulm: Tandem, allgaeu: Tandem, sandra: User, tobias: User, client: Client, today: datetime
) -> None:
    made = booked(person=tobias, at=today, clock="10:00")
    _at(client, sandra)
    page = client.get(f"/kalender/{made.pk}")
    assert page.status_code == 200
    assert f"/kalender/{made.pk}/verschieben" not in page.content.decode()
    assert client.post(f"/kalender/{made.pk}/verschieben", _form(today)).status_code == 422
    assert client.post(f"/kalender/{made.pk}/absagen", {}).status_code in {302, 403, 409}
    made.refresh_from_db()
    assert made.cancelled_at is None


def test_private_appointments_of_others_do_not_exist(
    ulm: Tandem, anna: User, tobias: User, client: Client, today: datetime
) -> None:
    made = booked(person=tobias, at=today, clock="16:00", title="Zahnarzt", kind=PRIVATE)
    _at(client, anna)
    assert client.get(f"/kalender/{made.pk}").status_code == 404
    assert client.post(f"/kalender/{made.pk}/absagen", {}).status_code == 404


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(ulm: Tandem, client: Client) -> None:
    assert client.get("/kalender").status_code == 302
    assert client.post("/kalender/neu", {}).status_code == 302
