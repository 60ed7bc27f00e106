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
    """Every half hour that is not over yet and whose visit lies in the working `hours` (minutes of the day)."""
    taken = list(busy)
    slots: list[Slot] = []
    for minute in _starts(hours, minutes=minutes):
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


def _starts(hours: Iterable[tuple[int, int]], *, minutes: int) -> list[int]:
    """The minutes of the day from which a whole visit fits; hours that meet are one span, a break is none."""
    spans: list[tuple[int, int]] = []
    for begins, ends in sorted(hours):
        if spans and begins <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], ends))
        else:
            spans.append((begins, ends))
    return [start for begins, ends in spans for start in range(begins, ends - minutes + 1, STEP_MINUTES)]
