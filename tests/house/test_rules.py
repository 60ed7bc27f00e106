"""No act that a rule kind names is done without asking the rules (INV7)."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.essentials.calendar import entries as calendar
from tandem.essentials.playbook.rules import DeadlineKind, known
from tandem.essentials.playbook.rules.kinds import Act
from tests.house import rooms

ACTS: list[type[Act]] = sorted(
    {act for kind in known().values() for act in kind.acts}, key=lambda act: act.__name__
)


def unasked(source: str, *, told_as: set[str], act: str) -> list[str]:
    """Functions of a module that anybody may call, and that tell of an act without asking the rules about it.

    What a function does includes what it has other functions of the module do.
    """
    functions = {node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    return [
        name
        for name in functions
        if not name.startswith("_")
        and told_as & _called(name, functions)
        and not ("require" in _called(name, functions) and act in _called(name, functions))
    ]


def asked_by_a_listener(entry: type[EntryType], act: str) -> bool:
    """Whether somebody who listens to an entry asks the rules, in the transaction of whoever tells it: the way of a
    room that lies below the rules.
    """
    for listener in journal.listeners(entry):
        source = Path(inspect.getfile(listener)).read_text()
        functions = {
            node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)
        }
        if {"require", act} <= _called(listener.__name__, functions):
            return True
    return False


def _called(name: str, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """The last names of everything that is called, directly or by other functions of the module."""
    seen: set[str] = set()
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for node in ast.walk(functions[current]):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func).rsplit(".", 1)[-1]
                found.add(called)
                if called in functions:
                    waiting.append(called)
    return found


def test_the_rule_sees_who_asks_and_who_does_not() -> None:
    asks = """
def book(by):
    _ask(by)
    tell(entries.VisitBooked(person=by))
def _ask(by):
    rules.require(BookVisit(by=by))
def slip(by):
    tell(entries.VisitBooked(person=by))
"""
    assert unasked(asks, told_as={"VisitBooked"}, act="BookVisit") == ["slip"]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_whoever_does_an_act_asks_the_rules_first(act: type[Act]) -> None:
    told_as = {entry.__name__ for entry in act.told_as if not asked_by_a_listener(entry, act.__name__)}
    places = [path for path in rooms.python_files() if "actions" in str(path.relative_to(rooms.ROOT))]
    telling = [path for path in places if _tells(path, told_as)]
    assert telling, f"nobody does {act.__name__}"
    for path in telling:
        assert unasked(path.read_text(), told_as=told_as, act=act.__name__) == [], path


def test_what_the_calendar_tells_is_judged_by_who_listens() -> None:
    assert asked_by_a_listener(calendar.CustomerTold, "ContactCustomer")
    assert not asked_by_a_listener(calendar.CustomerTold, "BookVisit")
    assert not asked_by_a_listener(calendar.AppointmentCancelled, "ContactCustomer"), (
        "nobody is kept from calling off"
    )


def test_every_act_of_a_rule_is_told_in_the_journal() -> None:
    for act in ACTS:
        assert act.told_as, act
        assert all(issubclass(entry, EntryType) for entry in act.told_as)


def _tells(path: Path, entries: set[str]) -> bool:
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in entries
        for node in ast.walk(ast.parse(path.read_text()))
    )


@pytest.mark.django_db
def test_every_kind_reads_as_a_sentence_in_both_languages() -> None:
    from django.utils import translation

    for key, kind in known().items():
        with translation.override("de"):
            german = kind().sentence()
        with translation.override("en"):
            english = kind().sentence()
        assert german.endswith("."), key
        assert english.endswith("."), key
        assert german != english, key
        assert kind.read(kind().values()) == kind(), key
        assert kind.entitled, key


def test_every_kind_can_be_looked_back_with() -> None:
    """What the engine leaves to the rooms is there for each kind: no preview meets an unwritten method."""
    for kind in known().values():
        if issubclass(kind, DeadlineKind):
            assert kind.lasted is not DeadlineKind.lasted, kind
    for act in ACTS:
        assert act.past.__func__ is not Act.past.__func__, act  # type: ignore[attr-defined]
