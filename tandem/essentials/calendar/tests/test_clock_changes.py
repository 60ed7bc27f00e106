"""Appointments over the Sundays on which the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import grid, moments, queries
from tandem.essentials.calendar.models import MEETING
from tandem.essentials.people.models import Tandem, User

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_the_hour_that_spring_takes_does_not_exist() -> None:
    with pytest.raises(moments.NoSuchTimeError):
        moments.moment(SPRING, time(2, 30), BERLIN)
    assert moments.moment(SPRING, time(3, 0), BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_of_the_hour_that_autumn_gives_the_first_counts() -> None:
    assert moments.moment(AUTUMN, time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_days_are_an_hour_shorter_and_longer() -> None:
    hours = {
        day: (end - start).total_seconds() / 3600
        for day in (SPRING, AUTUMN, date(2026, 11, 24))
        for start, end in [moments.day_bounds(day, BERLIN)]
    }
    assert list(hours.values()) == [23, 25, 24]


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_an_appointment_over_the_change_lasts_as_long_as_booked(
    day: date, ulm: Tandem, tobias: User, now: datetime
) -> None:
    start = moments.moment(day, time(1, 30), BERLIN)
    end = moments.later(start, minutes=120)
    booked = calendar.book(
        kind=MEETING, title="Inventur", people=[tobias], starts_at=start, ends_at=end, by=tobias, at=now
    )
    assert (booked.ends_at - booked.starts_at).total_seconds() == 7200
    shown = end.astimezone(BERLIN)
    assert f"{shown:%H:%M}" == ("04:30" if day == SPRING else "02:30")
    assert queries.busy(person=tobias, starts_at=start, ends_at=end) == [(start, end)]


def test_the_second_two_thirty_of_autumn_is_not_the_first(ulm: Tandem, tobias: User, now: datetime) -> None:
    first = moments.moment(AUTUMN, time(2, 30), BERLIN)
    second = moments.later(first, minutes=60)
    for start in (first, second):
        calendar.book(
            kind=MEETING,
            title="Schicht",
            people=[tobias],
            starts_at=start,
            ends_at=moments.later(start, minutes=30),
            by=tobias,
            at=now,
        )
    with pytest.raises(calendar.SlotTaken):
        calendar.book(
            kind=MEETING,
            title="Schicht",
            people=[tobias],
            starts_at=second,
            ends_at=moments.later(second, minutes=15),
            by=tobias,
            at=now,
        )


def test_local_times_of_the_double_hour_are_compared_as_moments(
    ulm: Tandem, tobias: User, now: datetime
) -> None:
    # 02:45 summer time to 02:15 winter time: half an hour, although the clock went back.
    start = datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN)
    end = datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN, fold=1)
    calendar.book(
        kind=MEETING, title="Schicht", people=[tobias], starts_at=start, ends_at=end, by=tobias, at=now
    )
    place = grid.Grid(first_hour=0, last_hour=24).place(start, end, day=AUTUMN, zone=BERLIN)
    assert place is not None
    assert place.length >= 1


def test_a_visit_at_nine_is_at_nine_before_and_after_the_change(
    ulm: Tandem, tobias: User, now: datetime
) -> None:
    for day in (date(2026, 10, 24), date(2026, 10, 26)):
        start = moments.moment(day, time(9), BERLIN)
        calendar.book(
            kind=MEETING,
            title="Termin",
            people=[tobias],
            starts_at=start,
            ends_at=moments.later(start, minutes=60),
            by=tobias,
            at=now,
        )
        lane = queries.day_strip(people=[tobias], day=day, viewer=tobias)[0]
        assert [f"{item.starts_at.astimezone(BERLIN):%H:%M}" for item in lane.items] == ["09:00"]
