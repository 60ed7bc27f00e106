"""Matters and the company's own process: its own steps, what a step asks for, and another version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import designing, drafting, queries
from tandem.essentials.playbook.designing import Design
from tandem.essentials.playbook.models import (
    APPOINTMENT,
    FOLLOW_UP,
    KEPT,
    ORDER,
    PREPARE,
    QUOTE,
    VISIT,
    Process,
)
from tandem.essentials.teamwork import actions, entries, moving, testing
from tandem.essentials.teamwork.checks import CHECKS
from tandem.essentials.teamwork.models import Matter

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are held against their English wording."""
    with translation.override("en"):
        yield


def put(design: Design, *, by: User, at: datetime) -> Process:
    """This design in force from today."""
    draft = playbook.begin_draft(by=by, at=at, design=design)
    return playbook.put_into_force(draft=draft, revision=draft.revision, from_day=TODAY, by=by, at=at)


def now_in_force() -> Design:
    return designing.of_steps(queries.steps(day=TODAY))


def with_demo() -> Design:
    """After the visit the company demonstrates."""
    return designing.split(now_in_force(), key=VISIT, name_de="Vorführung", name_en="Demonstration")


def go(matter: Matter, key: str, *, by: User | None, at: datetime) -> Matter:
    event = entries.MovedOn(before="", after="")
    return actions.pass_turn(matter=matter, step_key=key, next_step="Weiter", event=event, by=by, at=at)


def stands_at(matter: Matter) -> str:
    matter.refresh_from_db()
    assert matter.step is not None
    return matter.step.key


def test_a_step_of_the_companys_own_is_not_passed_by(
    hoelzl: Customer, tobias: User, ben: User, now: datetime
) -> None:
    put(with_demo(), by=ben, at=now)
    matter = testing.sale(customer=hoelzl, at=now, step_key=VISIT)
    moved = go(matter, QUOTE, by=tobias, at=now)
    assert stands_at(moved) == "visit-2"
    assert (moved.next_step, moved.accountable) == ("Demonstration", tobias)
    moved = actions.move_on(matter=moved, step_key=QUOTE, result="Läuft", by=tobias, at=now)
    assert stands_at(moved) == QUOTE


def test_by_hand_only_the_companys_own_steps_are_left(
    hoelzl: Customer, tobias: User, ben: User, now: datetime
) -> None:
    put(with_demo(), by=ben, at=now)
    matter = testing.sale(customer=hoelzl, at=now, step_key=VISIT)
    with pytest.raises(actions.StepIncomplete, match="its own acts lead on"):
        actions.move_on(matter=matter, step_key=QUOTE, by=tobias, at=now)
    moved = go(matter, QUOTE, by=tobias, at=now)
    with pytest.raises(actions.StepIncomplete, match="To which step"):
        actions.move_on(matter=moved, step_key=APPOINTMENT, by=tobias, at=now)


def test_a_step_is_left_when_what_it_asks_for_is_there(
    hoelzl: Customer, tobias: User, ben: User, now: datetime
) -> None:
    put(
        designing.reword(now_in_force(), key=PREPARE, values={"needs": ("teamwork.contact",)}), by=ben, at=now
    )
    matter = testing.sale(customer=hoelzl, at=now, step_key=PREPARE)
    with pytest.raises(actions.StepUnready, match=r"contact with a phone number\. Anna can see to it"):
        go(matter, APPOINTMENT, by=tobias, at=now)
    assert stands_at(matter) == PREPARE


def test_with_it_the_matter_goes_on_and_back_is_never_asked(
    hoelzl: Customer, claudia: Contact, tobias: User, ben: User, now: datetime
) -> None:
    asked = designing.reword(now_in_force(), key=PREPARE, values={"needs": ("teamwork.contact",)})
    put(designing.reword(asked, key=VISIT, values={"needs": ("visits.report",)}), by=ben, at=now)
    matter = go(testing.sale(customer=hoelzl, at=now, step_key=PREPARE), VISIT, by=tobias, at=now)
    with pytest.raises(actions.StepUnready, match="Tobias"):
        go(matter, QUOTE, by=tobias, at=now)
    assert stands_at(go(matter, APPOINTMENT, by=tobias, at=now)) == APPOINTMENT


def test_a_merged_step_is_where_rooms_lead_and_stays_one_step(
    hoelzl: Customer, tobias: User, ben: User, now: datetime
) -> None:
    put(designing.remove(now_in_force(), key=FOLLOW_UP, into=QUOTE), by=ben, at=now)
    matter = testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    since = matter.step_since
    matter = go(matter, FOLLOW_UP, by=tobias, at=now + timedelta(hours=1))
    assert (stands_at(matter), matter.step_since) == (QUOTE, since)


def test_running_matters_stay_until_they_are_moved(
    hoelzl: Customer, tobias: User, ben: User, now: datetime
) -> None:
    matter = testing.sale(customer=hoelzl, at=now, step_key=VISIT)
    before = (matter.accountable, matter.next_step, matter.due_at, matter.step_since)
    second = put(with_demo(), by=ben, at=now)
    assert stands_at(go(matter, QUOTE, by=tobias, at=now)) == QUOTE
    matter = go(matter, VISIT, by=tobias, at=now)
    [group] = moving.preview(second, user=ben)
    assert (group.count, group.to and group.to.key, group.named) == (
        1, VISIT, ["Hölzl Fördertechnik GmbH: " + matter.title],
    )  # fmt: skip
    before = (matter.accountable, matter.next_step, matter.due_at, matter.step_since)
    assert actions.move_to_version(process=second, mapping={}, by=ben, at=now + timedelta(hours=1)) == 1
    matter.refresh_from_db()
    assert matter.step is not None
    assert matter.step.process == second
    assert (matter.accountable, matter.next_step, matter.due_at, matter.step_since) == before
    assert Entry.objects.filter(matter_id=matter.pk, type="teamwork.moved_to_version").count() == 1
    assert actions.move_to_version(process=second, mapping={}, by=ben, at=now) == 0


def test_nothing_ends_without_a_step(hoelzl: Customer, tobias: User, ben: User, now: datetime) -> None:
    put(with_demo(), by=ben, at=now)
    matter = go(testing.sale(customer=hoelzl, at=now, step_key=VISIT), QUOTE, by=tobias, at=now)
    other = testing.sale(customer=hoelzl, at=now, step_key=QUOTE)
    third = put(designing.remove(now_in_force(), key="visit-2"), by=ben, at=now)
    [first, _second] = moving.preview(third, user=ben)
    assert first.to is None
    with pytest.raises(actions.StepsUnmapped, match="Demonstration"):
        actions.move_to_version(process=third, mapping={}, by=ben, at=now)
    other.refresh_from_db()
    assert other.step is not None
    assert other.step.process != third
    actions.move_to_version(process=third, mapping={first.step.pk: VISIT}, by=ben, at=now)
    assert stands_at(matter) == VISIT


def test_whoever_does_not_design_moves_nothing(
    hoelzl: Customer, anna: User, ben: User, now: datetime
) -> None:
    second = put(with_demo(), by=ben, at=now)
    with pytest.raises(NotAllowed):
        actions.move_to_version(process=second, mapping={}, by=anna, at=now)


def test_a_version_of_a_later_day_takes_no_matters_yet(hoelzl: Customer, ben: User, now: datetime) -> None:
    draft = playbook.begin_draft(by=ben, at=now, design=with_demo())
    later = playbook.put_into_force(
        draft=draft, revision=draft.revision, from_day=TODAY + timedelta(days=1), by=ben, at=now
    )
    with pytest.raises(actions.StepsUnmapped, match="not in force yet"):
        actions.move_to_version(process=later, mapping={}, by=ben, at=now)


step = st.sampled_from([PREPARE, APPOINTMENT, VISIT, QUOTE, FOLLOW_UP, ORDER])
event = st.one_of(
    st.tuples(st.just("split"), step),
    st.tuples(st.just("merge"), st.tuples(step, step)),
    st.tuples(st.just("turn"), st.integers(0, 12)),
    st.tuples(st.just("go"), step),
    st.tuples(st.just("begin"), step),
    st.tuples(st.just("move"), st.none()),
    st.tuples(st.just("on"), st.none()),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=st.lists(event, max_size=12))
def test_whatever_is_designed_and_done_every_matter_has_a_turn_and_a_step(
    hoelzl: Customer, tobias: User, anna: User, ben: User, now: datetime, events: list[tuple[str, Any]]
) -> None:
    at = now
    for what, more in events:
        at += timedelta(minutes=1)
        try:
            _do(what, more, customer=hoelzl, tobias=tobias, ben=ben, at=at)
        except (Refused, designing.CannotChange):
            continue
    for matter in Matter.objects.filter(closed_at=None).select_related("step"):
        assert matter.step is not None
        assert all(queries.step_beside(step=matter.step, key=key) for key in KEPT)
        assert matter.answerable in {"inside", "field"}
    for check in CHECKS:
        assert list(check.find()) == []


def _do(what: str, more: Any, *, customer: Customer, tobias: User, ben: User, at: datetime) -> None:
    newest = queries.process(day=TODAY)
    matter = Matter.objects.filter(closed_at=None).order_by("pk").last()
    taken = drafting.taken_keys()
    if what == "split":
        put(designing.split(now_in_force(), key=more, name_de="X", name_en="X", taken=taken), by=ben, at=at)
    elif what == "merge":
        put(designing.remove(now_in_force(), key=more[0], into=more[1]), by=ben, at=at)
    elif what == "turn":
        put(designing.move(now_in_force(), key=VISIT, to=more), by=ben, at=at)
    elif what == "begin":
        testing.sale(customer=customer, at=at, step_key=more)
    elif what == "move":
        actions.move_to_version(process=newest, mapping={}, by=ben, at=at)
    elif matter is not None and what == "go":
        go(matter, more, by=tobias, at=at)
    elif matter is not None:
        assert matter.step is not None
        following = queries.steps_after(matter.step)
        actions.move_on(matter=matter, step_key=following[0].key if following else "", by=tobias, at=at)
