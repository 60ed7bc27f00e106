"""The ports through which later rooms fill the page of a matter: what comes next, and what there is to read.

'Report the visit' stands in visits, the quote of a matter in quotes, not here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

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
    # Where the act depends on how far a matter has come: what fits each of these matters now, in one query.
    now: Callable[[Collection[int]], Mapping[int, Offer]] | None = None

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
    wanted = step_keys if any(key in TEMPLATE for key in step_keys) else (OWN_STEP,)
    found = sorted(
        (offer for offer in _offers.values() if offer.step_key in wanted), key=lambda offer: offer.rank
    )
    if matter_id is None:
        return found
    return [offer.now([matter_id])[matter_id] if offer.now is not None else offer for offer in found]


def first_of(matters: Iterable[tuple[int, tuple[str, ...]]]) -> dict[int, Offer]:
    """The most likely act of each matter (id, keys of its step) that has one: a query per step where it depends."""
    at: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for matter_id, step_keys in matters:
        at[step_keys].append(matter_id)
    found: dict[int, Offer] = {}
    for step_keys, ids in at.items():
        for offer in at_step(*step_keys)[:1]:
            found |= offer.now(ids) if offer.now is not None else dict.fromkeys(ids, offer)
    return found


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
