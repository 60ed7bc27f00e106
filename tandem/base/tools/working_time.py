"""Working time: when a deadline of so many working hours or days falls, for a person's hours and absences.

Working hours are wall-clock times of a zone; everything is counted in real time, so a night shift over the
autumn clock change is an hour longer and one over the spring change an hour shorter.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

import holidays as public_holidays
from holidays.constants import CATHOLIC, PUBLIC

# Monday is 0. An end of 00:00 is the midnight at the end of the day.
WorkWeek = Mapping[int, Sequence[tuple[time, time]]]
Period = tuple[datetime, datetime]

MOST_HOURS = 100_000
MOST_DAYS = 20_000
# So long a stretch without a working hour means that there is none; absences are skipped and do not count.
_GIVE_UP_AFTER_DAYS = 3_700
_MIDNIGHT = time(0)


class NoWorkingTime(ValueError):
    """The calendar has no working hour in reach, so no deadline can fall."""


def _no_holiday(_day: date) -> bool:
    return False


@dataclass(frozen=True)
class Calendar:
    """When somebody works: the week, its zone, public holidays, and absences from day to day inclusive."""

    week: WorkWeek
    zone: ZoneInfo
    holidays: Callable[[date], bool] | Collection[date] = _no_holiday
    absences: Sequence[tuple[date, date]] = field(default=())

    def __post_init__(self) -> None:
        for weekday, spans in self.week.items():
            if weekday not in range(7):
                raise ValueError(f"there is no weekday {weekday}")
            for starts, ends in spans:
                if starts.tzinfo or ends.tzinfo or (ends != _MIDNIGHT and ends <= starts):
                    raise ValueError(f"working hours from {starts} to {ends}")

    def is_off(self, day: date) -> bool:
        """Whether the whole day is free: a public holiday or an absence."""
        holiday = self.holidays(day) if callable(self.holidays) else day in self.holidays
        return holiday or any(first <= day <= last for first, last in self.absences)


def add_hours(start: datetime, hours: float, calendar: Calendar) -> datetime:
    """The moment at which so many working hours have passed since `start` (0: the next working moment).

    Raises NoWorkingTime when the calendar has none, ValueError for hours below zero.
    """
    if not 0 <= hours <= MOST_HOURS:
        raise ValueError(f"{hours} working hours")
    left = timedelta(hours=float(hours))
    for begins, ends in _periods_from(start, calendar):
        if left <= ends - begins:
            return (begins + left).astimezone(calendar.zone)
        left -= ends - begins
    raise NoWorkingTime


def add_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The end of the n-th working day after the day of `start`; 0 is what is left of today, else the next.

    Monday 9:41 and 2 days is the end of Wednesday's working time. Raises NoWorkingTime, and ValueError for
    days below zero.
    """
    if not 0 <= days <= MOST_DAYS:
        raise ValueError(f"{days} working days")
    moment = _aware(start)
    today = moment.astimezone(calendar.zone).date()
    passed = 0
    for day, periods in _working_days(today, calendar):
        end = periods[-1][1]
        if days == 0 and end <= moment:
            continue
        passed += day > today
        if passed >= days:
            return end.astimezone(calendar.zone)
    raise NoWorkingTime


def is_working(moment: datetime, calendar: Calendar) -> bool:
    """Whether it is working time; the end of the working time is no longer."""
    instant = _aware(moment)
    day = instant.astimezone(calendar.zone).date()
    return any(begins <= instant < ends for begins, ends in periods_of(day, calendar))


def next_moment(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself in working time, else the next beginning of it. Raises NoWorkingTime."""
    for begins, _ends in _periods_from(moment, calendar):
        return begins.astimezone(calendar.zone)
    raise NoWorkingTime


def working_hours_between(earlier: datetime, later: datetime, calendar: Calendar) -> float:
    """How many working hours lie between two moments; below zero when they stand the other way round."""
    begin, end = _aware(earlier), _aware(later)
    if end < begin:
        return -working_hours_between(later, earlier, calendar)
    total = timedelta()
    day, last = begin.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    while day <= last:
        for starts, ends in periods_of(day, calendar):
            total += max(timedelta(), min(ends, end) - max(starts, begin))
        if day == date.max:
            break
        day += timedelta(days=1)
    return total / timedelta(hours=1)


@cache
def holidays_of(region: str) -> Callable[[date], bool]:
    """Whether a day is a public holiday of the region: 'DE-BW', 'AT-8', 'CH-SG', a whole country 'DE', or 'DE-BY-K'
    for the municipalities with a Catholic majority, which have a day more.

    Raises ValueError when there is no such region.
    """
    named_holidays(region, 2026)
    return partial(_is_holiday, region)


def _is_holiday(region: str, day: date) -> bool:
    return day in named_holidays(region, day.year)


@cache
def named_holidays(region: str, year: int, language: str | None = None) -> Mapping[date, str]:
    """The public holidays of a year with their names, in 'de', 'en_US' or the country's own language."""
    country, _dash, part = region.partition("-")
    land, _dash, mark = part.partition("-")
    if mark not in ("", "K"):
        raise ValueError(f"no public holidays are known for {region!r}")
    try:
        found = public_holidays.country_holidays(
            country,
            subdiv=land or None,
            years=year,
            language=language,
            categories=(PUBLIC, CATHOLIC) if mark else (PUBLIC,),
            expand=False,
        )
    except (NotImplementedError, ValueError) as error:
        raise ValueError(f"no public holidays are known for {region!r}") from error
    # The package fills years while being asked, which two threads must not do at once: take a copy a year.
    return dict(found.items())


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC)


def _periods_from(start: datetime, calendar: Calendar) -> Iterator[Period]:
    """Working periods from `start` on, the first one cut off where it has begun already."""
    instant = _aware(start)
    for _day, periods in _working_days(instant.astimezone(calendar.zone).date(), calendar):
        for begins, ends in periods:
            if ends > instant:
                yield max(begins, instant), ends


def _working_days(first: date, calendar: Calendar) -> Iterator[tuple[date, list[Period]]]:
    """Days with working time, in order. Raises NoWorkingTime instead of looking for ever."""
    if not any(calendar.week.values()):
        raise NoWorkingTime("the week has no working hours")
    day, idle = first, 0
    try:
        while idle < _GIVE_UP_AFTER_DAYS:
            ends = [last for begins, last in calendar.absences if begins <= day <= last]
            if ends:
                day = max(ends) + timedelta(days=1)
                continue
            periods = periods_of(day, calendar)
            if periods:
                yield day, periods
            idle = 0 if periods else idle + 1
            day += timedelta(days=1)
    except OverflowError as error:
        raise NoWorkingTime("the end of all calendars is reached") from error
    raise NoWorkingTime("no working hours for ten years")


def periods_of(day: date, calendar: Calendar) -> list[Period]:
    """The working periods of a day in UTC, in order, joined where they touch; none on a day that is off."""
    spans = calendar.week.get(day.weekday())
    if not spans or calendar.is_off(day):
        return []
    joined: list[Period] = []
    for begins, ends in sorted((_instant(day, s, e, calendar.zone) for s, e in spans), key=lambda p: p[0]):
        if ends <= begins:
            continue  # an hour that the spring clock change has taken
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return joined


def _instant(day: date, starts: time, ends: time, zone: ZoneInfo) -> Period:
    """Of an hour that happens twice (autumn) the first counts for a beginning and the second for an end."""
    last_day = day + timedelta(days=1) if ends == _MIDNIGHT else day
    begin = datetime.combine(day, starts, tzinfo=zone).replace(fold=0)
    end = datetime.combine(last_day, ends, tzinfo=zone)
    # fold=1 of an hour that does not exist (spring) means an hour earlier: only the autumn's is wanted.
    twice = end.replace(fold=1)
    end = twice if twice.astimezone(UTC) > end.astimezone(UTC) else end
    return begin.astimezone(UTC), end.astimezone(UTC)
