"""What other calendars read: every file is read back by icalendar and by a second reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from tandem.essentials.calendar import ics

WRITTEN = datetime(2026, 11, 24, 8, 41, tzinfo=UTC)
TOBIAS = ics.Somebody(name="Tobias Kranz", email="tobias@lechner.example")
CLAUDIA = ics.Somebody(name='Claudia "Hölzl", Dr.', email="c.hoelzl@hoelzl.example")
ZONES = ["Europe/Berlin", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
         "America/Santiago", "Africa/Casablanca", "Pacific/Auckland"]  # fmt: skip


def _sheet(**more: Any) -> ics.Sheet:
    start = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
    values: dict[str, Any] = {
        "uid": "6f1a@tandem", "sequence": 0, "starts_at": start, "ends_at": start + timedelta(hours=1),
        "zone": "Europe/Berlin", "title": "Termin; mit, Lechner\nFördertechnik", "written_at": WRITTEN,
        "organizer": TOBIAS, "attendees": [CLAUDIA],
    }  # fmt: skip
    return ics.Sheet(**values | more)


def _read(content: bytes) -> tuple[Any, Any]:
    """The one event, as both readers see it."""
    [one] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    other = vobject.readOne(content.decode()).vevent
    return one, other


def test_both_readers_understand_an_invitation() -> None:
    content = ics.document([_sheet()], method=ics.REQUEST)
    one, other = _read(content)
    assert one["uid"] == other.uid.value == "6f1a@tandem"
    assert one.decoded("dtstart") == other.dtstart.value == datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
    assert one.decoded("dtend") == other.dtend.value
    assert str(one["summary"]) == other.summary.value == "Termin; mit, Lechner\nFördertechnik"
    assert one["organizer"] == other.organizer.value == "mailto:tobias@lechner.example"
    assert other.attendee.params["RSVP"] == ["TRUE"]
    # Quotation marks cannot stand in a parameter; the rest of the name does.
    assert "Hölzl" in str(one["attendee"].params["CN"])


def test_what_outlook_asks_for_is_there() -> None:
    content = ics.document([_sheet(sequence=3)], method=ics.REQUEST)
    lines = content.decode().split("\r\n")
    assert "METHOD:REQUEST" in lines
    assert "SEQUENCE:3" in lines
    assert "DTSTART;TZID=Europe/Berlin:20261126T103000" in lines
    assert "BEGIN:VTIMEZONE" in lines
    # A zone of two yearly rules: Outlook reads neither lists of dates nor more than two parts.
    assert not [line for line in lines if line.startswith("RDATE")]
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in content.decode().replace("\r\n", "")


def test_a_cancellation_frees_the_time() -> None:
    one, other = _read(ics.document([_sheet(is_cancelled=True, sequence=1)], method=ics.CANCEL))
    assert one["status"] == other.status.value == "CANCELLED"
    assert one["transp"] == "TRANSPARENT"


@pytest.mark.parametrize("zone", ["", "UTC", "Nirgendwo/Ulm", "../etc/passwd"])
def test_a_person_without_a_zone_writes_in_utc(zone: str) -> None:
    content = ics.document([_sheet(zone=zone)], method=ics.REQUEST)
    assert b"DTSTART:20261126T093000Z" in content
    assert b"VTIMEZONE" not in content
    _one, other = _read(content)
    assert other.dtstart.value == datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


def test_the_second_of_an_hour_that_comes_twice_is_told_in_utc() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for start in (first, first + timedelta(hours=1)):
        one, other = _read(
            ics.document([_sheet(starts_at=start, ends_at=start + timedelta(hours=2))], method=ics.REQUEST)
        )
        assert one.decoded("dtstart").astimezone(UTC) == start
        assert other.dtstart.value.astimezone(UTC) == start


@given(
    zone=st.sampled_from(ZONES),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 30), timezones=st.just(UTC)),
    minutes=st.integers(5, 3 * 24 * 60),
)
def test_whatever_the_zone_both_readers_see_the_same_moment(zone: str, start: datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    one, _other = _read(ics.document([_sheet(zone=zone, starts_at=start, ends_at=end)], method=ics.REQUEST))
    assert one.decoded("dtstart").astimezone(UTC) == start
    assert one.decoded("dtend").astimezone(UTC) == end


@given(
    zone=st.sampled_from(ZONES),
    moment=st.datetimes(datetime(2026, 1, 3), datetime(2028, 12, 28), timezones=st.just(UTC)),
)
def test_the_written_rule_of_a_zone_is_the_zones(zone: str, moment: datetime) -> None:
    """Reckoned from what stands in the file alone, as a program does that knows no zones."""
    sheet = _sheet(zone=zone, starts_at=moment, ends_at=moment + timedelta(hours=1))
    calendar = icalendar.Calendar.from_ical(ics.document([sheet], method=ics.REQUEST))
    zones = calendar.walk("VTIMEZONE")
    # No yearly rule of theirs holds from year to year; they are told in UTC.
    assert zones or zone in ("Africa/Casablanca", "America/Santiago")
    for told in zones:
        assert _offset(told, moment) == moment.astimezone(ZoneInfo(zone)).utcoffset()


def _offset(told: Any, moment: datetime) -> timedelta:
    """The offset at a moment by the parts of a VTIMEZONE."""
    found: list[tuple[datetime, timedelta]] = []
    for part in told.subcomponents:
        before, after = part["tzoffsetfrom"].td, part["tzoffsetto"].td
        first = part["dtstart"].dt.replace(tzinfo=None)
        starts = [first]
        if "rrule" in part:
            rule = rrulestr(part["rrule"].to_ical().decode(), dtstart=first)
            near = (datetime(moment.year - 1, 1, 1), datetime(moment.year + 1, 12, 31, 23))
            starts = rule.between(*near, inc=True)
        found += [((start - before).replace(tzinfo=UTC), after) for start in starts]
    return max((one for one in found if one[0] <= moment), key=lambda one: one[0])[1]


def test_a_zone_without_a_yearly_rule_is_told_in_utc() -> None:
    """Morocco changes its clocks around Ramadan."""
    start = datetime(2027, 2, 10, 9, tzinfo=UTC)
    content = ics.document(
        [_sheet(zone="Africa/Casablanca", starts_at=start, ends_at=start + timedelta(hours=1))],
        method=ics.REQUEST,
    )
    assert b"DTSTART:20270210T090000Z" in content
