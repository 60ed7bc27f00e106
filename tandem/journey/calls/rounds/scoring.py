"""The port through which rooms say why a customer should be called, and the sum of it.

A later room says in its `steps.py`:

    scoring.register(ReasonKind(key="quotes.open", icon="file-text", most=40, words=_words, source=_source))

`source(asked)` gives points and values for the customers of a tandem in one query; the values are JSON, kept with the
candidate, and `words(values)` tells them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from tandem.journey.calls.rounds import contacted
from tandem.journey.calls.rounds.contacted import LastContact

HUNDRED = 100


@dataclass(frozen=True)
class Asked:
    """About whose customers, and at which moment."""

    tandem_id: int
    at: datetime

    @cached_property
    def last_contacts(self) -> dict[int, LastContact]:
        """When either side, or the customer, was last in touch. One query, however many reasons ask."""
        return contacted.last_of(tandem_id=self.tandem_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a source knows of one customer."""

    points: int
    values: dict[str, Any] = field(default_factory=dict)
    # The matter that it is about, so that the call begins there.
    matter_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonKind:
    """One kind of reason; `most` caps its points."""

    key: str
    icon: str
    most: int
    words: Callable[[dict[str, Any]], str]
    source: Callable[[Asked], dict[int, Found]]
    # What the candidate on the table tells besides; the list has no room for it.
    aside: Callable[[dict[str, Any]], str] | None = None
    # Something has been missed: the mark is a warning.
    presses: bool = False
    # By itself it makes nobody a candidate.
    only_weighs: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as it was found, ready to be told."""

    kind: ReasonKind
    points: int
    values: dict[str, Any]

    @property
    def words(self) -> str:
        return self.kind.words(self.values)

    @property
    def whole(self) -> str:
        """The words with what the list leaves out."""
        aside = self.kind.aside(self.values) if self.kind.aside is not None else ""
        return ", ".join(filter(None, [self.words, aside]))

    @property
    def icon(self) -> str:
        return self.kind.icon

    @property
    def presses(self) -> bool:
        return self.kind.presses


@dataclass(frozen=True, slots=True)
class Scored:
    """A customer with all reasons."""

    score: int
    reasons: list[dict[str, Any]]
    matter_id: int | None


_kinds: dict[str, ReasonKind] = {}


def register(*kinds: ReasonKind) -> None:
    """A room says which reasons it knows; the same key again replaces it."""
    for kind in kinds:
        _kinds[kind.key] = kind


def known() -> list[ReasonKind]:
    """All kinds, in the order of the rooms."""
    return list(_kinds.values())


def score(asked: Asked, *, customer_ids: Iterable[int]) -> dict[int, Scored]:
    """The customers for whom a reason speaks, with their points. One query a kind, however many customers."""
    wanted = set(customer_ids)
    found: dict[int, list[tuple[ReasonKind, Found]]] = {}
    for kind in known():
        for pk, one in kind.source(asked).items():
            if pk in wanted and one.points > 0:
                found.setdefault(pk, []).append((kind, one))
    return {
        pk: _summed(ones) for pk, ones in found.items() if any(not kind.only_weighs for kind, _one in ones)
    }


def _summed(ones: list[tuple[ReasonKind, Found]]) -> Scored:
    # What only weighs is told last, however heavy it is.
    ones.sort(key=lambda one: (one[0].only_weighs, -min(one[1].points, one[0].most)))
    reasons: list[dict[str, Any]] = [
        {"key": kind.key, "points": min(one.points, kind.most), "values": one.values} for kind, one in ones
    ]
    return Scored(
        score=min(HUNDRED, sum(reason["points"] for reason in reasons)),
        reasons=reasons,
        matter_id=next((one.matter_id for _kind, one in ones if one.matter_id is not None), None),
    )


def told(stored: Iterable[dict[str, Any]]) -> list[Reason]:
    """Kept reasons as they are told; those of another version are passed over. What only weighs is no words."""
    return [
        Reason(kind=kind, points=one["points"], values=one["values"])
        for one in stored
        if (kind := _kinds.get(one["key"])) is not None and not kind.only_weighs
    ]
