"""Makers for tests: a visit that is booked, a weekly round that runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tandem.essentials.calendar import moments
from tandem.essentials.calendar.testing import on
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls import actions as calls
from tandem.journey.calls.models import Booking, Round
from tandem.journey.calls.rounds import actions as rounds


def visit_booked(
    *, matter: Matter, by: User, at: datetime, clock: str = "10:30", days: int = 1, **more: Any
) -> Booking:
    """A visit of 50 minutes, by default tomorrow at half past ten."""
    start = on(at, clock, days=days)
    end = moments.later(start, minutes=50)
    return calls.book_visit(matter=matter, starts_at=start, ends_at=end, by=by, at=at, **more)


def round_running(*, tandem: Tandem, monday: date, by: User, at: datetime) -> Round:
    """The round of a week, proposed and begun."""
    return rounds.start(round=rounds.propose(tandem=tandem, monday=monday, by=by, at=at), by=by, at=at)
