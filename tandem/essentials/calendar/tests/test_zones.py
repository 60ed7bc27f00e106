"""A field person in another zone, and appointments over midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tandem.essentials.calendar import board, moments, queries
from tandem.essentials.calendar.testing import booked
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User

BERLIN, LISBON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Lisbon")


@pytest.fixture
def far(ulm: Tandem, tobias: User, nina: User, now: datetime) -> User:
    """Tobias works in Lisbon, an hour behind Ulm."""
    return people.edit_user(user=tobias, zone="Europe/Lisbon", by=nina, at=now)


def test_working_hours_of_another_zone_stand_where_the_reader_reads_them(far: User, anna: User) -> None:
    with timezone.override(BERLIN):
        lane = queries.day_strip(people=[far], day=date(2026, 11, 24), viewer=anna)[0]
        assert lane.hours == [(9 * 60, 13 * 60), (14 * 60, 18 * 60)]
    with timezone.override(LISBON):
        lane = queries.day_strip(people=[far], day=date(2026, 11, 24), viewer=far)[0]
        assert lane.hours == [(8 * 60, 12 * 60), (13 * 60, 17 * 60)]


def test_the_board_says_how_far_the_clocks_are_apart(far: User, anna: User, now: datetime) -> None:
    with timezone.override(BERLIN):
        day, _grid = board.one_day(people=[anna, far], day=date(2026, 11, 24), viewer=anna, at=now)
    assert [column.ahead for column in day.columns] == ["", "−1"]


def test_presence_goes_by_the_persons_own_hours(far: User) -> None:
    half_past_five = datetime(2026, 11, 24, 17, 30, tzinfo=BERLIN)
    with timezone.override(BERLIN):
        assert not queries.presence(people=[far], at=half_past_five)[far.pk].is_away
        assert queries.presence(people=[far], at=half_past_five + timedelta(hours=1))[far.pk].is_away


@given(
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    here=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
    there=st.sampled_from(["Europe/Berlin", "Europe/Lisbon", "Australia/Lord_Howe", "America/St_Johns"]),
)
def test_a_day_shows_as_much_work_as_falls_into_it(day: date, here: str, there: str) -> None:
    """Every shown working minute is one of the person's, over both clock changes of both zones."""
    from tandem.essentials.calendar.queries import lanes

    person = User(first_name="Tobias", last_name="Kranz", zone=there)
    with timezone.override(ZoneInfo(here)):
        for first, last in lanes._hours(person, day):
            assert 0 <= first <= 24 * 60
            middle = (first + last) // 2
            if not first < last:
                continue  # the clock went back within the span
            shown = datetime.combine(day, time(middle // 60, middle % 60), tzinfo=ZoneInfo(here))
            local = shown.astimezone(UTC).astimezone(ZoneInfo(there))
            assert local.weekday() < 5
            assert 7 <= local.hour <= 17


def test_an_appointment_over_midnight_stands_in_both_days(ulm: Tandem, tobias: User, now: datetime) -> None:
    made = booked(person=tobias, at=now, clock="22:30", minutes=240, title="Inventur")
    week = board.week(people=[tobias], day=date(2026, 11, 24), viewer=tobias, at=now)
    shown = {
        one.day: [(block.place.start, block.place.length, block.clock) for block in one.columns[0].blocks]
        for one in week.days
    }
    assert week.grid.first_hour == 0
    assert shown[date(2026, 11, 24)] == [(91, 6, "22:30")]
    # The second half is not dragged: it begins the day before.
    assert shown[date(2026, 11, 25)] == [(1, 10, "")]
    assert queries.busy(
        person=tobias, starts_at=made.starts_at, ends_at=moments.later(made.starts_at, minutes=1)
    )
