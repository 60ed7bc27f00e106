"""Who sees what of the shared calendar, and what it says of a person now."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.http import Http404

from tandem.essentials.calendar import grid, queries
from tandem.essentials.calendar.models import PRIVATE, VISIT
from tandem.essentials.calendar.testing import booked
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User


def _titles(person: User, *, viewer: User | None, day: date) -> list[str]:
    lane = queries.day_strip(people=[person], day=day, viewer=viewer)[0]
    return [item.title for item in lane.items]


def test_all_of_sales_reads_all_calendars(ulm: Tandem, sandra: User, tobias: User, now: datetime) -> None:
    booked(person=tobias, at=now, clock="10:30", title="Rieß Intralogistik")
    assert _titles(tobias, viewer=sandra, day=now.date()) == ["Rieß Intralogistik"]


def test_private_titles_are_for_their_owner_only(
    ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    kept = booked(person=tobias, at=now, clock="16:00", title="Zahnarzt", kind=PRIVATE, place="Ulm")
    assert _titles(tobias, viewer=tobias, day=now.date()) == ["Zahnarzt"]
    assert "Zahnarzt" not in _titles(tobias, viewer=anna, day=now.date())
    assert "Zahnarzt" not in _titles(tobias, viewer=None, day=now.date())
    with pytest.raises(Http404):
        queries.get_for(anna, kept.pk, day=now.date())
    assert queries.get_for(tobias, kept.pk, day=now.date()) == kept


def test_experts_and_administrators_read_only_their_own(
    ulm: Tandem, paul: User, nina: User, tobias: User, now: datetime
) -> None:
    visit = booked(person=tobias, at=now, clock="10:30")
    for outsider in (paul, nina):
        assert list(queries.readable_people(outsider, day=now.date())) == [outsider]
        with pytest.raises(Http404):
            queries.get_for(outsider, visit.pk, day=now.date())


def test_an_agent_learns_no_customer_of_another_tandem(
    hoelzl: Customer, anna: User, tobias: User, rolf: User, now: datetime
) -> None:
    people.add_tandem(
        name="Vorarlberg", inside=anna, outward=rolf, from_date=date(2020, 1, 1), by=None, at=now
    )
    booked(person=anna, at=now, clock="10:00", title="Hölzl anrufen", customer=hoelzl)
    visit = booked(person=tobias, at=now, clock="11:00", customer=hoelzl, kind=VISIT)
    assert {person.pk for person in queries.readable_people(rolf, day=now.date())} == {rolf.pk, anna.pk}
    assert "Hölzl anrufen" not in _titles(anna, viewer=rolf, day=now.date())
    with pytest.raises(Http404):
        queries.get_for(rolf, visit.pk, day=now.date())


def test_a_day_strip_takes_the_same_few_queries_however_much_is_in_it(
    ulm: Tandem, anna: User, tobias: User, now: datetime, django_assert_num_queries: object
) -> None:
    for hour in range(8, 16):
        booked(person=tobias, at=now, clock=f"{hour:02d}:00")
        booked(person=anna, at=now, clock=f"{hour:02d}:30", minutes=30)
    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture
        lanes = queries.day_strip(people=[anna, tobias], day=now.date(), viewer=anna)
    assert [len(lane.items) for lane in lanes] == [8, 8]


def test_a_meeting_of_two_is_one_shared_appointment(
    ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    booked(person=anna, at=now, clock="13:00", people=[anna, tobias])
    lanes = queries.day_strip(people=[anna, tobias], day=now.date(), viewer=anna)
    assert [lane.items[0].shared for lane in lanes] == [True, True]
    assert len({lane.items[0].appointment_id for lane in lanes}) == 1


class TestPresence:
    """From the calendar only, never from activity or location."""

    def _now(self, person: User, at: datetime) -> queries.Presence:
        return queries.presence(people=[person], at=at)[person.pk]

    def test_in_an_appointment(self, ulm: Tandem, tobias: User, now: datetime) -> None:
        booked(person=tobias, at=now, clock="09:00", minutes=60)
        booked(person=tobias, at=now, clock="10:00", minutes=80)
        present = self._now(tobias, now)
        assert present.text == "Termin bis 11:20"

    def test_free_until_the_next_appointment(self, ulm: Tandem, tobias: User, now: datetime) -> None:
        booked(person=tobias, at=now, clock="13:00")
        assert self._now(tobias, now).text == "frei bis 13:00"

    def test_free_for_the_rest_of_the_day(self, ulm: Tandem, tobias: User, now: datetime) -> None:
        assert self._now(tobias, now).text == "heute frei"

    def test_away(self, ulm: Tandem, tobias: User, now: datetime) -> None:
        people.report_absence(user=tobias, from_date=now.date(), to_date=date(2026, 12, 4), by=None, at=now)
        present = self._now(tobias, now)
        assert present.text == "abwesend bis 4.12."
        assert present.is_away

    def test_after_work(self, ulm: Tandem, tobias: User, now: datetime) -> None:
        assert self._now(tobias, now.replace(hour=21)).is_away


def test_public_holidays_are_those_of_the_persons_region(ulm: Tandem, tobias: User, now: datetime) -> None:
    epiphany = date(2027, 1, 6)
    assert queries.holiday(region="DE-BW", day=epiphany) == "Heilige Drei Könige"
    assert queries.holiday(region="DE-BE", day=epiphany) == ""
    lane = queries.day_strip(people=[tobias], day=epiphany)[0]
    assert lane.is_off


def test_the_grid_grows_for_early_and_late_appointments() -> None:
    assert (grid.around([]).first_hour, grid.around([]).last_hour) == (7, 19)
    wide = grid.around([(5 * 60 + 30, 6 * 60), (20 * 60, 21 * 60 + 15)])
    assert (wide.first_hour, wide.last_hour) == (5, 22)
    assert wide.between(5 * 60 + 30, 6 * 60) == grid.Place(start=3, length=2)


def test_what_is_not_working_time_is_shaded() -> None:
    shaded = grid.Grid().outside([(8 * 60, 12 * 60), (13 * 60, 17 * 60)])
    assert shaded == [grid.Place(1, 4), grid.Place(21, 4), grid.Place(41, 8)]


def test_busy_lists_only_fixed_appointments(ulm: Tandem, tobias: User, now: datetime) -> None:
    booked(person=tobias, at=now, clock="10:00")
    booked(person=tobias, at=now, clock="12:00", fixed=False)
    found = queries.busy(person=tobias, starts_at=now, ends_at=now + timedelta(hours=8))
    assert len(found) == 1
