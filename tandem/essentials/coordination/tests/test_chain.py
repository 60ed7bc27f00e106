"""When a missed date rises: over weekends, holidays of two regions, part-time hours and both clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import working_time
from tandem.base.tools.working_time import Calendar
from tandem.essentials.coordination.chain import (
    COORDINATION,
    LEAD,
    PARTNER,
    PERSON,
    Waits,
    falls_at,
    next_level,
)

BERLIN, ZURICH, VIENNA = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Zurich"), ZoneInfo("Europe/Vienna")
REGIONS = {"DE-BY": BERLIN, "AT-8": VIENNA, "CH-SG": ZURICH}
WAITS = Waits(partner=4, coordination=8, lead=16)
OFFICE = {day: [(time(8), time(12)), (time(13), time(17))] for day in range(5)}
BAVARIA = Calendar(week=OFFICE, zone=BERLIN, holidays=working_time.holidays_of("DE-BY"))
SWISS = Calendar(week=OFFICE, zone=ZURICH, holidays=working_time.holidays_of("CH-SG"))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[misc, arg-type]


def rises(missed: datetime, calendar: Calendar, *, until: datetime) -> list[datetime]:
    """The moments of all levels that are reached by then, each counted from the one before."""
    moments: list[datetime] = []
    since, level = missed, next_level(None)
    while level is not None:
        moment = falls_at(
            since=since,
            hours=WAITS.before(level),
            acting=lambda _day: calendar,
            zone=calendar.zone,
            until=until,
        )
        if moment is None:
            break
        moments.append(moment)
        since, level = moment, next_level(level)
    return moments


def test_the_levels_follow_one_another_and_end_at_the_top() -> None:
    assert [next_level(None), next_level(PERSON), next_level(PARTNER), next_level(COORDINATION)] == [
        0,
        1,
        2,
        3,
    ]
    assert next_level(LEAD) is None


def test_a_date_missed_on_friday_afternoon_goes_up_through_the_week() -> None:
    found = rises(at(2026, 11, 20, 16), BAVARIA, until=at(2026, 12, 24))
    assert found == [at(2026, 11, 20, 16), at(2026, 11, 23, 11), at(2026, 11, 24, 11), at(2026, 11, 26, 11)]


def test_a_holiday_of_the_own_region_counts_for_whoever_has_it() -> None:
    # Epiphany 2027 is a Wednesday: a holiday in Bavaria, a working day in St. Gallen.
    missed = at(2027, 1, 5, 16)
    assert rises(missed, BAVARIA, until=at(2027, 1, 8))[1] == at(2027, 1, 7, 11)
    assert rises(missed, SWISS, until=at(2027, 1, 8))[1] == at(2027, 1, 6, 11)


def test_a_stand_in_of_another_region_counts_with_their_own_hours() -> None:
    mornings = Calendar(week={day: [(time(8), time(10))] for day in range(7)}, zone=ZURICH)

    def acting(day: date) -> Calendar:
        return BAVARIA if day < date(2027, 1, 6) else mornings

    moment = falls_at(since=at(2027, 1, 5, 16), hours=4, acting=acting, zone=BERLIN, until=at(2027, 2, 1))
    assert moment == at(2027, 1, 7, 9)


def test_while_nobody_is_there_nothing_rises() -> None:
    found = falls_at(
        since=at(2026, 11, 20, 9), hours=0, acting=lambda _day: None, zone=BERLIN, until=at(2027, 11, 20)
    )
    assert found is None


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 2), (date(2026, 10, 25), 4)], ids=["spring", "autumn"]
)
def test_a_night_shift_over_a_clock_change_counts_the_hours_that_passed(day: date, hours: int) -> None:
    night = Calendar(week={6: [(time(1), time(4))]}, zone=BERLIN)
    since = datetime.combine(day, time(0), tzinfo=BERLIN)
    end = datetime.combine(day, time(4), tzinfo=BERLIN)
    found = falls_at(since=since, hours=hours, acting=lambda _day: night, zone=BERLIN, until=end)
    assert found == end
    # One more hour is the next Sunday's.
    later = falls_at(
        since=since, hours=hours + 1, acting=lambda _day: night, zone=BERLIN, until=end + timedelta(days=7)
    )
    assert later == datetime.combine(day + timedelta(days=7), time(2), tzinfo=BERLIN)


def test_an_hour_begun_before_the_clock_changes_ends_after_it() -> None:
    # Found by the property below: 01:00 and an hour is 03:00 on the morning on which 02:00 does not exist.
    night = Calendar(week={6: [(time(0), time(5))]}, zone=BERLIN)
    found = falls_at(
        since=at(2026, 3, 29, 1), hours=1, acting=lambda _day: night, zone=BERLIN, until=at(2026, 3, 30)
    )
    assert found == at(2026, 3, 29, 3)


SPANS = st.lists(
    st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda span: span[0] < span[1]),
    min_size=1,
    max_size=2,
).map(lambda spans: [(time(first), time(last)) for first, last in spans])
REGION = st.sampled_from(sorted(REGIONS))
WEEKS = st.dictionaries(st.integers(0, 6), SPANS, min_size=1)
CALENDARS = st.builds(
    lambda week, region: Calendar(week=week, zone=REGIONS[region], holidays=working_time.holidays_of(region)),
    WEEKS,
    REGION,
)
# Both clock changes and the holidays of the turn of the year lie in it.
MOMENTS = st.datetimes(datetime(2026, 3, 1), datetime(2027, 4, 30), timezones=st.just(BERLIN))


@given(MOMENTS, st.integers(0, 60), CALENDARS)
def test_it_falls_where_adding_working_hours_falls(since: datetime, hours: int, calendar: Calendar) -> None:
    expected = working_time.add_hours(since, hours, calendar)
    found = falls_at(
        since=since, hours=hours, acting=lambda _day: calendar, zone=calendar.zone, until=expected
    )
    assert found == expected
    if expected > since:
        assert (
            falls_at(
                since=since, hours=hours, acting=lambda _day: calendar, zone=calendar.zone,
                until=expected.astimezone(UTC) - timedelta(seconds=1),
            )
            is None
        )  # fmt: skip


@given(MOMENTS, CALENDARS)
def test_the_levels_keep_their_order_and_their_distance(missed: datetime, calendar: Calendar) -> None:
    found = rises(missed, calendar, until=missed + timedelta(days=800))
    assert len(found) == 4
    assert found[0] >= missed
    for level, (below, above) in enumerate(pairwise(found), start=PARTNER):
        worked = working_time.working_hours_between(below, above, calendar)
        assert worked == pytest.approx(WAITS.before(level))


@given(MOMENTS, CALENDARS, CALENDARS, st.integers(0, 20), st.integers(1, 30), st.integers(1, 40))
def test_an_absence_without_a_stand_in_only_ever_makes_it_later(
    since: datetime, own: Calendar, other: Calendar, first: int, length: int, hours: int
) -> None:
    away = {(since + timedelta(days=first + day)).date() for day in range(length)}
    until = since + timedelta(days=800)

    def falls(stand_in: Calendar | None) -> datetime | None:
        return falls_at(
            since=since, hours=hours, until=until, zone=own.zone,
            acting=lambda day: stand_in if day in away else own,
        )  # fmt: skip

    there, alone, covered = falls(own), falls(None), falls(other)
    assert there is not None
    assert alone is not None
    assert covered is not None
    assert alone >= max(there, since)
    assert covered <= alone
    # On a day that counted, somebody was there.
    assert alone.astimezone(own.zone).date() not in away
