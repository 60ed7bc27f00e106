"""Where a visit fits into somebody's days: between appointments, with the drive, in working hours.

Plain calculation. Whoever visits sets out from home and returns there within the working hours. An appointment without
a place (a call, something private) leaves the person where they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tandem.base.places import travel
from tandem.base.places.locating import Spot
from tandem.base.places.travel import HERE, Way
from tandem.base.tools.working_time import Period

# Visits begin at a full or half hour, or as soon as one can be there, at a quarter.
GRID, SOONEST = timedelta(minutes=30), timedelta(minutes=15)
# Of one gap between appointments so many times are proposed.
_OF_A_GAP = 3

Ways = Callable[[Spot, Spot], Way]


@dataclass(frozen=True, slots=True)
class Engagement:
    """Time that is taken; `spot` and `name` say where, if it has a place."""

    starts_at: datetime
    ends_at: datetime
    spot: Spot | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Workday:
    """One day of whoever visits: the working periods in order, and whether the day is meant for the customer's area
    (None: the day is meant for none).
    """

    day: date
    periods: Sequence[Period]
    area: bool | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The visit that is to find its place."""

    minutes: int
    earliest: datetime
    spot: Spot | None = None
    home: Spot | None = None


@dataclass(frozen=True, slots=True)
class Free:
    """A time at which the visit fits, and what driving it costs; `before` and `after` name the neighbours, '' is home.

    `extra` are the minutes on the road that would not be driven without the visit.
    """

    starts_at: datetime
    ends_at: datetime
    extra: int
    there: Way
    onward: Way
    before: str
    after: str
    area: bool | None
    gap: tuple[date, int]

    @property
    def order(self) -> tuple[bool, int, bool, datetime]:
        """Least extra driving first; a day meant for another area comes last."""
        return (self.area is False, self.extra, self.area is None, self.starts_at)


def find(
    wanted: Wanted, *, days: Iterable[Workday], taken: Iterable[Engagement], ways: Ways = travel.way
) -> list[Free]:
    """Every time at which the visit fits, in the order of the calendar."""
    engagements = sorted(taken, key=lambda one: (one.starts_at, one.ends_at))
    return [free for day in days for free in _of_day(wanted, day, engagements, ways)]


def best(found: Iterable[Free], *, most: int) -> list[Free]:
    """The proposals: least extra driving first, of each gap only the first, a middle and the last time."""
    by_gap: dict[tuple[date, int], list[Free]] = {}
    for free in found:
        by_gap.setdefault(free.gap, []).append(free)
    kept = [free for frees in by_gap.values() for free in _spread(frees)]
    return sorted(kept, key=lambda free: free.order)[:most]


def _spread(frees: list[Free]) -> list[Free]:
    if len(frees) <= _OF_A_GAP:
        return frees
    return [frees[0], frees[len(frees) // 2], frees[-1]]


def _of_day(wanted: Wanted, day: Workday, engagements: list[Engagement], ways: Ways) -> Iterator[Free]:
    if not day.periods:
        return
    opens, closes = day.periods[0][0], day.periods[-1][1]
    held = [one for one in engagements if one.ends_at > opens and one.starts_at < closes]
    # What lies around the day: home, from which and to which the working hours reach.
    stops = [Engagement(opens, opens, wanted.home), *held, Engagement(closes, closes, wanted.home)]
    reached = opens
    for number in range(len(stops) - 1):
        reached = max(reached, stops[number].ends_at)
        before = _placed(reversed(stops[: number + 1]))
        after = _placed(stops[number + 1 :])
        there, onward = _way(before.spot, wanted.spot, ways), _way(wanted.spot, after.spot, ways)
        direct = _way(before.spot, after.spot, ways) if wanted.spot else HERE
        begins = max(reached, before.ends_at + _minutes(there), wanted.earliest)
        ends = min(stops[number + 1].starts_at, after.starts_at - _minutes(onward))
        for start in _starts(begins, ends, minutes=wanted.minutes, periods=day.periods):
            yield Free(
                starts_at=start,
                ends_at=start + timedelta(minutes=wanted.minutes),
                extra=max(0, there.minutes + onward.minutes - direct.minutes),
                there=there,
                onward=onward,
                before=before.name,
                after=after.name,
                area=day.area,
                gap=(day.day, number),
            )


def _placed(stops: Iterable[Engagement]) -> Engagement:
    """The nearest stop that says where one is; the last one asked is home."""
    last = None
    for last in stops:
        if last.spot is not None:
            return last
    assert last is not None  # a day begins and ends with home
    return last


def _way(start: Spot | None, end: Spot | None, ways: Ways) -> Way:
    return ways(start, end) if start is not None and end is not None else HERE


def _minutes(way: Way) -> timedelta:
    return timedelta(minutes=way.minutes)


def _starts(
    begins: datetime, ends: datetime, *, minutes: int, periods: Sequence[Period]
) -> Iterator[datetime]:
    """The times between two moments at which a whole visit lies in one working period."""
    length = timedelta(minutes=minutes)
    for opens, closes in periods:
        first, last = max(begins, opens), min(ends, closes) - length
        soonest = _rounded_up(first, SOONEST)
        start = _rounded_up(first, GRID)
        if soonest < start and soonest <= last:
            yield soonest
        while start <= last:
            yield start
            start += GRID


def _rounded_up(moment: datetime, step: timedelta) -> datetime:
    midnight = datetime(2000, 1, 1, tzinfo=UTC)
    return moment.astimezone(UTC) + (midnight - moment) % step
