"""The ports through which later rooms fill the page of a matter: what comes next, and what there is to read.

'Report the visit' stands in visits, the quote of a matter in quotes, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, Func, OuterRef, QuerySet, TextField, Value, When
from django.urls import reverse
from django.utils.functional import Promise

from tandem.essentials.playbook.models import TEMPLATE

# Stands for every step that a company made itself.
OWN_STEP = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One act offered while a matter stands at a step: a link to its page, which takes the matter's id."""

    key: str
    # Empty: at any step, also of matters without one; never the primary button.
    step_key: str
    label: str | Promise
    icon: str
    url_name: str
    # One word for narrow buttons; else the label.
    short: str | Promise = ""
    # The most likely act of the step comes first and is the one primary button.
    rank: int = 50
    # Where the act depends on how far a matter has come: what shows that it is done (of a matter's id or of the
    # `OuterRef` to it), and what is offered then.
    done: Callable[[Any], QuerySet[Any]] | None = None
    then: Offer | None = None

    def url(self, matter_id: int) -> str:
        return reverse(self.url_name, args=[matter_id])


_offers: dict[str, Offer] = {}


def register(*offers: Offer) -> None:
    """A room says in its `steps.py` what it offers; the same key again replaces it."""
    for offer in offers:
        _offers[offer.key] = offer


def at_step(*step_keys: str, matter_id: int | None = None) -> list[Offer]:
    """What can be done at a step (its key and those it stands for), most likely first.

    Of one matter what fits it now: a query where it depends. At a step of the company's own what holds for all of
    these.
    """
    found = _at(step_keys)
    if matter_id is None:
        return found
    return [
        offer.then if offer.then and offer.done and offer.done(matter_id).exists() else offer
        for offer in found
    ]


def _at(step_keys: Sequence[str]) -> list[Offer]:
    wanted = step_keys if any(key in TEMPLATE for key in step_keys) else (OWN_STEP,)
    return sorted(
        (offer for offer in _offers.values() if offer.step_key in wanted), key=lambda offer: offer.rank
    )


def done_in() -> Func:
    """A column for a list of matters: the keys of what is done in each, for `first_at`; no query of its own."""
    shown = (
        Case(When(Exists(offer.done(OuterRef("pk"))), then=Value(offer.key)))
        for offer in _offers.values()
        if offer.done
    )
    return Func(Value(" "), Value(""), *shown, function="concat_ws", output_field=TextField())


def first_at(*step_keys: str, done: str) -> Offer | None:
    """The most likely act of a matter at a step (its key and those it stands for), of which `done_in` says so much."""
    for offer in _at(step_keys)[:1]:
        return offer.then if offer.then and offer.key in done.split() else offer
    return None


def anytime() -> list[Offer]:
    """What can be done in any open matter, wherever it stands."""
    return sorted((offer for offer in _offers.values() if not offer.step_key), key=lambda offer: offer.rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something of a matter to open: its quote, its order, a PDF. The page of it asks for its own rights."""

    label: str
    url: str
    # How it stands, in a word or two.
    detail: str = ""
    icon: str = "file-text"


# The documents of one matter, by its id: a fixed number of queries.
Source = Callable[[int], list[Document]]

_sources: dict[str, Source] = {}


def register_documents(key: str, source: Source) -> None:
    """A room says in its `steps.py` which documents a matter has; the same key again replaces it."""
    _sources[key] = source


def documents_of(matter_id: int) -> list[Document]:
    """What there is to read of a matter, in the order of the rooms. Rights are the caller's."""
    return [document for source in _sources.values() for document in source(matter_id)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessOffer:
    """Something a later room does with the whole process: its address without parameters."""

    key: str
    label: str | Promise
    icon: str
    url_name: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_for_designers: dict[str, ProcessOffer] = {}


def register_for_designers(*offers: ProcessOffer) -> None:
    """What whoever designs the process finds on its page; the same key again replaces it."""
    for offer in offers:
        _for_designers[offer.key] = offer


def for_designers() -> list[ProcessOffer]:
    """In the order of the rooms."""
    return list(_for_designers.values())
