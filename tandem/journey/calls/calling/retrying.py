"""When somebody who was not reached is called again: by the rule, at most so many times in a row."""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.base.tools import working_time
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls.models import NOT_REACHED
from tandem.journey.calls.rules import RetryRhythm


def next_try(*, matter: Matter, by: User, at: datetime) -> datetime | None:
    """The moment of the next try; None when the rule's number of tries is reached."""
    rhythm = rules.holding(RetryRhythm, customer=matter.customer, at=at)
    if tries(matter) + 1 >= rhythm.times:
        return None
    return after(rhythm.hours, by=by, at=at)


def after(hours: int, *, by: User, at: datetime) -> datetime:
    """So many working hours later; whoever has no working hours gets a day."""
    try:
        return working_time.add_hours(at, hours, people.working_calendar(by, around=at))
    except working_time.NoWorkingTime:
        return at + timedelta(days=1)


def tries(matter: Matter) -> int:
    """How often in a row nobody was reached, since the last time somebody was."""
    calls = matter.calls.exclude(attempt__undone_at__isnull=False).order_by("-at", "-pk")
    count = 0
    for result in calls.values_list("result", flat=True)[:50]:
        if result != NOT_REACHED:
            break
        count += 1
    return count
