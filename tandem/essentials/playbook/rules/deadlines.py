"""Deadlines in working time, and how often one would have been missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.base.tools import working_time
from tandem.base.tools.working_time import Calendar
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User


def days_after(days: int, *, calendar: Calendar, at: datetime) -> datetime:
    """So many working days later, in somebody's working time."""
    try:
        return working_time.add_days(at, days, calendar)
    except working_time.NoWorkingTime:
        # Somebody without working hours still gets a date (INV1): calendar days.
        return at + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasted:
    """Something that was to be answered or reported: since when, and when that was done (None: not yet)."""

    customer_id: int
    matter_id: int | None
    # In whose working time the deadline counts. No page tells it: what was missed is counted per tandem.
    who: User
    since: datetime
    until: datetime | None


def missed(found: Iterable[Lasted], *, days: int, first: datetime, at: datetime) -> Iterator[Lasted]:
    """What took longer than so many working days. `first` is the moment from which on things are looked at.

    One query per person: the calendar is read once, from the first moment on.
    """
    calendars: dict[int, Calendar] = {}
    for one in found:
        if one.who.pk not in calendars:
            calendars[one.who.pk] = people.working_calendar(one.who, around=first)
        due = days_after(days, calendar=calendars[one.who.pk], at=one.since)
        if due < (one.until or at):
            yield one
