"""The port of everything that is open and has a date: turns, handovers, questions, tasks, and what later rooms add.

Who waits for whom, what missed its date and what somebody is reminded of is asked of each kind in the same words, so
that a new one joins all of it: a room calls `register` in its `steps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.essentials.customers.queries import Door
from tandem.essentials.teamwork.models import NOTHING, OFFERED, Handover, Matter, Question, Task

TURN, HANDOVER, QUESTION, TASK = "turn", "handover", "question", "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something open: what, with whom it lies, who waits for it since when, until when."""

    kind: str
    pk: int
    what: str
    customer_id: int
    customer: str
    tandem_id: int
    matter_id: int | None
    # Whose act is next. Of a turn the accountable person, also while somebody else is waited for.
    holder_id: int
    # Who waits for it; None where nobody in particular does.
    waiter_id: int | None
    # Of a turn what it waits for (teamwork.models.WAITING_FOR).
    waiting_for: str
    # Of a turn the step at which its matter stands; else empty.
    step_key: str
    since: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of thing. `open` is those that are open, with a column `thing_…` for each field of `Thing`."""

    key: str
    label: Promise
    icon: str
    model: type[Model]
    open: Callable[[], QuerySet[Any, Any]]


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known; the same key again replaces it."""
    for kind in kinds:
        _kinds[kind.key] = kind


def kinds() -> dict[str, Kind]:
    """All kinds by key."""
    return dict(_kinds)


Condition = Callable[[Kind], Q]


def find(kind: Kind, condition: Q, *, limit: int) -> list[Thing]:
    """The open things of a kind under a condition on `thing_…` columns, the earliest date first. One query."""
    return _read(_rows(kind, condition, limit=limit, door=None))


def find_all(condition: Condition, *, limit: int, door: Door | None = None) -> list[Thing]:
    """The same of all kinds together; what is asked may depend on the kind. One query, however many kinds there are."""
    first, *others = (_rows(kind, condition(kind), limit=limit, door=door) for kind in _kinds.values())
    return _read(first.union(*others, all=True).order_by("thing_due_at", "thing_kind", "pk")[:limit])


def get(kind: Kind, pk: int, *, door: Door | None = None) -> Thing | None:
    """One thing while it is open."""
    return next(iter(_read(_rows(kind, Q(pk=pk), limit=1, door=door))), None)


def _rows(kind: Kind, condition: Q, *, limit: int, door: Door | None) -> QuerySet[Any, Any]:
    found = kind.open().filter(condition).annotate(thing_kind=Value(kind.key, output_field=CharField()))
    if door is not None and not door.everything:
        found = found.filter(thing_customer_id__in=door.customers())
    rows: QuerySet[Any, Any] = found.order_by("thing_due_at", "pk").values_list(*_COLUMNS)[:limit]
    return rows


def _read(rows: QuerySet[Any, Any]) -> list[Thing]:
    return [Thing(**dict(zip(_FIELDS, row, strict=True))) for row in rows]


def now_asked_for(thing: Thing) -> Q:
    """The same thing in rows that point at things."""
    return Q(kind=thing.kind, thing_id=thing.pk)


def still_open(*, kind: str = "kind", thing_id: str = "thing_id", **more: str) -> Q:
    """Of rows that point at things: those whose thing is open; `more` compares columns (thing_due_at="missed_at")."""
    same = {column: OuterRef(field) for column, field in more.items()}
    conditions = (
        Q(**{kind: key}) & Q(Exists(found.open().filter(pk=OuterRef(thing_id), **same)))
        for key, found in _kinds.items()
    )
    return _any(conditions)


def _any(conditions: Iterable[Q]) -> Q:
    combined = Q(pk__in=[])
    for condition in conditions:
        combined |= condition
    return combined


_FIELDS = (
    *("kind", "pk", "what", "customer_id", "customer", "tandem_id", "matter_id", "holder_id", "waiter_id"),
    *("waiting_for", "step_key", "since", "due_at"),
)
_COLUMNS = tuple("pk" if name == "pk" else f"thing_{name}" for name in _FIELDS)
_NOBODY = Cast(Value(None), BigIntegerField())


def _seen(found: QuerySet[Any, Any], *, customer: str = "customer", **columns: Any) -> QuerySet[Any, Any]:
    """The columns that every kind has."""
    named = {
        f"thing_{name}": F(value) if isinstance(value, str) else value for name, value in columns.items()
    }
    named.setdefault("thing_waiting_for", Value(NOTHING, output_field=CharField()))
    named.setdefault("thing_step_key", Value("", output_field=CharField()))
    named |= {
        "thing_customer_id": F(f"{customer}_id"),
        "thing_customer": F(f"{customer}__name"),
        "thing_tandem_id": F(f"{customer}__tandem_id"),
    }
    annotated: QuerySet[Any, Any] = found.annotate(**named)
    return annotated


def _turns() -> QuerySet[Any, Any]:
    """Open matters; while one is offered it is the handover that waits, not the turn."""
    offered = Handover.objects.filter(matter=OuterRef("pk"), state=OFFERED)
    return _seen(
        Matter.objects.filter(~Exists(offered), closed_at=None),
        what="next_step", matter_id="pk", holder_id="accountable_id", waiter_id=_NOBODY,
        waiting_for="waiting_for", step_key=Coalesce("step__key", Value("")), since="turn_since", due_at="due_at",
    )  # fmt: skip


def _handovers() -> QuerySet[Any, Any]:
    return _seen(
        Handover.objects.filter(state=OFFERED), customer="matter__customer",
        what="next_step", matter_id="matter_id", holder_id="taker_id", waiter_id="giver_id",
        since="made_at", due_at="answer_due_at",
    )  # fmt: skip


def _questions() -> QuerySet[Any, Any]:
    """Open questions; whoever asks somebody outside the house themselves waits for no colleague."""
    waits = Case(When(asker=F("asked"), then=_NOBODY), default=F("asker_id"), output_field=BigIntegerField())
    return _seen(
        Question.objects.filter(answered_at=None, matter__closed_at=None), customer="matter__customer",
        what="text", matter_id="matter_id", holder_id="asked_id", waiter_id=waits,
        since="asked_at", due_at="due_at",
    )  # fmt: skip


def _tasks() -> QuerySet[Any, Any]:
    """Open tasks; whoever keeps a task for themselves waits for nobody."""
    waits = Case(
        When(made_by=F("accountable"), then=_NOBODY), default=F("made_by_id"), output_field=BigIntegerField()
    )
    return _seen(
        Task.objects.filter(done_at=None),
        what="title", matter_id="matter_id", holder_id="accountable_id", waiter_id=waits,
        since="made_at", due_at="due_at",
    )  # fmt: skip


def register_own() -> None:
    """Make the kinds of this room known."""
    register(
        Kind(key=TURN, label=_("Turn"), icon="circle-dot", model=Matter, open=_turns),
        Kind(key=HANDOVER, label=_("Handover"), icon="arrow-left-right", model=Handover, open=_handovers),
        Kind(key=QUESTION, label=_("Question"), icon="circle-help", model=Question, open=_questions),
        Kind(key=TASK, label=_("Task"), icon="list-checks", model=Task, open=_tasks),
    )
