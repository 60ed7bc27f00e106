from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import working_time
from tandem.base.tools.working_time import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = {day: [(time(8), time(12)), (time(13), time(17))] for day in range(5)}
NIGHT = {day: [(time(22), time(0)), (time(0), time(6))] for day in range(7)}
ulm = Calendar(week=OFFICE, zone=BERLIN, holidays=working_time.holidays_of("DE-BW"))
night = Calendar(week=NIGHT, zone=BERLIN)
tuesday = datetime(2026, 11, 24, 9, 41, tzinfo=BERLIN)


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def test_two_working_days_end_with_the_second_day() -> None:
    assert working_time.add_days(tuesday, 2, ulm) == local(2026, 11, 26, 17)
    assert working_time.add_days(tuesday, 0, ulm) == local(2026, 11, 24, 17)
    assert working_time.add_days(local(2026, 11, 24, 19), 0, ulm) == local(2026, 11, 25, 17)
    assert working_time.add_days(local(2026, 11, 28, 12), 1, ulm) == local(2026, 11, 30, 17)


def test_eight_hours_skip_the_lunch_break_and_the_night() -> None:
    assert working_time.add_hours(tuesday, 8, ulm) == local(2026, 11, 25, 9, 41)
    assert working_time.add_hours(local(2026, 11, 24, 8), 8, ulm) == local(2026, 11, 24, 17)
    assert working_time.add_hours(local(2026, 11, 27, 16), 1.5, ulm) == local(2026, 11, 30, 8, 30)


def test_holidays_and_absences_do_not_count() -> None:
    assert working_time.next_moment(local(2026, 12, 24, 18), ulm) == local(2026, 12, 28, 8)
    away = Calendar(week=OFFICE, zone=BERLIN, absences=[(date(2026, 11, 25), date(2026, 11, 27))])
    assert working_time.add_days(tuesday, 1, away) == local(2026, 11, 30, 17)
    assert not working_time.is_working(local(2026, 11, 26, 10), away)


def test_the_end_of_the_working_time_is_no_longer_working_time() -> None:
    assert working_time.is_working(local(2026, 11, 24, 16, 59), ulm)
    assert not working_time.is_working(local(2026, 11, 24, 17), ulm)
    assert not working_time.is_working(local(2026, 11, 24, 12, 30), ulm)


def test_the_clock_changes_make_one_night_shorter_and_one_longer() -> None:
    spring = working_time.working_hours_between(local(2026, 3, 29, 0), local(2026, 3, 29, 6), night)
    autumn = working_time.working_hours_between(local(2026, 10, 25, 0), local(2026, 10, 25, 6), night)
    assert (spring, autumn) == (5, 7)
    assert working_time.add_hours(local(2026, 3, 29, 1), 1, night) == local(2026, 3, 29, 3)


def test_hours_that_the_clock_change_takes_or_doubles_are_kept_in_order() -> None:
    odd = Calendar(week={6: [(time(2, 15), time(2, 45)), (time(2, 50), time(3, 5))]}, zone=BERLIN)
    assert working_time.working_hours_between(local(2026, 3, 29, 0), local(2026, 3, 30, 0), odd) <= 0.75
    assert working_time.working_hours_between(local(2026, 10, 25, 0), local(2026, 10, 26, 0), odd) >= 0.75


def test_an_office_day_is_as_long_on_both_clock_change_sundays() -> None:
    week = {6: [(time(8), time(17))]}
    sunday = Calendar(week=week, zone=BERLIN)
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        begin = datetime.combine(day, time(0), tzinfo=BERLIN)
        assert working_time.working_hours_between(begin, begin + timedelta(days=1), sunday) == 9
        assert working_time.add_hours(begin, 9, sunday) == datetime.combine(day, time(17), tzinfo=BERLIN)


@pytest.mark.parametrize(
    "empty",
    [
        Calendar(week={}, zone=BERLIN),
        Calendar(week={0: []}, zone=BERLIN),
        Calendar(week=OFFICE, zone=BERLIN, holidays=lambda day: True),
        Calendar(week=OFFICE, zone=BERLIN, absences=[(date(2000, 1, 1), date.max)]),
    ],
)
def test_a_calendar_without_working_time_is_told_and_not_searched_for_ever(empty: Calendar) -> None:
    with pytest.raises(working_time.NoWorkingTime):
        working_time.add_hours(tuesday, 1, empty)
    with pytest.raises(working_time.NoWorkingTime):
        working_time.add_days(tuesday, 1, empty)
    with pytest.raises(working_time.NoWorkingTime):
        working_time.next_moment(tuesday, empty)
    assert working_time.working_hours_between(tuesday, local(2027, 1, 1, 0), empty) == 0


def test_three_years_of_absence_are_no_end() -> None:
    away = Calendar(week=OFFICE, zone=BERLIN, absences=[(date(2026, 11, 1), date(2039, 11, 1))])
    assert working_time.next_moment(tuesday, away) == local(2039, 11, 2, 8)


@pytest.mark.parametrize("hours", [-1, float("nan"), 10**9])
def test_impossible_spans_are_refused(hours: float) -> None:
    with pytest.raises(ValueError, match="working hours"):
        working_time.add_hours(tuesday, hours, ulm)
    with pytest.raises(ValueError, match="working days"):
        working_time.add_days(tuesday, -1, ulm)
    with pytest.raises(ValueError, match="time zone"):
        working_time.is_working(datetime(2026, 1, 1), ulm)


def test_each_region_has_its_own_holidays() -> None:
    epiphany, national = date(2026, 1, 6), date(2026, 8, 1)
    assert working_time.holidays_of("DE-BW")(epiphany)
    assert not working_time.holidays_of("DE")(epiphany)
    assert working_time.holidays_of("AT-8")(date(2026, 10, 26))
    assert working_time.holidays_of("CH-SG")(national)
    for unknown in ("XX", "DE-XX", "", "DE-BY-X", "AT-8-K"):
        with pytest.raises(ValueError, match="no public holidays"):
            working_time.holidays_of(unknown)


def test_catholic_municipalities_have_a_day_more() -> None:
    assumption, corpus_christi = date(2026, 8, 15), date(2026, 6, 4)
    assert not working_time.holidays_of("DE-BY")(assumption)
    assert working_time.holidays_of("DE-BY-K")(assumption)
    assert working_time.holidays_of("DE-BY-K")(date(2026, 1, 6))
    assert working_time.named_holidays("DE-BY-K", 2026, "de")[assumption] == "Mariä Himmelfahrt"
    assert working_time.holidays_of("DE-SN-K")(corpus_christi)
    assert not working_time.holidays_of("DE-SN")(corpus_christi)


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(BERLIN))
SPANS = st.lists(
    st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda span: span[0] < span[1]),
    min_size=1,
    max_size=3,
).map(lambda spans: [(time(first), time(last)) for first, last in spans])
CALENDARS = st.dictionaries(st.integers(0, 6), SPANS, min_size=1).map(
    lambda week: Calendar(week=week, zone=BERLIN, holidays=working_time.holidays_of("DE-BW"))
)


@given(MOMENTS, st.integers(0, 20_000), CALENDARS)
def test_adding_hours_is_undone_by_counting_them(start: datetime, minutes: int, calendar: Calendar) -> None:
    end = working_time.add_hours(start, minutes / 60, calendar)
    assert end >= start
    assert working_time.working_hours_between(start, end, calendar) == pytest.approx(minutes / 60)
    assert working_time.working_hours_between(end, start, calendar) == pytest.approx(-minutes / 60)


@given(MOMENTS, CALENDARS)
def test_the_next_moment_is_working_time_and_none_lies_before(start: datetime, calendar: Calendar) -> None:
    found = working_time.next_moment(start, calendar)
    assert found >= start
    assert working_time.is_working(found, calendar)
    assert working_time.working_hours_between(start, found, calendar) == 0
    assert (found == start) == working_time.is_working(start, calendar)


@given(MOMENTS, st.integers(0, 30), CALENDARS)
def test_more_days_never_fall_earlier(start: datetime, days: int, calendar: Calendar) -> None:
    sooner = working_time.add_days(start, days, calendar)
    later = working_time.add_days(start, days + 1, calendar)
    assert start < sooner
    # Nothing left of today: 'today' and 'in a day' are then the same next working day.
    assert sooner < later or (days == 0 and sooner == later)
    assert not working_time.is_working(sooner, calendar)
