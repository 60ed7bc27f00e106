"""Makers for tests: a visit that is booked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.essentials.calendar import moments
from tandem.essentials.calendar.testing import on
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls import actions as calls
from tandem.journey.calls.models import Booking


def visit_booked(
    *, matter: Matter, by: User, at: datetime, clock: str = "10:30", days: int = 1, **more: Any
) -> Booking:
    """A visit of 50 minutes, by default tomorrow at half past ten."""
    start = on(at, clock, days=days)
    end = moments.later(start, minutes=50)
    return calls.book_visit(matter=matter, starts_at=start, ends_at=end, by=by, at=at, **more)
