"""Heute says how much was raised and waits for somebody's word: the number that the room itself gives."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import testing
from tandem.steering.reviews import actions as reviews
from tandem.steering.reviews import queries
from tandem.steering.reviews.models import MISSED_DATE

pytestmark = pytest.mark.django_db


def told(client: Client, user: User) -> int:
    """What the page says, which must be what the room says."""
    client.force_login(user)
    number = int(client.get("/heute").context["frame"]["raised"])
    assert number == len(queries.waiting_for(user))
    return number


def test_it_counts_what_the_room_says_is_waiting(
    client: Client, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    def both() -> tuple[int, int]:
        return told(client, anna), told(client, tobias)

    matter = testing.sale(customer=hoelzl, at=now)
    assert both() == (0, 0)
    raised = reviews.raise_conflict(matter=matter, kind=MISSED_DATE, other=anna, text="a", by=tobias, at=now)
    assert both() == (1, 0)
    reviews.write_view(conflict=raised, text="b", by=anna, at=now)
    assert both() == (0, 0)
    proposal = reviews.propose(conflict=raised, text="c", by=anna, at=now)
    assert both() == (0, 1)
    reviews.answer(proposal=proposal, agrees=True, by=tobias, at=now)
    assert both() == (0, 0)
