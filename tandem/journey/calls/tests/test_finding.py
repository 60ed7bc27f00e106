"""Free times keep the drive, the working hours and what is taken; the least extra driving comes first."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tandem.base.places import travel
from tandem.base.places.locating import PLACE, Spot
from tandem.base.tools import working_time
from tandem.journey.calls.slots.finding import Engagement, Free, Wanted, Workday, best, find

BERLIN = ZoneInfo("Europe/Berlin")
ULM, RAVENSBURG, BIBERACH = Spot(48.40, 9.99, PLACE), Spot(47.78, 9.61, PLACE), Spot(48.10, 9.79, PLACE)
MONDAY = date(2026, 11, 30)
OFFICE = working_time.Calendar(
    week={day: [(time(8), time(12)), (time(13), time(17))] for day in range(5)}, zone=BERLIN
)


def _at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=BERLIN)


def _workday(day: date = MONDAY, area: bool | None = None) -> Workday:
    return Workday(day=day, periods=working_time.periods_of(day, OFFICE), area=area)


def _clocks(found: list[Free]) -> list[str]:
    return [f"{free.starts_at.astimezone(BERLIN):%H:%M}" for free in found]


def test_an_empty_day_leaves_time_for_the_drive_from_home_and_back() -> None:
    way = travel.way(ULM, RAVENSBURG)
    found = find(Wanted(60, _at(0), spot=RAVENSBURG, home=ULM), days=[_workday()], taken=[])
    first, last = found[0], found[-1]
    assert first.starts_at >= _at(8) + timedelta(minutes=way.minutes)
    assert last.ends_at <= _at(17) - timedelta(minutes=way.minutes)
    assert {free.extra for free in found} == {2 * way.minutes}


def test_a_visit_lies_in_one_working_period() -> None:
    found = find(Wanted(120, _at(0), spot=ULM, home=ULM), days=[_workday()], taken=[])
    assert _clocks(found) == [
        "08:00",
        "08:30",
        "09:00",
        "09:30",
        "10:00",
        "13:00",
        "13:30",
        "14:00",
        "14:30",
        "15:00",
    ]


def test_on_the_way_costs_less_than_there_and_back() -> None:
    taken = [Engagement(_at(13), _at(14), RAVENSBURG, "Hölzl")]
    found = find(Wanted(60, _at(0), spot=BIBERACH, home=ULM), days=[_workday()], taken=taken)
    alone = find(Wanted(60, _at(0), spot=BIBERACH, home=ULM), days=[_workday()], taken=[])
    before = [free for free in found if free.after == "Hölzl"]
    assert before
    assert all(free.extra < alone[0].extra / 2 for free in before)
    way = travel.way(BIBERACH, RAVENSBURG)
    assert all(free.ends_at + timedelta(minutes=way.minutes) <= _at(13) for free in before)


def test_a_call_leaves_the_person_where_they_were() -> None:
    taken = [Engagement(_at(9), _at(10), RAVENSBURG, "Hölzl"), Engagement(_at(10, 30), _at(11))]
    found = find(Wanted(30, _at(0), spot=RAVENSBURG, home=ULM), days=[_workday()], taken=taken)
    assert "10:00" in _clocks(found)
    assert "11:00" in _clocks(found)
    assert next(free for free in found if free.starts_at == _at(11)).extra == 0


def test_nothing_is_found_before_the_earliest_moment() -> None:
    found = find(Wanted(60, _at(14, 10), spot=ULM, home=ULM), days=[_workday()], taken=[])
    assert _clocks(found) == ["14:15", "14:30", "15:00", "15:30", "16:00"]


def test_days_meant_for_another_area_come_last() -> None:
    days = [_workday(MONDAY, area=False), _workday(date(2026, 12, 1)), _workday(date(2026, 12, 2), area=True)]
    found = find(Wanted(60, _at(0), spot=RAVENSBURG, home=ULM), days=days, taken=[])
    proposed = best(found, most=9)
    assert [free.area for free in proposed] == [True] * 3 + [None] * 3 + [False] * 3


def test_an_address_that_is_not_known_costs_no_drive_and_still_finds_a_time() -> None:
    found = find(
        Wanted(60, _at(0), home=ULM), days=[_workday()], taken=[Engagement(_at(9), _at(11), ULM, "X")]
    )
    assert _clocks(found)[:2] == ["08:00", "11:00"]
    assert {free.extra for free in found} == {0}


_SPOTS = st.builds(
    Spot, st.floats(47, 54, allow_nan=False), st.floats(7, 14, allow_nan=False), st.just(PLACE)
)
# Both clock changes of 2027 lie among these days.
_DAYS = st.sampled_from(
    [MONDAY, date(2026, 12, 24), date(2027, 3, 26), date(2027, 3, 28), date(2027, 10, 31)]
)
_WEEKS = st.sampled_from(
    [
        OFFICE,
        working_time.Calendar(
            week={day: [(time(0), time(6)), (time(22), time(0))] for day in range(7)}, zone=BERLIN
        ),
        working_time.Calendar(
            week={day: [(time(9), time(13))] for day in range(7)}, zone=ZoneInfo("Europe/London")
        ),
    ]
)


@given(
    first=_DAYS,
    week=_WEEKS,
    minutes=st.integers(15, 300),
    spot=st.none() | _SPOTS,
    home=st.none() | _SPOTS,
    held=st.lists(st.tuples(st.integers(0, 4000), st.integers(5, 400), st.none() | _SPOTS), max_size=8),
)
def test_whatever_is_taken_a_free_time_is_free_reachable_and_in_working_hours(
    first: date,
    week: working_time.Calendar,
    minutes: int,
    spot: Spot | None,
    home: Spot | None,
    held: list[tuple[int, int, Spot | None]],
) -> None:
    begin = datetime.combine(first, time(), tzinfo=ZoneInfo("UTC"))
    taken = [
        Engagement(begin + timedelta(minutes=start), begin + timedelta(minutes=start + length), place)
        for start, length, place in held
    ]
    days = [first + timedelta(days=number) for number in range(3)]
    periods = {day: working_time.periods_of(day, week) for day in days}
    workdays = [Workday(day=day, periods=periods[day]) for day in days]
    for free in find(Wanted(minutes, begin, spot=spot, home=home), days=workdays, taken=taken):
        hours = periods[free.gap[0]]
        assert free.ends_at - free.starts_at == timedelta(minutes=minutes)
        assert any(opens <= free.starts_at and free.ends_at <= closes for opens, closes in hours)
        assert all(one.ends_at <= free.starts_at or one.starts_at >= free.ends_at for one in taken)
        assert free.extra >= 0
        if spot is not None and (last := _last_place(taken, before=free.starts_at, opens=hours[0][0])):
            assert last.spot is not None
            assert last.ends_at + timedelta(minutes=travel.way(last.spot, spot).minutes) <= free.starts_at


def _last_place(taken: list[Engagement], *, before: datetime, opens: datetime) -> Engagement | None:
    placed = [one for one in taken if one.spot and one.ends_at > opens and one.starts_at < before]
    return max(placed, key=lambda one: (one.starts_at, one.ends_at), default=None)
