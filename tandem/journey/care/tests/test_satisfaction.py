"""After the first delivery inside asks; the answer closes the sale."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter, Task
from tandem.journey.care import actions as care
from tandem.journey.care import queries
from tandem.journey.orders import actions as orders
from tandem.journey.orders.models import Order


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=21)


@pytest.fixture
def delivered(order: Order, anna: User, later: datetime) -> Matter:
    orders.record_delivery(order=order, delivered_on=later.date(), by=anna, at=later)
    return Matter.objects.get(pk=order.matter_id)


def test_a_delivery_gives_anna_the_task_to_ask(delivered: Matter, anna: User) -> None:
    task = Task.objects.get(matter=delivered)
    assert task.accountable == anna
    assert "26-0001" in task.title


def test_the_same_delivery_told_twice_makes_one_task(delivered: Matter) -> None:
    assert care.ask_after_delivery(entry=Entry.objects.get(type="orders.delivered")) is None
    assert Task.objects.filter(matter=delivered).count() == 1


def test_a_satisfied_customer_closes_the_sale_as_won(
    delivered: Matter, hoelzl: Customer, claudia: Contact, anna: User, later: datetime
) -> None:
    hoelzl.life_cycle = "prospect"
    hoelzl.save()
    care.record_satisfaction(
        matter=delivered, score=9, words="Pünktlich und sauber", contact=claudia, by=anna, at=later
    )
    delivered.refresh_from_db()
    hoelzl.refresh_from_db()
    assert (delivered.outcome, delivered.is_open) == ("won", False)
    assert hoelzl.life_cycle == "first"
    assert not Task.objects.filter(matter=delivered, done_at=None).exists()
    found = queries.latest_for(hoelzl)
    assert found is not None
    assert found.score == 9
    assert not found.is_low
    assert list(checks.run_all()) == []


def test_a_regular_customer_stays_a_regular_customer(
    delivered: Matter, hoelzl: Customer, anna: User, later: datetime
) -> None:
    care.record_satisfaction(matter=delivered, score=10, by=anna, at=later)
    hoelzl.refresh_from_db()
    assert hoelzl.life_cycle == "regular"


def test_a_low_score_is_a_request_for_both(
    delivered: Matter, hoelzl: Customer, anna: User, tobias: User, later: datetime
) -> None:
    satisfaction = care.record_satisfaction(
        matter=delivered, score=4, words="Zwei Motoren fehlten", by=anna, at=later
    )
    request = satisfaction.request
    assert request is not None
    assert request.is_open
    assert request.urgent
    assert request.accountable == anna
    assert request.description == "Zwei Motoren fehlten"
    assert Task.objects.get(matter=request).accountable == tobias


def test_a_low_score_needs_the_words(delivered: Matter, anna: User, later: datetime) -> None:
    with pytest.raises(care.WordsMissing):
        care.record_satisfaction(matter=delivered, score=3, by=anna, at=later)
    delivered.refresh_from_db()
    assert delivered.is_open


@pytest.mark.parametrize("score", [None, -1, 11])
def test_only_0_to_10_is_a_score(delivered: Matter, anna: User, later: datetime, score: int | None) -> None:
    with pytest.raises(care.ScoreMissing):
        care.record_satisfaction(matter=delivered, score=score, by=anna, at=later)


def test_nothing_is_asked_before_the_delivery(order: Order, anna: User, now: datetime) -> None:
    with pytest.raises(care.NotNow):
        care.record_satisfaction(matter=order.matter, score=9, by=anna, at=now)
