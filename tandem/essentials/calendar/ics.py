"""Appointments as other calendars read them (iCalendar, RFC 5545): invitations, updates, cancellations, feeds.

Outlook, Google and Apple are each particular. What is written here is what all three take: a UID that never changes, a
SEQUENCE that grows, an ORGANIZER, times with the VTIMEZONE they are meant in, and a zone told by its yearly rule
(Outlook does not follow one that lists every change since 1970).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    # 10 MB that only a mail to a customer needs: read where it is written.
    from icalendar import Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress


REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
PRODUCT = "-//Tandem//Tandem//DE"
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A person by name and address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is told of one appointment."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    # The organiser's zone by its name; empty or unknown: the times stand in UTC.
    zone: str
    title: str
    written_at: datetime
    place: str = ""
    text: str = ""
    organizer: Somebody | None = None
    attendees: Sequence[Somebody] = ()
    is_cancelled: bool = False


def document(sheets: Iterable[Sheet], *, method: str, name: str = "") -> bytes:
    """A calendar file with these appointments."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    written = list(sheets)
    for zone, years in _zones(written).items():
        calendar.add_component(_timezone(zone, min(years)))
    for sheet in written:
        calendar.add_component(_event(sheet, method=method))
    return bytes(calendar.to_ical())


def _event(sheet: Sheet, *, method: str) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", sheet.uid)
    event.add("sequence", sheet.sequence)
    event.add("dtstamp", sheet.written_at.astimezone(UTC))
    event.add("dtstart", _local(sheet.starts_at, sheet.zone))
    event.add("dtend", _local(sheet.ends_at, sheet.zone))
    event.add("summary", sheet.title)
    if sheet.place:
        event.add("location", sheet.place)
    if sheet.text:
        event.add("description", sheet.text)
    is_over = sheet.is_cancelled or method == CANCEL
    event.add("status", "CANCELLED" if is_over else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_over else "OPAQUE")
    if method != PUBLISH:
        event.add("x-microsoft-cdo-busystatus", "FREE" if is_over else "BUSY")
    if sheet.organizer is not None:
        event.add("organizer", _address(sheet.organizer))
    for one in sheet.attendees:
        event.add("attendee", _guest(one))
    return event


def _address(somebody: Somebody) -> vCalAddress:
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{somebody.email}")
    address.params["CN"] = somebody.name
    return address


def _guest(somebody: Somebody) -> vCalAddress:
    address = _address(somebody)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE"
    return address


def known_zone(name: str) -> ZoneInfo | None:
    """The zone of this name; None where there is none, or where it is UTC, which needs no rule."""
    if not name or name.upper() in {"UTC", "ETC/UTC"}:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _local(moment: datetime, zone: str) -> datetime:
    known = known_zone(zone)
    # What no yearly rule tells (Morocco changes around Ramadan) is told in UTC.
    local = moment.astimezone(known if known and _has_rule(known, moment.year) else UTC)
    # The second of an hour that autumn gives twice has no name of its own on a clock.
    return moment.astimezone(UTC) if local.fold else local


def _zones(sheets: Iterable[Sheet]) -> dict[str, set[int]]:
    """Every zone that is needed, with the years it is needed for."""
    found: dict[str, set[int]] = {}
    for sheet in sheets:
        for moment in (sheet.starts_at, sheet.ends_at):
            if (local := _local(moment, sheet.zone)).tzinfo is not UTC:
                found.setdefault(sheet.zone, set()).add(local.year)
    return found


def _timezone(name: str, first: int) -> Timezone:
    """The zone told by its two yearly changes, or by its one offset where it has none."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

    zone = ZoneInfo(name)
    told = Timezone()
    told.add("tzid", name)
    changes = _changes(zone, first)
    if not changes:
        offset = datetime(first, 1, 1, tzinfo=zone).utcoffset() or timedelta()
        told.add_component(_part(TimezoneStandard(), name, datetime(first - 1, 1, 1), offset, offset))  # noqa: DTZ001
        return told
    for change in changes:
        part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
        part = _part(part, change.abbreviation, change.first_of_rule(), change.before, change.after)
        part.add("rrule", vRecur.from_ical(_rule(change)))
        told.add_component(part)
    return told


@dataclass(frozen=True, slots=True)
class _Change:
    """The clocks of a zone change at this wall-clock time, by the offset before."""

    wall: datetime
    before: timedelta
    after: timedelta
    abbreviation: str
    is_summer: bool

    @property
    def week(self) -> int:
        """Which of its weekday in the month: 1 to 4, or -1 for the last."""
        return (
            -1 if (self.wall + timedelta(days=7)).month != self.wall.month else (self.wall.day - 1) // 7 + 1
        )

    def first_of_rule(self) -> datetime:
        """A time of the rule that lies before everything told, so that it covers the beginning of the year."""
        day = datetime(1970, self.wall.month, 1, self.wall.hour, self.wall.minute)  # noqa: DTZ001  (a wall clock)
        days = [day + timedelta(days=number) for number in range(31)]
        same = [one for one in days if one.month == day.month and one.weekday() == self.wall.weekday()]
        return same[self.week if self.week < 0 else self.week - 1]


@cache
def _changes(zone: ZoneInfo, year: int) -> list[_Change]:
    """When the clocks change in a year, to the minute."""
    found = []
    moment, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        later = moment + timedelta(days=1)
        if _offset(moment, zone) != _offset(later, zone):
            found.append(_change(zone, moment, later))
        moment = later
    return found


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> _Change:
    before = _offset(low, zone)
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) // 2
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    at = high.replace(second=0, microsecond=0)
    local = at.astimezone(zone)
    return _Change(
        wall=(at + before).replace(tzinfo=None),
        before=before,
        after=_offset(at, zone),
        abbreviation=local.tzname() or "",
        is_summer=bool(local.dst()),
    )


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _has_rule(zone: ZoneInfo, year: int) -> bool:
    """Whether the zone changes by the same two rules in the years around this one, or never."""
    around = [[_rule(one) for one in _changes(zone, near)] for near in (year - 1, year, year + 1)]
    return len(around[1]) in (0, 2) and around[0] == around[1] == around[2]


def _rule(change: _Change) -> str:
    return f"FREQ=YEARLY;BYMONTH={change.wall.month};BYDAY={change.week}{_DAYS[change.wall.weekday()]}"


def _part(
    part: TimezoneStandard | TimezoneDaylight, name: str, start: datetime, before: timedelta, after: timedelta
) -> TimezoneStandard | TimezoneDaylight:
    part.add("tzname", name)
    part.add("dtstart", start)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    return part
