"""Day, week and team in the browser: whose, which day, how many questions to the database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import PRIVATE, HomeBase
from tandem.essentials.calendar.testing import booked
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User


@pytest.mark.parametrize("view", ["tag", "woche", "team"])
def test_every_view_shows_both_sides_and_keeps_private_things_private(
    view: str,
    ulm: Tandem,
    allgaeu: Tandem,
    anna: User,
    tobias: User,
    now: datetime,
    client: Client,
    django_assert_max_num_queries: Any,
) -> None:
    booked(person=tobias, at=now, clock="10:30", title="Rieß Intralogistik")
    booked(person=tobias, at=now, clock="16:00", title="Zahnarzt", kind=PRIVATE)
    client.force_login(anna)
    with django_assert_max_num_queries(15):
        page = client.get(f"/kalender?ansicht={view}&tag=2026-11-24").content.decode()
    assert "Rieß Intralogistik" in page
    assert "beschäftigt" in page
    assert "Zahnarzt" not in page
    assert ("Murat Demir" in page) == (view == "team")


def test_more_entries_ask_the_database_no_more(
    ulm: Tandem, anna: User, tobias: User, now: datetime, client: Client
) -> None:
    for hour in range(8, 16):
        booked(person=tobias, at=now, clock=f"{hour:02d}:00")
    client.force_login(anna)
    client.get("/kalender?ansicht=team&tag=2026-11-24")
    with CaptureQueriesContext(connection) as many:
        client.get("/kalender?ansicht=team&tag=2026-11-24")
    with CaptureQueriesContext(connection) as none:
        client.get("/kalender?ansicht=team&tag=2026-11-10")
    assert len(many) == len(none)


def test_an_agent_sees_nobody_else_in_the_team(
    ulm: Tandem, anna: User, tobias: User, rolf: User, client: Client
) -> None:
    client.force_login(rolf)
    page = client.get("/kalender?ansicht=team").content.decode()
    assert "Rolf Amann" in page
    assert "Tobias Kranz" not in page


def test_colleagues_see_the_town_one_sets_out_from_but_not_the_street(
    ulm: Tandem, anna: User, tobias: User, client: Client
) -> None:
    client.force_login(tobias)
    said = {"street": "Ahornweg 3", "postcode": "89231", "city": "Neu-Ulm", "country": "DE",
            "latitude": "48,39", "longitude": "10,01"}  # fmt: skip
    assert client.post("/kalender/meiner/ort", said).status_code == 302
    base = HomeBase.objects.get(person=tobias)
    assert (base.city, base.latitude, base.longitude) == ("Neu-Ulm", 48.39, 10.01)
    assert "Ahornweg 3" in client.get("/kalender/meiner").content.decode()
    client.force_login(anna)
    for view in ("tag", "woche", "team"):
        page = client.get(f"/kalender?ansicht={view}").content.decode()
        assert "Neu-Ulm" in page
        assert "Ahornweg" not in page
    assert "Ahornweg" not in client.get("/kalender/meiner").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"city": " "}, {"latitude": "91"}, {"latitude": "48"}, {"longitude": "x"}, {"country": "XX"}]
)
def test_half_a_home_base_is_refused(
    wrong: dict[str, str], ulm: Tandem, tobias: User, client: Client
) -> None:
    client.force_login(tobias)
    answer = client.post("/kalender/meiner/ort", {"city": "Ulm", "country": "DE"} | wrong)
    assert answer.status_code == 422
    assert not HomeBase.objects.exists()


def test_a_home_base_can_be_deleted(ulm: Tandem, tobias: User, now: datetime, client: Client) -> None:
    calendar.set_home_base(city="Ulm", by=tobias, at=now)
    client.force_login(tobias)
    client.post("/kalender/meiner/ort/loeschen")
    assert not HomeBase.objects.exists()


def test_dragging_moves_and_what_is_refused_says_who_has_what(
    ulm: Tandem, anna: User, tobias: User, now: datetime, client: Client
) -> None:
    made = booked(person=tobias, at=now, clock="10:00", days=7)
    booked(person=tobias, at=now, clock="14:00", days=7, title="Federsee Silotechnik")
    client.force_login(anna)
    page = client.get("/kalender?tag=2026-12-01").content.decode()
    assert f'data-move="/kalender/{made.pk}/ziehen"' in page
    said = {"day": "2026-12-01", "clock": "11:15", "minutes": "60"}
    assert client.post(f"/kalender/{made.pk}/ziehen", said).status_code == 200
    made.refresh_from_db()
    assert timezone.localtime(made.starts_at).strftime("%H:%M") == "11:15"
    clash = client.post(f"/kalender/{made.pk}/ziehen", said | {"clock": "14:30"})
    assert clash.status_code == 409
    assert "Tobias Kranz" in clash.json()["said"]
    assert "Federsee Silotechnik" in clash.json()["said"]
    made.refresh_from_db()
    assert timezone.localtime(made.starts_at).strftime("%H:%M") == "11:15"


def test_dragging_into_the_hour_that_spring_takes_is_refused(
    ulm: Tandem, tobias: User, now: datetime, client: Client
) -> None:
    made = booked(person=tobias, at=now, clock="10:00", days=7)
    client.force_login(tobias)
    answer = client.post(
        f"/kalender/{made.pk}/ziehen", {"day": "2027-03-28", "clock": "02:30", "minutes": "60"}
    )
    assert answer.status_code == 422
    assert "überspringt" in answer.json()["said"] or "Uhr" in answer.json()["said"]


def test_another_tandem_drags_nothing(
    ulm: Tandem, allgaeu: Tandem, sandra: User, tobias: User, now: datetime, client: Client
) -> None:
    made = booked(person=tobias, at=now, clock="10:00", days=7)
    client.force_login(sandra)
    page = client.get(f"/kalender?tag=2026-12-01&tandem={ulm.pk}").content.decode()
    assert f"/kalender/{made.pk}" in page
    assert "data-move" not in page
    said = {"day": "2026-12-01", "clock": "11:15", "minutes": "60"}
    assert client.post(f"/kalender/{made.pk}/ziehen", said).status_code == 409
    private = booked(person=tobias, at=now, clock="16:00", kind=PRIVATE)
    assert client.post(f"/kalender/{private.pk}/ziehen", said).status_code == 404


def test_booking_into_a_colleagues_days_off_asks_first(
    ulm: Tandem, anna: User, tobias: User, now: datetime, client: Client
) -> None:
    people.report_absence(
        user=tobias, from_date=date(2026, 12, 2), to_date=date(2026, 12, 4), deputy=None, by=tobias, at=now
    )
    client.force_login(anna)
    said = {"title": "Abgleich", "kind": "meeting", "day": "2026-12-03", "clock": "13:00", "minutes": "30",
            "together": [str(tobias.pk)]}  # fmt: skip
    asked = client.post("/kalender/neu", said)
    assert asked.status_code == 422
    assert "Tobias Kranz ist bis" in asked.content.decode()
    assert "even_if_off" in asked.content.decode()
    assert client.post("/kalender/neu", said | {"even_if_off": "on"}).status_code == 302
    # Christmas is nobody's but one's own business when one is alone.
    alone = said | {"day": "2026-12-25", "together": []}
    assert client.post("/kalender/neu", alone).status_code == 302
    holiday = client.post("/kalender/neu", said | {"day": "2026-12-25", "clock": "15:00"})
    assert "Feiertag" in holiday.content.decode()
