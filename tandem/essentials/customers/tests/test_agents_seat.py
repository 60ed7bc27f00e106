"""A commercial agent sees the customers of the seat held today: not before it begins, not after it ends."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tandem.essentials.customers import queries
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User

pytestmark = pytest.mark.django_db


def seat(tandem: Tandem, inside: User, agent: User, *, in_days: int) -> None:
    at = timezone.localtime()
    people.edit_tandem(
        tandem=tandem, name=tandem.name, inside=inside, outward=agent, third=None, deputy=None,
        from_date=at.date() + timedelta(days=in_days), by=None, at=at,
    )  # fmt: skip


def test_a_seat_that_begins_later_opens_nothing_yet(
    hoelzl: Customer, ulm: Tandem, anna: User, rolf: User, now: datetime
) -> None:
    seat(ulm, anna, rolf, in_days=3)
    assert not queries.visible_to(rolf).exists()


def test_a_seat_held_today_opens_the_tandems_customers(
    hoelzl: Customer, ulm: Tandem, anna: User, rolf: User, now: datetime
) -> None:
    seat(ulm, anna, rolf, in_days=0)
    assert list(queries.visible_to(rolf)) == [hoelzl]


def test_a_seat_given_up_for_later_stays_open_until_then(
    hoelzl: Customer, ulm: Tandem, anna: User, tobias: User, rolf: User, now: datetime
) -> None:
    seat(ulm, anna, rolf, in_days=0)
    seat(ulm, anna, tobias, in_days=3)
    assert list(queries.visible_to(rolf)) == [hoelzl]
