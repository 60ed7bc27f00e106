"""The week as it is drawn: lanes with what stands where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tandem.essentials.calendar import grid, queries
from tandem.essentials.people.models import User


@dataclass(frozen=True, slots=True)
class Block:
    """An appointment with its rows."""

    item: queries.Item
    place: grid.Place

    @property
    def is_short(self) -> bool:
        return self.place.length < 3

    @property
    def is_tall(self) -> bool:
        """Room for a third line, the place, also below a title of two lines."""
        return self.place.length > 4


@dataclass(frozen=True, slots=True)
class Column:
    """One person's day, ready to be drawn."""

    lane: queries.Lane
    blocks: list[Block]
    outside: list[grid.Place]
    now: grid.Place | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day with a column for each person."""

    day: date
    columns: list[Column]
    is_today: bool
    is_chosen: bool

    @property
    def holidays(self) -> list[str]:
        """Names of public holidays that anybody here has, each once."""
        return list(dict.fromkeys(column.lane.holiday for column in self.columns if column.lane.holiday))


@dataclass(frozen=True, slots=True)
class Week:
    """The days of a week that are worth showing: Monday to Friday, the week-end only when something is on."""

    days: list[Day]
    grid: grid.Grid
    monday: date
    chosen: date

    @property
    def earlier(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def later(self) -> date:
        return self.monday + timedelta(days=7)

    @property
    def day_before(self) -> date:
        return self.chosen - timedelta(days=1)

    @property
    def day_after(self) -> date:
        return self.chosen + timedelta(days=1)

    @property
    def friday(self) -> date:
        return self.days[-1].day


def week(*, people: list[User], day: date, viewer: User, at: datetime) -> Week:
    """The week around a day."""
    monday = day - timedelta(days=day.weekday())
    lanes = queries.week_lanes(people=people, monday=monday, viewer=viewer)
    kept = [
        (one, columns)
        for one, columns in lanes
        if one.weekday() < 5 or one == day or any(lane.items for lane in columns)
    ]
    drawn = _grid(lane for _one, columns in kept for lane in columns)
    return Week(
        days=[_day(one, columns, drawn=drawn, at=at, chosen=day) for one, columns in kept],
        grid=drawn,
        monday=monday,
        chosen=day,
    )


def one_day(*, people: list[User], day: date, viewer: User, at: datetime) -> tuple[Day, grid.Grid]:
    """A single day of these people side by side."""
    lanes = queries.day_strip(people=people, day=day, viewer=viewer)
    drawn = _grid(lanes)
    return _day(day, lanes, drawn=drawn, at=at, chosen=day), drawn


def _grid(lanes: Iterable[queries.Lane]) -> grid.Grid:
    zone = timezone.get_current_timezone()
    spans = [
        (
            grid.minute_of(item.starts_at, day=lane.day, zone=zone),
            grid.minute_of(item.ends_at, day=lane.day, zone=zone),
        )
        for lane in lanes
        for item in lane.items
    ]
    return grid.around(spans)


def _day(one: date, lanes: list[queries.Lane], *, drawn: grid.Grid, at: datetime, chosen: date) -> Day:
    today = timezone.localtime(at).date()
    columns = [_column(lane, drawn=drawn, at=at if one == today else None) for lane in lanes]
    return Day(day=one, columns=columns, is_today=one == today, is_chosen=one == chosen)


def _column(lane: queries.Lane, *, drawn: grid.Grid, at: datetime | None) -> Column:
    zone = timezone.get_current_timezone()
    blocks = [
        Block(item=item, place=place)
        for item in lane.items
        if (place := drawn.place(item.starts_at, item.ends_at, day=lane.day, zone=zone)) is not None
    ]
    hours = [] if lane.is_off else lane.hours
    now = drawn.place(at, at, day=lane.day, zone=zone) if at is not None else None
    return Column(lane=lane, blocks=blocks, outside=drawn.outside(hours), now=now)
