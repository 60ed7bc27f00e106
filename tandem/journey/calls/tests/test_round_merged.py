"""Two customers of a round become one: one candidate with what both had, and the undo brings both back (S1.3, S2.1)."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tandem.base.tools import checks
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import Task
from tandem.journey.calls.calling import actions as calling
from tandem.journey.calls.models import CALLING, DROPPED, VISITING, WAITING, Candidate, Round, View
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import order, queries
from tandem.journey.calls.testing import round_running
from tandem.journey.calls.tests.rounds import call_agreed, candidate_of, screen_for

MONDAY = date(2026, 11, 23)


def _rows() -> list[Any]:
    """Every candidate, view and round, with all that stands in it."""
    return [list(model.objects.order_by("pk").values()) for model in (Candidate, View)] + [
        list(Round.objects.order_by("pk").values("pk", "current", "state"))
    ]


@pytest.mark.django_db
def test_a_candidate_goes_with_its_customer(
    running: Round, three: list[Customer], ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    """The survivor was in no round: what was prepared and agreed about the other stands there now."""
    outside = customers.create(name="Egger Antriebe AG", tandem=ulm, city="Ulm", by=None, at=now)
    there = candidate_of(running, three[0])
    rounds.prepare(candidate=there, wish=CALLING, background="Neue Halle", by=tobias, at=now)
    call_agreed(there, anna, now)
    before = _rows()
    merge = customers.merge(survivor=outside, gone=three[0], by=anna, at=now)
    moved = candidate_of(running, outside)
    assert (moved.pk, moved.decision) == (there.pk, CALLING)
    rows = screen_for(running, anna, now).agreed
    assert [row.candidate.customer_id for row in rows] == [outside.pk]
    customers.undo_merge(merge=merge, by=anna, at=now + timedelta(hours=1))
    assert _rows() == before


@pytest.mark.django_db
def test_two_of_one_round_are_one_with_what_the_other_had(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    kept, gone = candidate_of(running, three[0]), candidate_of(running, three[1])
    rounds.prepare(candidate=kept, wish=VISITING, by=anna, at=now)
    rounds.prepare(candidate=gone, wish=CALLING, background="Ruft gern morgens", by=tobias, at=now)
    call_agreed(gone, anna, now)
    before = _rows()
    merge = customers.merge(survivor=three[0], gone=three[1], by=anna, at=now)
    talked = list(order.talked_about(running).filter(customer__in=three[:2]))
    assert [one.pk for one in talked] == [kept.pk]
    assert (talked[0].decision, talked[0].caller, talked[0].differs) == (CALLING, anna, True)
    assert set(kept.views.values_list("person", flat=True)) == {anna.pk, tobias.pk}
    customers.undo_merge(merge=merge, by=anna, at=now + timedelta(hours=1))
    assert _rows() == before


@pytest.mark.django_db
def test_an_ended_round_calls_them_once_and_the_call_finishes_both_tasks(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    for customer, clock in zip(three[:2], ("14:00", "15:00"), strict=True):
        call_agreed(candidate_of(running, customer), anna, now, clock)
    rounds.end(round=running, by=tobias, at=now)
    merge = customers.merge(survivor=three[0], gone=three[1], by=anna, at=now)
    assert [call.customer.pk for call in queries.agreed_for(anna, now.date())] == [three[0].pk]
    later = now + timedelta(minutes=30)
    hold = calling.take_next(by=anna, at=later)
    assert hold is not None
    attempt = calling.record(hold=hold, result="need_noted", text="Ein Förderer", by=anna, at=later)
    assert not Task.objects.filter(step_key="appointment", done_at=None).exists()
    calling.take_back(attempt=attempt, by=anna, at=later + timedelta(minutes=20))
    assert Task.objects.filter(step_key="appointment", done_at=None).count() == 2
    assert [call.customer.pk for call in queries.agreed_for(anna, now.date())] == [three[0].pk]
    customers.undo_merge(merge=merge, by=anna, at=later + timedelta(hours=1))
    assert {call.customer.pk for call in queries.agreed_for(anna, now.date())} == {three[0].pk, three[1].pk}
    assert list(checks.run_all()) == []


@pytest.mark.django_db
def test_a_round_that_ends_after_the_merge_gives_one_task(
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    for customer, clock in zip(three[:2], ("14:00", "15:00"), strict=True):
        call_agreed(candidate_of(running, customer), anna, now, clock)
    customers.merge(survivor=three[0], gone=three[1], by=anna, at=now)
    rounds.end(round=running, by=tobias, at=now)
    assert Task.objects.count() == 1
    figures = queries.figures_of(Round.objects.get(pk=running.pk))
    assert figures is not None
    assert (figures.agreed, figures.done) == (1, 0)


DECISIONS = st.sampled_from(["", CALLING, VISITING, WAITING, DROPPED])
SIDE = st.fixed_dictionaries(
    {
        "there": st.booleans(),
        "decision": DECISIONS,
        "anna": st.sampled_from(["", CALLING, VISITING]),
        "tobias": st.sampled_from(["", CALLING, DROPPED]),
        "open": st.booleans(),
    }
)

AGREED = {"there": True, "decision": CALLING, "anna": "", "tobias": "", "open": False}


@pytest.mark.django_db
@example(one=AGREED, other=AGREED, ends=False, deep=False)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=SIDE, other=SIDE, ends=st.booleans(), deep=st.booleans())
def test_merge_then_undo_leaves_every_round_as_it_was(
    one: dict[str, Any], other: dict[str, Any], ends: bool, deep: bool,
    running: Round, three: list[Customer], anna: User, tobias: User, now: datetime,
) -> None:  # fmt: skip
    with transaction.atomic():
        for drawn, customer, clock in ((one, three[0], "14:00"), (other, three[1], "15:00")):
            _draw(drawn, candidate_of(running, customer), clock=clock, anna=anna, tobias=tobias, now=now)
        if ends:
            rounds.end(round=running, by=anna, at=now)
        merges = []
        if deep:  # a third file goes the same way, and comes back first
            merges.append(customers.merge(survivor=three[0], gone=three[2], by=anna, at=now))
        before = _rows()
        merge = customers.merge(survivor=three[0], gone=three[1], by=anna, at=now)
        seen = list(order.talked_about(running).values_list("customer", flat=True))
        assert len(seen) == len(set(seen))
        assert three[1].pk not in seen
        assert (three[0].pk in seen) == (one["there"] or other["there"] or deep)
        assert list(checks.run_all()) == []
        customers.undo_merge(merge=merge, by=anna, at=now + timedelta(days=1))
        assert _rows() == before
        transaction.set_rollback(True)


def _draw(
    drawn: dict[str, Any], candidate: Candidate, *, clock: str, anna: User, tobias: User, now: datetime
) -> None:
    if not drawn["there"]:
        candidate.delete()
        return
    for person in (anna, tobias):
        if wish := drawn[person.first_name.lower()]:
            rounds.prepare(candidate=candidate, wish=wish, by=person, at=now)
    if drawn["decision"] == CALLING:
        call_agreed(candidate, anna, now, clock)
    elif drawn["decision"]:
        more: dict[str, dict[str, Any]] = {
            WAITING: {"until": date(2026, 12, 10)},
            DROPPED: {"note": "Kein Bedarf"},
        }
        rounds.decide(
            candidate=candidate,
            decision=drawn["decision"],
            by=anna,
            at=now,
            **more.get(drawn["decision"], {}),
        )
    elif drawn["open"]:
        Round.objects.filter(pk=candidate.round_id).update(current=candidate)


@pytest.mark.usefixtures("fresh_database")
def test_a_round_in_which_somebody_is_at_work_goes_first(
    three: list[Customer], ulm: Tandem, anna: User, now: datetime
) -> None:
    """A merge that would wait for the round that waits for it is refused in a sentence."""
    running = round_running(tandem=ulm, monday=MONDAY, by=anna, at=now)
    at_work, merged = threading.Event(), threading.Event()

    def decide() -> None:
        with transaction.atomic():
            call_agreed(candidate_of(running, three[1]), anna, now)
            at_work.set()
            merged.wait(20)
        connection.close()

    talking = threading.Thread(target=decide)
    talking.start()
    assert at_work.wait(20)
    try:
        with pytest.raises(customers.MergeRefused, match="Wochenrunde"):
            customers.merge(survivor=three[0], gone=three[1], by=anna, at=now)
    finally:
        merged.set()
        talking.join()
    assert customers.merge(survivor=three[0], gone=three[1], by=anna, at=now)
