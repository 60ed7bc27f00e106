"""The calendar as it is drawn: days with lanes, or a week with a row for every colleague."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from tandem.essentials.calendar import grid, moments, queries
from tandem.essentials.calendar.models import HomeBase
from tandem.essentials.people.models import User

# Into whose calendars somebody writes besides the own; None is everybody's.
Writable = frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is the same for the whole page: the hours shown, whose bases are known, whose entries may be moved."""

    grid: grid.Grid
    at: datetime
    viewer: User | None = None
    bases: dict[int, HomeBase] = field(default_factory=dict)
    writable: Writable = frozenset()

    def may_move(self, item: queries.Item, person: User) -> bool:
        """Whether it is worth taking hold of an entry. Whether it moves, the action decides."""
        if self.viewer is None or item.hidden or not item.is_ours:
            return False
        mine = self.viewer.pk in (item.booked_by_id, person.pk)
        return mine or self.writable is None or person.pk in self.writable


@dataclass(frozen=True, slots=True)
class Block:
    """An appointment with its rows."""

    item: queries.Item
    place: grid.Place
    # Where it starts on the clock of this page, if it may be dragged from here.
    clock: str = ""

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
    base: HomeBase | None = None
    # How many hours the person's clock is ahead of the reader's: '+1', '−5:30'; empty in the same zone.
    ahead: str = ""


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
    def friday(self) -> date:
        return self.days[-1].day

    @property
    def rows(self) -> list[list[Column]]:
        """The same turned round: a row for every person, with the days of the week."""
        return [list(row) for row in zip(*(day.columns for day in self.days), strict=True)]


def week(
    *, people: list[User], day: date, viewer: User, at: datetime, writable: Writable = frozenset()
) -> Week:
    """The week around a day."""
    monday = day - timedelta(days=day.weekday())
    lanes = queries.week_lanes(people=people, monday=monday, viewer=viewer)
    kept = [
        (one, columns)
        for one, columns in lanes
        if one.weekday() < 5 or one == day or any(lane.items for lane in columns)
    ]
    every = [lane for _one, columns in kept for lane in columns]
    drawn = _drawing(every, people=people, viewer=viewer, at=at, writable=writable)
    days = [_day(one, columns, drawn=drawn, chosen=day) for one, columns in kept]
    return Week(days=days, grid=drawn.grid, monday=monday, chosen=day)


def one_day(
    *, people: list[User], day: date, viewer: User, at: datetime, writable: Writable = frozenset()
) -> tuple[Day, grid.Grid]:
    """A single day of these people side by side."""
    lanes = queries.day_strip(people=people, day=day, viewer=viewer)
    drawn = _drawing(lanes, people=people, viewer=viewer, at=at, writable=writable)
    return _day(day, lanes, drawn=drawn, chosen=day), drawn.grid


def _drawing(
    lanes: Sequence[queries.Lane], *, people: list[User], viewer: User, at: datetime, writable: Writable
) -> Drawing:
    bases = queries.home_bases(people)
    return Drawing(grid=_grid(lanes), at=at, viewer=viewer, bases=bases, writable=writable)


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


def _day(one: date, lanes: Sequence[queries.Lane], *, drawn: Drawing, chosen: date) -> Day:
    today = timezone.localtime(drawn.at).date()
    columns = [_column(lane, drawn=drawn, is_today=one == today) for lane in lanes]
    return Day(day=one, columns=columns, is_today=one == today, is_chosen=one == chosen)


def _column(lane: queries.Lane, *, drawn: Drawing, is_today: bool) -> Column:
    zone, hours = timezone.get_current_timezone(), drawn.grid
    blocks = [
        Block(item=item, place=place, clock=_clock(item, lane=lane, drawn=drawn))
        for item in lane.items
        if (place := hours.place(item.starts_at, item.ends_at, day=lane.day, zone=zone)) is not None
    ]
    return Column(
        lane=lane,
        blocks=blocks,
        outside=hours.outside([] if lane.is_off else lane.hours),
        now=hours.place(drawn.at, drawn.at, day=lane.day, zone=zone) if is_today else None,
        base=drawn.bases.get(lane.person.pk),
        ahead=_ahead(lane.person, lane.day),
    )


def _clock(item: queries.Item, *, lane: queries.Lane, drawn: Drawing) -> str:
    """What began the day before is not dragged by its second half."""
    local = timezone.localtime(item.starts_at)
    is_here = local.date() == lane.day and drawn.may_move(item, lane.person)
    return f"{local:%H:%M}" if is_here else ""


def _ahead(person: User, day: date) -> str:
    noon = moments.moment(day, time(12), timezone.get_current_timezone())
    here, there = timezone.localtime(noon).utcoffset(), noon.astimezone(ZoneInfo(person.zone)).utcoffset()
    minutes = ((there or timedelta()) - (here or timedelta())) // timedelta(minutes=1)
    if not minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'+' if minutes > 0 else '−'}{hours}{f':{rest:02d}' if rest else ''}"
