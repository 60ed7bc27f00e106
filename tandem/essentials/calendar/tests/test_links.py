"""Busy times of another calendar: read in, shown as busy, kept out of free times; nothing else of it is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from tandem.base.tools import checks, outgoing
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import ics, queries, reading
from tandem.essentials.calendar.models import Appointment, CalendarLink
from tandem.essentials.people.models import Tandem, User

BERLIN = ZoneInfo("Europe/Berlin")
FROM, TO = datetime(2026, 11, 20, tzinfo=UTC), datetime(2027, 4, 30, tzinfo=UTC)
ADDRESS = "https://outlook.example/calendar.ics"


def _calendar(*events: str) -> bytes:
    told = "".join(
        f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n".replace("\n ", "\n") for event in events
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{told}END:VCALENDAR\r\n".encode()


def _times(*events: str) -> list[str]:
    spans = reading.busy_times(_calendar(*events), first=FROM, last=TO, zone=BERLIN)
    return [f"{a.astimezone(BERLIN):%d.%m. %H:%M}-{b.astimezone(BERLIN):%H:%M}" for a, b in spans]


def test_a_series_over_the_clock_change_with_its_exceptions() -> None:
    series = """UID:a
        DTSTART;TZID=W. Europe Standard Time:20270315T090000
        DTEND;TZID=W. Europe Standard Time:20270315T100000
        RRULE:FREQ=WEEKLY;UNTIL=20270412T070000Z
        EXDATE;TZID=W. Europe Standard Time:20270322T090000"""
    moved = """UID:a
        RECURRENCE-ID;TZID=W. Europe Standard Time:20270405T090000
        DTSTART;TZID=W. Europe Standard Time:20270406T140000
        DTEND;TZID=W. Europe Standard Time:20270406T150000"""
    dedent = [part.replace("        ", "") for part in (series, moved)]
    assert _times(*dedent) == [
        "15.03. 09:00-10:00", "29.03. 09:00-10:00", "06.04. 14:00-15:00", "12.04. 09:00-10:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "free", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "UID:1@tandem"]
)
def test_what_takes_no_time_is_not_read(free: str) -> None:
    uid = "" if free.startswith("UID") else "UID:a\n"
    assert _times(f"{uid}{free}\nDTSTART:20261201T090000Z\nDTEND:20261201T100000Z") == []


def test_whole_days_and_times_without_a_zone_are_the_persons() -> None:
    assert _times("UID:a\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261225") == ["24.12. 00:00-00:00"]
    assert _times("UID:a\nDTSTART:20261224T090000\nDURATION:PT90M") == ["24.12. 09:00-10:30"]


def test_times_that_touch_are_one() -> None:
    assert _times(
        "UID:a\nDTSTART:20261201T080000Z\nDTEND:20261201T090000Z",
        "UID:b\nDTSTART:20261201T090000Z\nDTEND:20261201T093000Z",
    ) == ["01.12. 09:00-10:30"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Sign in</html>",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR",
        b"\xff",
    ],
)
def test_what_is_no_calendar_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(reading.Unreadable):
        reading.busy_times(content, first=FROM, last=TO, zone=BERLIN)


def test_what_tandem_writes_itself_is_read_as_nothing() -> None:
    sheet = ics.Sheet(
        uid="a@tandem", sequence=0, starts_at=FROM + timedelta(days=1), ends_at=FROM + timedelta(days=1, hours=1),
        zone="Europe/Berlin", title="x", written_at=FROM,
    )  # fmt: skip
    content = ics.document([sheet], method=ics.PUBLISH)
    assert reading.busy_times(content, first=FROM, last=TO, zone=BERLIN) == []


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What stands at the address just now: bytes, or why it cannot be read."""
    page: dict[str, Any] = {
        "is": _calendar("UID:a\nSUMMARY:Zahnarzt\nDTSTART:20261126T090000Z\nDTEND:20261126T100000Z")
    }

    def fetch(_address: str, **_more: object) -> bytes:
        if isinstance(page["is"], Exception):
            raise page["is"]
        return bytes(page["is"])

    monkeypatch.setattr(outgoing, "fetch", fetch)
    return page


def _linked(tobias: User, now: datetime) -> CalendarLink:
    link = calendar.add_link(address=ADDRESS, by=tobias, at=now)
    return calendar.read_link(link=link, at=now)


def test_colleagues_see_busy_and_nobody_is_offered_the_time(
    ulm: Tandem, anna: User, tobias: User, now: datetime, published: dict[str, Any]
) -> None:
    _linked(tobias, now)
    [lane] = queries.day_strip(people=[tobias], day=datetime(2026, 11, 26).date(), viewer=anna)
    [item] = lane.items
    assert (item.title, item.takes_time, item.hidden) == ("beschäftigt", True, True)
    start = datetime(2026, 11, 26, 8, tzinfo=UTC)
    assert queries.busy(person=tobias, starts_at=start, ends_at=start + timedelta(hours=4)) != []
    assert not Appointment.objects.exclude(title="").exists()
    assert list(checks.run_all()) == []
    [own] = queries.day_strip(people=[tobias], day=datetime(2026, 11, 26).date(), viewer=tobias)[0].items
    assert not queries.may_change(tobias, Appointment.objects.get(pk=own.appointment_id), day=now.date())
    with pytest.raises(calendar.ReadIn):
        calendar.cancel(appointment=Appointment.objects.get(pk=own.appointment_id), by=tobias, at=now)


def test_a_second_reading_writes_only_what_is_different(
    ulm: Tandem, tobias: User, now: datetime, published: dict[str, Any]
) -> None:
    link = _linked(tobias, now)
    [kept] = link.times.values_list("pk", flat=True)
    calendar.read_link(link=link, at=now)
    assert list(link.times.values_list("pk", flat=True)) == [kept]
    published["is"] = _calendar()
    calendar.read_link(link=link, at=now)
    assert not link.times.exists()


def test_a_failure_is_told_and_what_was_known_stays(
    ulm: Tandem, tobias: User, now: datetime, published: dict[str, Any], client: Client
) -> None:
    link = _linked(tobias, now)
    published["is"] = outgoing.Unreachable("outlook.example antwortet nicht")
    calendar.read_link(link=link, at=now + timedelta(hours=1))
    link.refresh_from_db()
    assert (link.read_at, link.tried_at) == (now, now + timedelta(hours=1))
    assert link.times.count() == 1
    client.force_login(tobias)
    assert "outlook.example antwortet nicht" in client.get("/kalender/meiner").content.decode()
    assert calendar.due_links(at=now + timedelta(hours=1, minutes=5)) == []
    assert calendar.due_links(at=now + timedelta(hours=2)) == [link.pk]


def test_nobody_else_sees_or_removes_a_link(
    ulm: Tandem,
    anna: User,
    nina: User,
    tobias: User,
    now: datetime,
    published: dict[str, Any],
    client: Client,
) -> None:
    link = _linked(tobias, now)
    for other in (anna, nina):
        client.force_login(other)
        assert "outlook.example" not in client.get("/kalender/meiner").content.decode()
        assert client.post(f"/kalender/meiner/kalender/{link.pk}/entfernen").status_code == 404
    client.force_login(tobias)
    assert client.post("/kalender/meiner/kalender", {"address": "javascript:1"}).status_code == 422
    assert client.post("/kalender/meiner/kalender", {"address": ADDRESS}).status_code == 422
    assert client.post(f"/kalender/meiner/kalender/{link.pk}/entfernen").status_code == 302
    assert not Appointment.objects.exists()


def test_the_address_is_kept_sealed_and_another_key_asks_for_it_again(
    ulm: Tandem, tobias: User, now: datetime, published: dict[str, Any], client: Client, settings: Any
) -> None:
    _linked(tobias, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(l)::text FROM calendar_calendarlink l")
        kept = cursor.fetchone()[0]
    assert "outlook.example" not in kept
    assert CalendarLink.objects.get().address == ADDRESS
    settings.SECRET_KEY = "ein anderer Schlüssel"
    calendar.read_link(link=CalendarLink.objects.get(), at=now + timedelta(hours=1))
    found = CalendarLink.objects.get()
    assert "noch einmal ein" in found.problem
    assert found.times.count() == 1, "what was known stays"


def test_addresses_that_were_kept_in_clear_are_sealed_and_back() -> None:
    from importlib import import_module

    step = import_module("tandem.essentials.calendar.migrations.0007_sealed_links_and_feeds")

    class Row:
        address, sealed, mark = ADDRESS, "", ""

        def save(self, update_fields: list[str]) -> None:
            assert update_fields

    row = Row()

    class Apps:
        def get_model(self, *_name: str) -> Any:
            class Model:
                class objects:  # noqa: N801  # as Django names it
                    @staticmethod
                    def all() -> Any:
                        return Model.objects

                    @staticmethod
                    def iterator() -> list[Row]:
                        return [row]

            return Model

    step.seal(Apps(), None)
    assert ADDRESS not in row.sealed
    assert row.mark
    row.address = ""
    step.unseal(Apps(), None)
    assert row.address == ADDRESS
