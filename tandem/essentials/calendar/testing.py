"""Makers for tests: appointments at a clock time of a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import moments
from tandem.essentials.calendar.models import MEETING, Appointment
from tandem.essentials.people.models import User

ZONE = ZoneInfo("Europe/Berlin")


def on(at: datetime, clock: str, *, days: int = 0) -> datetime:
    """A clock time in Ulm, so many days after `at`: `on(now, "10:30", days=2)`."""
    day = at.astimezone(ZONE).date() + timedelta(days=days)
    return moments.moment(day, time.fromisoformat(clock), ZONE)


def booked(
    *,
    person: User,
    at: datetime,
    clock: str,
    minutes: int = 60,
    days: int = 0,
    title: str = "Abgleich",
    **more: Any,
) -> Appointment:
    """An appointment of a person, made by the person."""
    starts_at = on(at, clock, days=days)
    values: dict[str, Any] = {"kind": MEETING, "people": [person], "by": person, **more}
    return calendar.book(
        title=title, starts_at=starts_at, ends_at=moments.later(starts_at, minutes=minutes), at=at, **values
    )
