"""Designs are values: whatever is done to them in whatever order, nothing that rooms speak of is lost unseen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.essentials.playbook import conditions, designing
from tandem.essentials.playbook.designing import Design, Exceptional, StepDesign
from tandem.essentials.playbook.models import KEPT, QUOTE, TEMPLATE, VISIT
from tandem.essentials.playbook.parties import SIDES, side_that_answers

NAMES = {
    "inside": "Innendienst",
    "field": "Außendienst",
    "key_account": "Key-Account",
    "expert": "Fachbereich",
    "order_desk": "Sachbearbeitung",
    "person:3": "Lea Fischer",
}
ABLE = ["inside", "field", "key_account", "order_desk", "person:3"]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are held against their English wording."""
    with translation.override("en"):
        yield


def template() -> Design:
    return Design(
        tuple(
            StepDesign(key=key, name_de=key, name_en=key, responsible=("inside",), acts_first="inside")
            for key in TEMPLATE
        )
    )


def sentences(design: Design) -> list[str]:
    found = designing.faults(design, names=NAMES, able=ABLE, former={VISIT: "Besuch"})
    return [fault.sentence for fault in found]


def test_the_template_lacks_nothing() -> None:
    assert sentences(template()) == []


def test_a_split_step_is_followed_by_its_second_half_which_brings_the_result() -> None:
    design = designing.reword(template(), key=VISIT, values={"result_de": "Bericht", "needs": ("x",)})
    halves = designing.split(design, key=VISIT, name_de="Vorführung", name_en="Demo")
    place = [step.key for step in halves.steps].index(VISIT)
    first, second = halves.steps[place : place + 2]
    assert (first.key, second.name_de, second.result_de, second.needs) == (VISIT, "Vorführung", "Bericht", ())
    assert second.responsible == first.responsible


def test_the_key_of_a_step_that_is_gone_is_never_used_again() -> None:
    once = designing.split(template(), key=VISIT, name_de="A", name_en="A")
    again = designing.split(template(), key=VISIT, name_de="B", name_en="B", taken=once.keys)
    assert not ((again.keys - set(TEMPLATE)) & once.keys)


def test_a_step_that_rooms_need_cannot_vanish_but_another_may_stand_for_it() -> None:
    without = designing.remove(template(), key=VISIT)
    assert any("Besuch" in sentence for sentence in sentences(without))
    assert sentences(designing.assign(without, key=VISIT, into=QUOTE)) == []
    assert sentences(designing.remove(template(), key=VISIT, into=QUOTE)) == []


def test_what_a_removed_step_stood_for_goes_along() -> None:
    merged = designing.remove(designing.remove(template(), key=VISIT, into=QUOTE), key=QUOTE, into="order")
    order = merged.find("order")
    assert order is not None
    assert set(order.also) == {VISIT, QUOTE}


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"responsible": ()}, "nobody is responsible"),
        ({"responsible": ("expert",), "acts_first": "expert"}, "must be able to see"),
        ({"responsible": ("expert", "inside")}, "Fachbereich cannot"),
        ({"responsible": ("person:99",), "acts_first": "person:99"}, "person:99 cannot"),
        ({"acts_first": "field"}, "not responsible"),
        ({"acts_first": ""}, "who acts first"),
        ({"acts_first": "person:99"}, "must be able to see"),
        ({"consulted": ("person:99",)}, "nobody we know"),
        ({"deadline_days": 999}, "working days"),
        ({"name_en": ""}, "needs a name"),
        ({"needs": ("moon.full",)}, "nobody can check"),
        ({"exceptions": (Exceptional(whom="C", responsible=(), acts_first=""),)}, "nobody is responsible"),
        ({"exceptions": (Exceptional(whom="D", responsible=("inside",), acts_first="inside"),)}, "no customers"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(values: dict[str, Any], word: str) -> None:
    found = sentences(designing.reword(template(), key=VISIT, values=values))
    assert any(word in sentence for sentence in found), found


def test_differences_name_what_moved_and_nothing_else() -> None:
    moved = designing.move(template(), key=VISIT, to=0)
    found = designing.differences(template(), moved, names=NAMES)
    assert [(one.step, one.before, one.after) for one in found] == [(VISIT, "3", "1")]


def test_a_step_that_another_one_stands_for_is_said_by_its_name() -> None:
    named = designing.reword(template(), key=VISIT, values={"name_en": "Visit"})
    found = designing.differences(named, designing.remove(named, key=VISIT, into=QUOTE), names=NAMES)
    assert [(one.step, one.what, one.after) for one in found] == [
        ("Visit", "The step is gone, “quote” stands for it", ""),
        ("quote", "Stands for", "Visit"),
    ]


def test_differences_are_said_in_words() -> None:
    changed = designing.reword(
        template(), key=VISIT, values={"responsible": ("field",), "acts_first": "field"}
    )
    found = designing.differences(template(), changed, names=NAMES)
    assert {(one.before, one.after) for one in found} == {("Innendienst", "Außendienst")}


key = st.sampled_from([*TEMPLATE, "own-2", "visit-2", "nobody"])
change = st.one_of(
    st.tuples(st.just("remove"), key, st.sampled_from(["", *TEMPLATE])),
    st.tuples(st.just("split"), key, st.text(max_size=90)),
    st.tuples(st.just("add"), key, st.text(max_size=90)),
    st.tuples(st.just("move"), key, st.integers(-3, 60)),
    st.tuples(st.just("assign"), key, key),
    st.tuples(
        st.just("charge"),
        key,
        st.tuples(
            st.lists(
                st.sampled_from([*ABLE, "expert", "person:3", "person:99"]), unique=True, max_size=3
            ).map(tuple),
            st.sampled_from([*ABLE, "expert", "person:3", ""]),
        ),
    ),
)


def apply(design: Design, what: str, at: str, more: Any) -> Design:
    if what == "remove":
        return designing.remove(design, key=at, into=more)
    if what == "split":
        return designing.split(design, key=at, name_de=more, name_en=more)
    if what == "add":
        return designing.add(design, after=at, name_de=more, name_en=more)
    if what == "move":
        return designing.move(design, key=at, to=more)
    if what == "charge":
        return designing.reword(design, key=at, values={"responsible": more[0], "acts_first": more[1]})
    return designing.assign(design, key=at, into=more)


@settings(max_examples=150)
@given(changes=st.lists(change, max_size=25))
def test_any_sequence_of_changes_keeps_keys_apart_and_says_what_is_lost(changes: list[Any]) -> None:
    design = template()
    for what, at, more in changes:
        try:
            design = apply(design, what, at, more)
        except designing.CannotChange:
            continue
        carried = [one for step in design.steps for one in step.keys]
        assert len(carried) == len(set(carried))
        assert 1 <= len(design.steps) <= designing.MOST_STEPS
        assert Design.read(design.content()) == design
        for step in design.steps:
            lacks = not step.responsible or not {*step.responsible, step.acts_first} <= set(ABLE)
            lacks |= step.acts_first in SIDES and step.acts_first not in step.responsible
            told = designing.faults(Design((step,)), names=NAMES, able=ABLE, former={})
            assert lacks == any(
                fault.key == step.key
                and step.name in fault.sentence
                and not fault.is_gone
                and "name in German" not in fault.sentence
                for fault in told
            )
            assert (
                side_that_answers(step.responsible, step.acts_first, sides={"order_desk": "inside"}) in SIDES
            )
        lost = {fault.key for fault in designing.faults(design, names=NAMES, able=ABLE, former={})}
        assert {one for one in KEPT if one not in design.keys} <= lost


def test_a_condition_that_no_room_knows_any_more_keeps_nobody() -> None:
    assert conditions.missing(["moon.full"], matter_id=1) == []
