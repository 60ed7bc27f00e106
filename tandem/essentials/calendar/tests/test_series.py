"""What comes again: at the same clock time, never twice booked, exceptions kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import checks
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import recurrence
from tandem.essentials.calendar.models import MEETING, PRIVATE, Appointment, Series
from tandem.essentials.calendar.testing import booked, on
from tandem.essentials.people.models import Tandem, User

BERLIN = ZoneInfo("Europe/Berlin")


def _series(
    person: User, at: datetime, *, repeat: str = "weekly", clock: str = "09:00", **more: Any
) -> Series:
    values: dict[str, Any] = {"kind": MEETING, "title": "Abgleich", "people": [person], **more}
    return calendar.book_series(
        starts_at=on(at, clock, days=1), ends_at=on(at, clock, days=1) + timedelta(minutes=30), repeat=repeat,
        by=person, at=at, **values,
    )  # fmt: skip


def _standing(series: Series) -> list[Appointment]:
    return list(series.appointments.filter(cancelled_at=None).order_by("starts_at"))


@given(
    repeat=st.sampled_from(list(recurrence.REPEATS)),
    first=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    clock=st.times().map(lambda clock: clock.replace(second=0, microsecond=0, tzinfo=None)),
    zone=st.sampled_from(["Europe/Berlin", "Europe/Lisbon", "America/New_York"]),
)
def test_over_both_clock_changes_the_clock_time_stays(
    repeat: str, first: date, clock: time, zone: str
) -> None:
    rule = recurrence.rule_for(repeat, first)
    days = list(recurrence.days(rule, first=first, after=None, last=first + timedelta(days=400)))
    found = [recurrence.moment(day, clock, ZoneInfo(zone)) for day in days]
    assert all(one < two for one, two in pairwise(found))
    for day, moment in zip(days, found, strict=True):
        local = moment.astimezone(ZoneInfo(zone))
        assert local.date() == day
        # Only in the hour that spring takes it cannot stand on the clock.
        gap = datetime.combine(day, local.time()) - datetime.combine(day, clock)
        assert gap in (timedelta(0), timedelta(hours=1))
        if gap:
            assert local.utcoffset() != (moment - timedelta(hours=2)).astimezone(ZoneInfo(zone)).utcoffset()


@given(first=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_every_month_has_its_day(first: date) -> None:
    for repeat in ("monthly_day", "monthly_weekday"):
        rule = recurrence.rule_for(repeat, first)
        days = list(recurrence.days(rule, first=first, after=None, last=first + timedelta(days=366)))
        months = [(day.year, day.month) for day in days]
        assert len(set(months)) == len(months)
        assert len(months) >= 12
        if repeat == "monthly_weekday":
            assert {day.weekday() for day in days} == {first.weekday()}


def test_a_series_stands_in_the_calendar_up_to_the_horizon_and_a_job_goes_on(
    ulm: Tandem, tobias: User, now: datetime
) -> None:
    series = _series(tobias, now)
    assert len(_standing(series)) == 58
    assert {f"{one.starts_at.astimezone(BERLIN):%a %H:%M}" for one in _standing(series)} == {"Wed 09:00"}
    assert calendar.extend(at=now) == 0
    assert calendar.extend(at=now + timedelta(days=30)) == 4
    assert calendar.extend(at=now + timedelta(days=30)) == 0
    assert len(_standing(series)) == 62


def test_a_series_ends_when_it_is_said_to(ulm: Tandem, tobias: User, now: datetime) -> None:
    series = _series(tobias, now, until=date(2026, 12, 16))
    assert len(_standing(series)) == 4
    assert calendar.extend(at=now + timedelta(days=200)) == 0


def test_where_a_time_is_taken_the_series_is_refused_or_leaves_it_out(
    ulm: Tandem, tobias: User, now: datetime
) -> None:
    for days in (8, 15):
        booked(person=tobias, at=now, clock="09:15", days=days, title="Federsee Silotechnik")
    with pytest.raises(calendar.SomeTaken, match=r"Federsee Silotechnik.*Ein anderer Termin"):
        _series(tobias, now)
    assert not Series.objects.exists()
    series = _series(tobias, now, leave_out_taken=True)
    assert len(_standing(series)) == 56
    assert list(checks.run_all()) == []


def test_what_is_taken_by_something_private_stays_busy(
    ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    booked(person=tobias, at=now, clock="09:00", days=8, title="Zahnarzt", kind=PRIVATE)
    with pytest.raises(calendar.SomeTaken) as refused:
        _series(anna, now, people=[anna, tobias])
    assert "Zahnarzt" not in str(refused.value)


def test_the_database_guards_every_one_of_them(ulm: Tandem, tobias: User, now: datetime) -> None:
    _series(tobias, now)
    with pytest.raises(calendar.SlotTaken):
        booked(person=tobias, at=now, clock="09:15", days=1 + 7 * 20)


def test_one_is_moved_alone_and_the_others_stay(ulm: Tandem, tobias: User, now: datetime) -> None:
    series = _series(tobias, now)
    second = _standing(series)[1]
    calendar.move(
        appointment=second,
        starts_at=on(now, "15:00", days=8),
        ends_at=on(now, "16:00", days=8),
        by=tobias,
        at=now,
    )
    second.refresh_from_db()
    assert second.is_moved_alone
    assert calendar.extend(at=now + timedelta(days=30)) == 4
    assert sum(f"{one.starts_at.astimezone(BERLIN):%H:%M}" == "15:00" for one in _standing(series)) == 1


def test_this_and_those_that_follow_move_and_exceptions_stay(
    ulm: Tandem, tobias: User, now: datetime
) -> None:
    series = _series(tobias, now)
    standing = _standing(series)
    gone = calendar.cancel(appointment=standing[4], by=tobias, at=now)
    alone = calendar.move(
        appointment=standing[5], starts_at=on(now, "16:00", days=36), ends_at=on(now, "17:00", days=36),
        by=tobias, at=now,
    )  # fmt: skip
    later = calendar.move_series(
        appointment=standing[3], starts_at=on(now, "10:00", days=23), ends_at=on(now, "11:30", days=23),
        scope=calendar.FOLLOWING, by=tobias, at=now,
    )  # fmt: skip
    assert [f"{one.starts_at.astimezone(BERLIN):%a %H:%M}" for one in _standing(series)] == ["Wed 09:00"] * 3
    moved = _standing(later)
    told = {f"{one.starts_at.astimezone(BERLIN):%a %H:%M}" for one in moved if one.pk != alone.pk}
    assert told == {"Thu 10:00"}
    gone.refresh_from_db()
    alone.refresh_from_db()
    assert gone.cancelled_at is not None
    assert f"{alone.starts_at.astimezone(BERLIN):%a %H:%M}" == "Wed 16:00"
    # The job enters neither of the two again, and the old series has ended.
    before = Appointment.objects.count()
    assert calendar.extend(at=now + timedelta(days=15)) == 2
    assert Appointment.objects.count() == before + 2
    assert list(checks.run_all()) == []


def test_a_series_moves_by_half_its_length_without_standing_in_its_own_way(
    ulm: Tandem, tobias: User, now: datetime
) -> None:
    series = _series(tobias, now, repeat="workdays", until=date(2026, 12, 11))
    first = _standing(series)[0]
    later = calendar.move_series(
        appointment=first, starts_at=on(now, "09:15", days=1), ends_at=on(now, "09:45", days=1),
        scope=calendar.ALL, by=tobias, at=now,
    )  # fmt: skip
    assert len(_standing(later)) == 13
    with pytest.raises(calendar.OtherDays):
        calendar.move_series(
            appointment=_standing(later)[0], starts_at=on(now, "09:15", days=2), ends_at=on(now, "09:45", days=2),
            scope=calendar.ALL, by=tobias, at=now,
        )  # fmt: skip


def test_a_moved_series_that_meets_something_stays_where_it_was(
    ulm: Tandem, tobias: User, now: datetime
) -> None:
    series = _series(tobias, now)
    booked(person=tobias, at=now, clock="11:00", days=15, title="Federsee Silotechnik")
    before = [one.starts_at for one in _standing(series)]
    with pytest.raises(calendar.SlotTaken, match="Federsee"):
        calendar.move_series(
            appointment=_standing(series)[0], starts_at=on(now, "11:00", days=1), ends_at=on(now, "12:00", days=1),
            scope=calendar.ALL, by=tobias, at=now,
        )  # fmt: skip
    assert [one.starts_at for one in _standing(series)] == before


def test_this_and_those_that_follow_are_called_off(ulm: Tandem, tobias: User, now: datetime) -> None:
    series = _series(tobias, now)
    assert calendar.cancel_series(
        appointment=_standing(series)[2], scope=calendar.FOLLOWING, by=tobias, at=now
    ) == 56  # fmt: skip
    assert len(_standing(series)) == 2
    assert calendar.extend(at=now + timedelta(days=60)) == 0
    booked(person=tobias, at=now, clock="09:00", days=15)


def test_another_tandem_changes_no_series(
    ulm: Tandem, allgaeu: Tandem, tobias: User, sandra: User, now: datetime, client: Client
) -> None:
    series = _series(tobias, now)
    first = _standing(series)[0]
    client.force_login(sandra)
    said = {"day": "2026-11-25", "clock": "10:00", "minutes": "30", "scope": "all"}
    assert client.post(f"/kalender/{first.pk}/verschieben", said).status_code == 422
    client.post(f"/kalender/{first.pk}/absagen", {"scope": "all"})
    assert len(_standing(series)) == 58


def test_the_page_enters_moves_and_ends_a_series(
    ulm: Tandem, tobias: User, now: datetime, client: Client
) -> None:
    client.force_login(tobias)
    said = {"title": "Tourplanung", "kind": "meeting", "day": "2027-03-24", "clock": "16:00", "minutes": "30",
            "repeat": "weekly", "until": "2027-04-14"}  # fmt: skip
    assert client.post("/kalender/neu", said).status_code == 302
    [series] = Series.objects.all()
    # Over the clock change of 28 March it stays at four.
    assert {f"{one.starts_at.astimezone(BERLIN):%H:%M}" for one in _standing(series)} == {"16:00"}
    second = _standing(series)[1]
    page = client.get(f"/kalender/{second.pk}").content.decode()
    assert "jede Woche" in page
    client.post(
        f"/kalender/{second.pk}/verschieben",
        {"day": "2027-03-31", "clock": "15:00", "minutes": "30", "scope": "following"},
    )
    clocks = [
        f"{one.starts_at.astimezone(BERLIN):%H:%M}" for one in Appointment.objects.order_by("starts_at")
    ]
    assert clocks == ["16:00", "15:00", "15:00", "15:00"]
    client.post(f"/kalender/{second.pk}/absagen", {"scope": "following"})
    assert Appointment.objects.filter(cancelled_at=None).count() == 1
