"""Moments around a day: working days back and ahead, the same for the whole company."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tandem.base.tools import working_time

ZONE = ZoneInfo("Europe/Berlin")
# A day off anywhere in the company counts as one, so that nobody is booked on a holiday.
REGIONS = ("DE-BW", "DE-BY", "AT-8", "CH-TG")
_BACK, _AHEAD = timedelta(days=1500), timedelta(days=500)


class Days:
    """Everything the demo tells is placed by working days around `today`."""

    def __init__(self, today: date) -> None:
        self.today = today
        holidays = [working_time.holidays_of(region) for region in REGIONS]
        span = (today - _BACK + timedelta(days=number) for number in range((_BACK + _AHEAD).days))
        self._work = [
            day for day in span if day.weekday() < 5 and not any(is_off(day) for is_off in holidays)
        ]
        self._known = frozenset(self._work)

    def is_workday(self, day: date) -> bool:
        """Whether everybody works on this day."""
        return day in self._known

    def shift(self, day: date, count: int) -> date:
        """The count-th working day after (or before) a day; 0 is the day itself or the next working day."""
        if count < 0:
            return self._work[bisect_left(self._work, day) + count]
        if count == 0:
            return self._work[bisect_left(self._work, day)]
        return self._work[bisect_right(self._work, day) + count - 1]

    @property
    def workday(self) -> date:
        """Today, or the next working day."""
        return self.shift(self.today, 0)

    @property
    def cutoff(self) -> datetime:
        """Until here the past has happened: the end of the last working day."""
        return self.back(1, "17:00")

    def back(self, count: int, clock: str) -> datetime:
        """So many working days before today, at a time."""
        return moment(self.shift(self.today, -count), clock)

    def ahead(self, count: int, clock: str) -> datetime:
        """So many working days after today; 0 is today or the next working day, so that on a Sunday the list and the
        calendar are Monday's and nothing is overdue that nobody could have done."""
        return moment(self.shift(self.workday, count), clock)


def moment(day: date, clock: str) -> datetime:
    """A time on a day in Ulm."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE)


def week_of(day: date) -> int:
    """The calendar week, as people speak of it."""
    return day.isocalendar().week
