"""When somebody is busy, by a calendar that another program publishes (iCalendar). Titles are not even looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import recurrence

Span = tuple[datetime, datetime]
# A rule that comes more often than this within the time asked for is not one of a person's day.
MOST_TIMES = 2_000


class Unreadable(Refused):
    """What stands at the address is no calendar."""


def busy_times(content: bytes, *, first: datetime, last: datetime, zone: ZoneInfo) -> list[Span]:
    """When the owner is busy between two moments, joined and in order; times without a zone are in `zone`."""
    import icalendar  # 10 MB that only the worker needs

    try:
        events = icalendar.Calendar.from_ical(content).walk("VEVENT")
        found = [span for event in _counting(events) for span in _times(event, _moved(events), zone, last)]
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError) as error:
        raise Unreadable(_("What stands there is no calendar that can be read.")) from error
    return _joined(span for span in found if span[0] < last and span[1] > first and span[0] < span[1])


def _counting(events: Iterable[Any]) -> Iterator[Any]:
    """The events that take time: not what is cancelled, shown as free, or came from here."""
    for event in events:
        is_free = str(event.get("transp", "")).upper() == "TRANSPARENT"
        is_free = is_free or str(event.get("x-microsoft-cdo-busystatus", "")).upper() == "FREE"
        is_over = str(event.get("status", "")).upper() == "CANCELLED"
        if not is_free and not is_over and not str(event.get("uid", "")).endswith("@tandem"):
            yield event


def _moved(events: Iterable[Any]) -> set[tuple[str, Any]]:
    """Of which series which occurrence is told by an event of its own."""
    return {
        (str(event.get("uid")), _instant(event["recurrence-id"].dt))
        for event in events
        if "recurrence-id" in event
    }


def _instant(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value


def _times(event: Any, moved: set[tuple[str, Any]], zone: ZoneInfo, last: datetime) -> Iterator[Span]:
    begins = event["dtstart"].dt
    is_day = not isinstance(begins, datetime)
    own: tzinfo = zone if is_day or begins.tzinfo is None else begins.tzinfo
    length = _length(event, begins)
    for wall in _walls(event, begins, own, last):
        if "recurrence-id" not in event and _is_told_elsewhere(event, wall, own, moved, is_day=is_day):
            continue
        if isinstance(own, ZoneInfo):
            start = recurrence.moment(wall.date(), wall.time(), own)
        else:
            start = wall.replace(tzinfo=own).astimezone(UTC)
        if is_day:
            yield start, recurrence.moment(wall.date() + length, time(), zone)
        else:
            yield start, start + length


def _is_told_elsewhere(
    event: Any, wall: datetime, own: tzinfo, moved: set[tuple[str, Any]], *, is_day: bool
) -> bool:
    key: Any = wall.date() if is_day else wall
    uid = str(event.get("uid"))
    return (uid, key) in moved or (uid, _instant(wall.replace(tzinfo=own))) in moved


def _length(event: Any, begins: date) -> timedelta:
    if "dtend" in event:
        ends: Any = event["dtend"].dt
        if isinstance(ends, datetime) and ends.tzinfo:
            return ends.astimezone(UTC) - begins.astimezone(UTC)  # type: ignore[attr-defined, no-any-return]
        return ends - begins  # type: ignore[no-any-return]
    if "duration" in event:
        return event["duration"].dt  # type: ignore[no-any-return]
    return timedelta(0) if isinstance(begins, datetime) else timedelta(days=1)


def _walls(event: Any, begins: date, own: tzinfo, last: datetime) -> Iterator[datetime]:
    """When it starts, on its own clock: by its rule, its further dates, without its exceptions."""
    first = _wall(begins, own)
    until = last.astimezone(own).replace(tzinfo=None)
    starts = {first}
    for rule in _several(event.get("rrule")):
        starts |= set(_by_rule(rule, first, own, until))
    for listed in _several(event.get("rdate")):
        starts |= {_wall(one.dt, own) for one in listed.dts if not isinstance(one.dt, tuple)}
    for listed in _several(event.get("exdate")):
        starts -= {_wall(one.dt, own) for one in listed.dts}
    yield from sorted(starts)


def _by_rule(rule: Any, first: datetime, own: tzinfo, until: datetime) -> Iterator[datetime]:
    told = dict(rule)
    ends = [_wall(one, own, end_of_day=True) for one in told.pop("UNTIL", [])]
    import icalendar

    written: Any = icalendar.vRecur(told)
    found = rrulestr(written.to_ical().decode(), dtstart=first)
    bound = min([until, *ends])
    # What lies long past is counted through, not kept.
    near = found.xafter(max(first, bound - timedelta(days=400)), inc=True)
    yield from (one for one in islice(near, MOST_TIMES) if one <= bound)


def _wall(value: date, own: tzinfo, *, end_of_day: bool = False) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time.max if end_of_day else time())
    return value.astimezone(own).replace(tzinfo=None) if value.tzinfo else value


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins.astimezone(UTC), ends.astimezone(UTC)))
    return joined
