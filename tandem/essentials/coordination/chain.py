"""When a missed date is brought up to whom: levels and moments. Plain Python.

Hours count in the working time of whoever has the act: their hours and holidays, while they are away their stand-in's.
So nothing rises while nobody could have worked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tandem.base.tools import working_time
from tandem.base.tools.working_time import Calendar

# From the person outwards; a level is reached after the one before it, never instead of it.
PERSON, PARTNER, COORDINATION, LEAD = range(4)

# Whose working time counts on a day; None where nobody is there who could act.
Acting = Callable[[date], Calendar | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The working hours before each level above the person, each from the one before it."""

    partner: int
    coordination: int
    lead: int

    def before(self, level: int) -> int:
        """The hours before a level; the person learns of it at once."""
        return (0, self.partner, self.coordination, self.lead)[level]


def next_level(reached: int | None) -> int | None:
    """The level above the one reached; None where the top has been reached."""
    if reached is None:
        return PERSON
    return reached + 1 if reached < LEAD else None


def falls_at(
    *, since: datetime, hours: int, acting: Acting, zone: ZoneInfo, until: datetime
) -> datetime | None:
    """The moment at which somebody who could act has worked so many hours since then; None if not before `until`.

    With no hours it is the first working moment. `zone` says which day it is for whoever has the act.
    """
    left = timedelta(hours=hours)
    # Added to in real time: a local time would skip or repeat an hour at a clock change.
    start = since.astimezone(UTC)
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        calendar = acting(day)
        for begins, ends in working_time.periods_of(day, calendar) if calendar else ():
            begin = max(begins, start)
            if ends <= begin:
                continue
            if left <= ends - begin:
                moment = begin + left
                return moment if moment <= until else None
            left -= ends - begin
        day += timedelta(days=1)
    return None
