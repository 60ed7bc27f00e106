"""Where something stands in a day's column: rows of a quarter of an hour, from the grid's first hour on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

QUARTER = 15
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Place:
    """Rows in a column: `start` from 1, `length` at least 1. The style sheet has a class for each."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The hours that a calendar shows."""

    first_hour: int = 7
    last_hour: int = 19

    @property
    def hours(self) -> range:
        return range(self.first_hour, self.last_hour)

    @property
    def rows(self) -> int:
        return (self.last_hour - self.first_hour) * 4

    @property
    def lines(self) -> list[tuple[int, Place]]:
        """Each hour with its rows."""
        return [(hour, Place(start=(hour - self.first_hour) * 4 + 1, length=4)) for hour in self.hours]

    def place(self, starts_at: datetime, ends_at: datetime, *, day: date, zone: tzinfo) -> Place | None:
        """Where an appointment stands on this day; None where it lies outside the grid."""
        return self.between(minute_of(starts_at, day=day, zone=zone), minute_of(ends_at, day=day, zone=zone))

    def between(self, first: int, last: int) -> Place | None:
        """Minutes of the day as rows. On the autumn Sunday an end may stand before its start: one row."""
        top, bottom = self.first_hour * 60, self.last_hour * 60
        if max(first, last) <= top or first >= bottom:
            return None
        start = (max(first, top) - top) // QUARTER
        end = -((min(last, bottom) - top) // -QUARTER)
        return Place(start=start + 1, length=max(1, end - start))

    def outside(self, spans: Iterable[tuple[int, int]]) -> list[Place]:
        """What is left of the day beside these minutes: where somebody does not work."""
        places: list[Place] = []
        reached = self.first_hour * 60
        for first, last in sorted(spans):
            if first > reached and (place := self.between(reached, first)):
                places.append(place)
            reached = max(reached, last)
        if reached < self.last_hour * 60 and (place := self.between(reached, self.last_hour * 60)):
            places.append(place)
        return places


def minute_of(moment: datetime, *, day: date, zone: tzinfo) -> int:
    """The clock's minute of this day; 0 before it, 1440 after it."""
    local = moment.astimezone(zone)
    if local.date() != day:
        return 0 if local.date() < day else DAY_MINUTES
    return local.hour * 60 + local.minute


def around(items: Iterable[tuple[int, int]]) -> Grid:
    """A grid from seven to seven, wider where an appointment (minutes of its day) needs it."""
    first, last = 7 * 60, 19 * 60
    for begins, ends in items:
        first, last = min(first, begins), max(last, ends)
    return Grid(first_hour=first // 60, last_hour=min(24, -(last // -60)))
