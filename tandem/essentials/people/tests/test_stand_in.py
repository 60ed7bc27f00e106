from datetime import date, datetime

import pytest

from tandem.essentials.people import actions, queries
from tandem.essentials.people.models import Tandem, User

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


def away(user: User, at: datetime, deputy: User | None = None) -> None:
    actions.report_absence(user=user, from_date=TODAY, to_date=TODAY, deputy=deputy, by=None, at=at)


def test_the_deputy_stands_in_first(ulm: Tandem, anna: User, sandra: User, now: datetime) -> None:
    away(anna, now, deputy=sandra)
    assert queries.stand_ins(day=TODAY).acting_for(anna) == sandra


def test_without_a_deputy_it_is_the_partner(ulm: Tandem, anna: User, tobias: User, now: datetime) -> None:
    away(anna, now)
    assert queries.stand_ins(day=TODAY).acting_for(anna) == tobias


def test_with_both_away_it_is_the_coordination(
    ulm: Tandem, anna: User, tobias: User, ben: User, now: datetime
) -> None:
    away(anna, now, deputy=tobias)
    away(tobias, now)
    stand_ins = queries.stand_ins(day=TODAY)
    assert stand_ins.acting_for(anna) == ben
    assert stand_ins.acting_for(tobias) == ben
    assert set(stand_ins.represented_by(ben)) == {anna.pk, tobias.pk}


def test_a_person_who_is_there_needs_nobody(ulm: Tandem, anna: User) -> None:
    assert queries.stand_ins(day=TODAY).acting_for(anna) is None


def test_nobody_deputises_for_oneself_or_is_away_twice(anna: User, now: datetime) -> None:
    with pytest.raises(actions.BadRange):
        away(anna, now, deputy=anna)
    away(anna, now)
    with pytest.raises(actions.BadRange, match=r"24\.11\.2026"):
        away(anna, now)


def test_a_deadline_skips_the_days_away(anna: User, now: datetime) -> None:
    actions.report_absence(
        user=anna, from_date=date(2026, 11, 25), to_date=date(2026, 11, 27), by=None, at=now
    )
    calendar = queries.working_calendar(anna, around=now)
    assert calendar.is_off(date(2026, 11, 26))
    assert not calendar.is_off(date(2026, 11, 30))
