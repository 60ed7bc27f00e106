"""Who is busy when, so that nobody is booked twice (INV3), on a free day or while away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tandem.demo.days import Days, moment
from tandem.essentials.people.models import Absence

SLOTS = ("08:45", "10:30", "13:30", "15:15")
LENGTH = timedelta(minutes=75)
# A calendar that is full for so long takes no more visits.
_PATIENCE = 15


class Diary:
    """The busy times of everybody while the company is being made."""

    def __init__(self, days: Days) -> None:
        self._days = days
        self._busy: dict[tuple[int, date], list[tuple[datetime, datetime]]] = {}
        self._away = [(held.user_id, held.from_date, held.to_date) for held in Absence.objects.all()]
        # The days around today belong to the matters that people look at first.
        self._kept = {days.shift(days.today, -1), days.today, days.workday}

    def is_away(self, person_id: int, day: date) -> bool:
        """Whether somebody is absent on a day."""
        return any(who == person_id and first <= day <= last for who, first, last in self._away)

    def is_free(self, person_id: int, start: datetime, end: datetime) -> bool:
        """Whether a person could be booked then."""
        day = start.date()
        if not self._days.is_workday(day) or self.is_away(person_id, day):
            return False
        return all(end <= begins or ends <= start for begins, ends in self._busy.get((person_id, day), []))

    def keep(self, person_id: int, start: datetime, end: datetime) -> None:
        """Note a time as taken."""
        self._busy.setdefault((person_id, start.date()), []).append((start, end))

    def visit(self, person_id: int, day: date, preferred: str = "") -> datetime | None:
        """The first free visit from a day on, outside the days of the drawn matters; None if all is full."""
        for number in range(_PATIENCE):
            candidate = self._days.shift(day, number)
            if candidate in self._kept:
                continue
            for slot in filter(None, (preferred, *SLOTS)):
                start = moment(candidate, slot)
                if self.is_free(person_id, start, start + LENGTH):
                    self.keep(person_id, start, start + LENGTH)
                    return start
        return None
