"""The own calendar on the phone or in Outlook: by a secret address, as long as its owner wants."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from tandem.base.tools import checks
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import reading
from tandem.essentials.calendar.models import OUTSIDE, PRIVATE, VISIT, Appointment, CalendarFeed
from tandem.essentials.calendar.testing import ZONE, booked, on
from tandem.essentials.calendar.views import feeds
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: now)


def _made(person: User, now: datetime) -> str:
    return f"/kalender/abo/{calendar.make_feed(by=person, at=now).token}.ics"


def _read(path: str, **headers: str) -> dict[str, Any]:
    answer = Client().get(path, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert vobject.readOne(answer.content.decode()) is not None
    found: Any = icalendar.Calendar.from_ical(answer.content)
    assert found["method"] == "PUBLISH"
    return {str(event["summary"]): event for event in found.walk("VEVENT")}


def test_what_stands_in_the_own_calendar_with_private_entries_and_the_way_back(
    ulm: Tandem, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
) -> None:
    visit = booked(
        person=anna, at=now, clock="10:30", days=2, kind=VISIT, people=[tobias], title="Hölzl", customer=hoelzl,
        contact=claudia, place="Ulm",
    )  # fmt: skip
    booked(person=tobias, at=now, clock="17:00", days=2, kind=PRIVATE, title="Zahnarzt")
    booked(person=anna, at=now, clock="09:00", days=2, kind=PRIVATE, title="Elternabend")
    gone = booked(person=tobias, at=now, clock="14:00", days=3, title="Fällt aus")
    calendar.cancel(appointment=gone, by=tobias, at=now)
    events = _read(_made(tobias, now))
    assert set(events) == {"Hölzl", "Zahnarzt"}, "private ones as own, nobody else's, nothing that is off"
    told = events["Hölzl"]
    assert (str(told["location"]), str(told["uid"])) == ("Ulm", f"{visit.uid}@tandem")
    assert told["dtstart"].dt.astimezone(ZONE) == on(now, "10:30", days=2)
    assert told["dtstart"].params["TZID"] == "Europe/Berlin"
    assert f"/kalender/{visit.pk}" in str(told["description"])


def test_a_series_with_what_was_moved_over_the_clock_change(ulm: Tandem, tobias: User, now: datetime) -> None:
    first = datetime(2027, 3, 22, 9, 0, tzinfo=ZONE)
    series = calendar.book_series(
        kind="meeting", title="Abgleich", people=[tobias], starts_at=first, ends_at=first + timedelta(hours=1),
        repeat="weekly", until=date(2027, 4, 5), by=tobias, at=now,
    )  # fmt: skip
    moved = series.appointments.order_by("starts_at")[1]
    calendar.move(
        appointment=moved, starts_at=moved.starts_at + timedelta(hours=2), ends_at=moved.ends_at + timedelta(hours=2),
        by=tobias, at=now,
    )  # fmt: skip
    answer = Client().get(_made(tobias, now))
    found: Any = icalendar.Calendar.from_ical(answer.content)
    starts = sorted(event["dtstart"].dt for event in found.walk("VEVENT"))
    assert [one.astimezone(ZONE).strftime("%d.%m. %H:%M") for one in starts] == [
        "22.03. 09:00", "29.03. 11:00", "05.04. 09:00",
    ]  # fmt: skip


def test_unchanged_it_is_not_sent_again(ulm: Tandem, tobias: User, now: datetime) -> None:
    path, client = _made(tobias, now), Client()
    made = booked(person=tobias, at=now, clock="10:30", days=2)
    mark = client.get(path)["ETag"]
    for known in (mark, f"W/{mark}", f'"other", {mark}'):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark)
    calendar.cancel(appointment=made, by=tobias, at=now)
    fresh = client.get(path, headers={"If-None-Match": mark})
    assert fresh.status_code == 200
    assert fresh["ETag"] != mark
    assert client.head(path).status_code == 200
    assert client.post(path).status_code in {403, 405}


def test_renewed_revoked_or_gone_it_opens_nothing(
    client: Client, ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    first = _made(tobias, now)
    client.force_login(tobias)
    assert client.post("/kalender/meiner/abo").status_code == 302
    assert Client().get(first).status_code == 404
    page = client.get("/kalender/meiner").content.decode()
    second = f"/kalender/abo/{CalendarFeed.objects.get().token}.ics"
    assert f"http://testserver{second}" in page
    assert Client().get(second).status_code == 200
    client.force_login(anna)
    assert second not in client.get("/kalender/meiner").content.decode()
    assert client.post("/kalender/meiner/abo/widerrufen").status_code == 302
    assert Client().get(second).status_code == 200, "one takes away only one's own"
    client.force_login(tobias)
    client.post("/kalender/meiner/abo/widerrufen")
    assert Client().get(second).status_code == 404
    third = _made(tobias, now)
    User.objects.filter(pk=tobias.pk).update(is_active=False)
    assert Client().get(third).status_code == 404
    for junk in ("x", "x" * 5_000, "%00", "ä", "../meiner"):
        assert Client().get(f"/kalender/abo/{junk}.ics").status_code == 404


def test_the_address_is_not_in_the_database(ulm: Tandem, tobias: User, now: datetime) -> None:
    token = calendar.make_feed(by=tobias, at=now).token
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(f)::text FROM calendar_calendarfeed f")
        assert token not in cursor.fetchone()[0]
    assert list(checks.run_all()) == []


def test_asked_too_often_it_waits(
    ulm: Tandem, anna: User, tobias: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST", 5)
    mine, hers = _made(tobias, now), _made(anna, now)
    seen = [Client().get(mine).status_code for _ in range(7)]
    assert seen == [200] * 5 + [429] * 2
    assert Client().get(hers).status_code == 200


def test_it_is_small_in_queries_however_much_there_is(
    client: Client, ulm: Tandem, tobias: User, now: datetime, django_assert_max_num_queries: Any
) -> None:
    path = _made(tobias, now)
    for day in range(40):
        booked(person=tobias, at=now, clock="10:00", days=day)
    with django_assert_max_num_queries(8):
        assert len(_read(path)) == 1


def test_what_was_read_in_from_elsewhere_does_not_go_round(ulm: Tandem, tobias: User, now: datetime) -> None:
    """A phone that reads us and that we read: neither hears itself."""
    link = calendar.add_link(address="https://phone.example/x.ics", by=tobias, at=now)
    Appointment.objects.create(
        kind=OUTSIDE, title="", starts_at=on(now, "10:00"), ends_at=on(now, "11:00"), fixed=False, booked_by=tobias,
        link=link,
    ).attendances.create(person=tobias, during=(on(now, "10:00"), on(now, "11:00")), fixed=False)  # fmt: skip
    booked(person=tobias, at=now, clock="15:00", title="Hier")
    path = _made(tobias, now)
    assert set(_read(path)) == {"Hier"}
    spans = reading.busy_times(
        Client().get(path).content, first=now - timedelta(days=1), last=now + timedelta(days=9), zone=ZONE
    )
    assert spans == []


def test_it_carries_the_owner_s_name(ulm: Tandem, tobias: User, now: datetime) -> None:
    assert "X-WR-CALNAME:Tandem: Tobias Kranz" in Client().get(_made(tobias, now)).content.decode()
