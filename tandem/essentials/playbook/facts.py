"""The port through which later rooms say what is open at a customer: a quote, a question, a complaint.

Rules (“while a question is open, ...”) and the contact guard ask here; the playbook itself knows no quotes. A room
says in its `steps.py`:

    facts.register(facts.FactKind(key="quotes.open", label=_("a quote is open"), rows=_open, words=_words, url=_url))

`rows(customer, at)` are the rows of one customer that were open at a moment, told by `told(...)`. Both arguments may
be places in a larger query, so that all facts of a customer cost no query of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

# So many of a kind are read of one customer.
_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """One kind of thing that may be open at a customer."""

    key: str
    # As it reads after “while”.
    label: str | Promise
    icon: str
    rows: Callable[[Any, Any], QuerySet[Any, Any]]
    # From the stored text to words in the reader's language.
    words: Callable[[str], str]
    # From the row's id to its page, which asks for its own rights.
    url: Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that is open at a customer."""

    kind: FactKind
    pk: int
    text: str
    since: datetime

    @property
    def words(self) -> str:
        return self.kind.words(self.text)

    @property
    def url(self) -> str:
        return self.kind.url(self.pk)


_kinds: dict[str, FactKind] = {}


def register(*kinds: FactKind) -> None:
    """A room says which facts it knows; the same key again replaces it."""
    for kind in kinds:
        _kinds[kind.key] = kind


def known() -> dict[str, FactKind]:
    """All kinds by key, in the order of the rooms."""
    return dict(_kinds)


def labels() -> dict[str, str | Promise]:
    """The kinds as the words of a rule."""
    return {key: kind.label for key, kind in _kinds.items()}


def told(*, text: str, since: str) -> dict[str, JSONObject]:
    """What `rows` end with, as in `.values(**facts.told(text="number", since="dated_at"))`."""
    return {"told": JSONObject(pk="pk", text=text, since=since)}


def columns(at: Any, *, customer: str = "pk") -> dict[str, ArraySubquery]:
    """The facts open at a moment as columns of a query of customers; `read` makes facts of them."""
    return {
        _column(key): ArraySubquery(kind.rows(OuterRef(customer), at)[:_MOST]) for key, kind in _kinds.items()
    }


def read(row: Any) -> list[Fact]:
    """The facts of a row that was read with `columns`, by kind, the oldest first."""
    return [
        Fact(kind=kind, pk=one["pk"], text=one["text"] or "", since=_moment(one["since"]))
        for key, kind in _kinds.items()
        for one in getattr(row, _column(key))
    ]


def _column(key: str) -> str:
    return "fact_" + key.replace(".", "_")


def _moment(written: str) -> datetime:
    moment = parse_datetime(written)
    assert moment is not None  # the database wrote it
    return moment
