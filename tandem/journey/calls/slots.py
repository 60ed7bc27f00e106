"""Free times of one person on one day, as buttons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from tandem.essentials.calendar import moments

STEP_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the day at which a visit could begin, and whether the person is free then."""

    clock: str
    is_free: bool


def of_day(
    day: date,
    *,
    hours: Iterable[tuple[int, int]],
    busy: Iterable[tuple[datetime, datetime]],
    minutes: int,
    at: datetime,
    zone: tzinfo,
) -> list[Slot]:
    """Every half hour of the working day (`hours`: minutes of the day) that is not over yet."""
    spans = list(hours)
    taken = list(busy)
    if not spans:
        return []
    first, last = min(begins for begins, _ends in spans), max(ends for _begins, ends in spans)
    slots: list[Slot] = []
    for minute in range(first, last, STEP_MINUTES):
        try:
            start = moments.moment(day, time(minute // 60, minute % 60), zone)
        except moments.NoSuchTimeError:
            continue  # an hour the clock skips is no time to meet
        if start <= at:
            continue
        end = moments.later(start, minutes=minutes)
        is_free = all(end <= begins or start >= ends for begins, ends in taken)
        slots.append(Slot(clock=f"{minute // 60:02d}:{minute % 60:02d}", is_free=is_free))
    return slots
