"""A person's week: how many calls fit into it, and when one of them could be. Plain calculation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tandem.base.tools import working_time
from tandem.base.tools.working_time import Period
from tandem.essentials.calendar.models import CALL
from tandem.essentials.calendar.queries import Item, Lane
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import FIELD, KEY_ACCOUNT, User
from tandem.journey.calls.models import AFTERNOON, MORNING
from tandem.journey.calls.rounds import weights

_NOON = time(12)
_TALK, _GRID = timedelta(minutes=weights.MINUTES_OF_A_TALK), timedelta(minutes=weights.EVERY_MINUTES)


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody works in a week, and what of it is taken."""

    person: User
    periods: tuple[Period, ...]
    busy: tuple[Period, ...]
    away: frozenset[date] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.zone)

    def is_away(self, day: date) -> bool:
        """Whether the person has reported being away on a day."""
        return day in self.away


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """When the call may be: what the two have written about it."""

    after: datetime
    not_before: date | None = None
    part: str = ""


def of(person: User, lanes: Iterable[Lane]) -> Week:
    """The week as the calendar shows it. A block kept for calls is free for calls."""
    periods: list[Period] = []
    busy: list[Period] = []
    away = set()
    hours = people.hours_of(person)
    for lane in lanes:
        if lane.absent_until is not None:
            away.add(lane.day)
        else:
            periods += working_time.periods_of(lane.day, hours)
        busy += [
            (item.starts_at, item.ends_at) for item in lane.items if item.fixed and not is_for_calls(item)
        ]
    return Week(person, tuple(periods), tuple(sorted(set(busy))), frozenset(away))


def is_for_calls(item: Item) -> bool:
    """Whether an appointment keeps time free for calls and is none itself."""
    return item.kind == CALL and item.customer is None and not item.hidden


def free_minutes(week: Week) -> int:
    """The working minutes of the week in which nothing stands."""
    free = timedelta()
    for begins, ends in week.periods:
        free += ends - begins
        reached = begins
        for start, end in week.busy:
            start, end = max(start, reached), min(end, ends)  # noqa: PLW2901  (only the part within the period)
            if end > start:
                free -= end - start
                reached = end
    return int(free.total_seconds()) // 60


def possible_calls(week: Week) -> int:
    """How many calls the week holds besides everything else."""
    side = FIELD if week.person.side in (FIELD, KEY_ACCOUNT, "agent") else "inside"
    return int(free_minutes(week) * weights.SHARE[side] / weights.MINUTES_A_CALL)


def times(week: Week, *, wanted: Wanted, agreed: Iterable[datetime]) -> list[datetime]:
    """Three times at which the person could call: two on the first day that has any, apart, and one on the next."""
    taken = [*week.busy, *((start, start + _TALK) for start in agreed)]
    free = [start for start in _starts(week) if _fits(start, week, wanted) and is_free(start, taken)]
    if not free:
        return []
    first = free[0]
    found = [first]
    same = [start for start in free if _day(start, week) == _day(first, week) and start >= first + 2 * _TALK]
    other = [start for start in free if _day(start, week) > _day(first, week)]
    found += same[:1] + other[:1]
    rest = (start for start in free if all(abs(start - one) >= _TALK for one in found))
    while len(found) < weights.TIMES_PROPOSED and (more := next(rest, None)) is not None:
        found.append(more)
    return sorted(found)


def is_free(start: datetime, taken: Iterable[Period]) -> bool:
    """Whether the talk fits beside what is taken."""
    return all(start + _TALK <= begins or start >= ends for begins, ends in taken)


def _starts(week: Week) -> Iterator[datetime]:
    for begins, ends in week.periods:
        local = begins.astimezone(week.zone)
        over = timedelta(minutes=local.minute % weights.EVERY_MINUTES)
        start = begins + (_GRID - over if over else timedelta())
        while start + _TALK <= ends:
            yield start
            start += _GRID


def _fits(start: datetime, week: Week, wanted: Wanted) -> bool:
    local = start.astimezone(week.zone)
    if start <= wanted.after or (wanted.not_before is not None and local.date() < wanted.not_before):
        return False
    is_morning = local.time() < _NOON
    return (
        wanted.part == "" or is_morning == (wanted.part == MORNING) or wanted.part not in (MORNING, AFTERNOON)
    )


def _day(start: datetime, week: Week) -> date:
    return start.astimezone(week.zone).date()
