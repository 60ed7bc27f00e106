"""The port for merging: what points at a customer, contact or site, and what a room says of it.

Everything that points at one of them follows to the survivor; that is read from the models, so that no room can be
forgotten. A room says otherwise in its `apps.py` or `steps.py`: what stays, what of it follows, which rows are the same
when they meet, and what must be put in order afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.functional import Promise

from tandem.essentials.customers.models import Contact, Customer, Site

# Rows of these are joined or moved; everything else hangs on them.
MERGED: tuple[type[models.Model], ...] = (Customer, Contact, Site)


@dataclass(frozen=True, slots=True)
class Reference:
    """A column of a table that points at a customer, a contact or a site."""

    model: type[models.Model]
    column: str
    to: type[models.Model]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        """`teamwork_matter.customer_id`: how it is declared and told."""
        return f"{self.table}.{self.column}"

    @property
    def is_unique(self) -> bool:
        """Whether two rows may clash when both point at the survivor."""
        found = self.model._meta.get_field(self.column.removesuffix("_id"))
        if getattr(found, "unique", False):
            return True
        together = [set(names) for names in self.model._meta.unique_together]
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                together.append(set(constraint.fields))
            elif isinstance(constraint, ExclusionConstraint):
                together.append(
                    {str(one) for one, _operator in constraint.expressions if isinstance(one, str)}
                )
        return any(found.name in names for names in together)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a room says of a reference. Without a word every row follows."""

    follows: bool = True
    # Why it stays; written for whoever reads the code.
    why: str = ""
    # Which of the rows follow.
    only: Q = field(default_factory=Q)
    # Rows that are the same in these columns are one: the other customer's is laid aside until an undo.
    same_in: tuple[str, ...] = ()
    # Of these rows, which somebody has worked with since a moment of the journal (an entry's number).
    worked_on: Callable[[list[int], int], set[int]] | None = None
    # What the preview calls them: 'Matters'.
    label: Promise | str = ""


class Recorder(Protocol):
    """Changes rows and remembers how they were, so that an undo can put them back."""

    def came(self, model: type[models.Model]) -> set[int]:
        """The rows of a table that have come along; none in an undo."""

    def change(self, model: type[models.Model], pk: int, **values: Any) -> None:
        """Write columns of a row."""


# After rows have come to a customer: put in order what hangs on it, and tell it in sentences for the journal.
Settler = Callable[[Customer, Recorder, datetime], list[list[str]]]

_words: dict[str, Word] = {}
_settlers: list[Settler] = []


def say(model: type[models.Model], column: str, word: Word) -> None:
    """A room says what becomes of its rows that point at a merged customer, contact or site."""
    _words[f"{model._meta.db_table}.{column}"] = word


def settle(settler: Settler) -> None:
    """A room is asked after a merge and after its undo, for each customer that rows have come to."""
    if settler not in _settlers:
        _settlers.append(settler)


def settlers() -> list[Settler]:
    """Who is asked."""
    return list(_settlers)


def word(reference: Reference) -> Word:
    """What holds for a reference."""
    return _words.get(reference.key, _FOLLOWS)


_FOLLOWS = Word()


def declared() -> set[str]:
    """The references about which somebody said a word."""
    return set(_words)


@lru_cache(maxsize=len(MERGED))
def references(to: type[models.Model]) -> tuple[Reference, ...]:
    """Everything that points at customers, contacts or sites, whichever room it belongs to."""
    return tuple(sorted(_references(to), key=lambda one: one.key))


def _references(to: type[models.Model]) -> Iterator[Reference]:
    for relation in to._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield Reference(relation.related_model, relation.field.attname, to)  # type: ignore[arg-type,union-attr]  # relations of other models have both


def following(to: type[models.Model]) -> list[tuple[Reference, Word]]:
    """The references whose rows follow, with what is said of them."""
    return [(one, said) for one in references(to) if (said := word(one)).follows]


@lru_cache(maxsize=1)
def hanging() -> dict[str, list[tuple[type[models.Model], str]]]:
    """By table: what points at its rows, whichever room it belongs to."""
    found: dict[str, list[tuple[type[models.Model], str]]] = {}
    for model in apps.get_models(include_auto_created=True):
        for one in model._meta.concrete_fields:
            if isinstance(one, models.ForeignKey):
                target = one.related_model
                assert isinstance(target, type)  # resolved: all models are loaded
                found.setdefault(target._meta.db_table, []).append((model, one.attname))
    return found
