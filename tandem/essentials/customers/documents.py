"""What search finds a customer or a contact by: one list of terms each, some of them marked.

`hoelzl` and its endings `oelzl`, `elzl`, ... find any part of a word by prefix; `^hoelzl` finds the
beginning of a word, `^^hoelzlfoerdertechnik` the beginning of the whole name, `#10482` exactly this number,
and `~hoelzl` a contact by its company, for queries that name both. Each word stands in both spellings of its
umlauts. Folded words hold letters and digits only, so terms never need to be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from tandem.base.tools import phone, text

WORD, NAME, NUMBER, COMPANY = "^", "^^", "#", "~"

_SEPARATORS = re.compile("[^0-9a-z]+")


@dataclass(slots=True)
class Channels:
    """The phones and e-mail addresses of a customer or a contact."""

    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)

    def terms(self) -> set[str]:
        """Each end of a number's digits, each word of an address with its ends."""
        found: set[str] = set()
        for address in self.emails:
            found |= _inside(address)
        for number in self.phones:
            found |= phone.search_terms(number)
        return found


def of_customer(*, name: str, number: str, city: str, postcode: str, channels: Channels) -> set[str]:
    """The terms of a company."""
    terms = channels.terms()
    for written in (name, number, city, postcode):
        terms.update(_inside(written))
        terms.update(_words(written, WORD))
    terms.update(_whole(name, NAME))
    terms.update(_whole(number, NUMBER))
    return terms


def of_contact(*, first_name: str, last_name: str, company: str, city: str, channels: Channels) -> set[str]:
    """The terms of a person, and the words of the company for queries that name both."""
    terms = channels.terms()
    for written in (first_name, last_name):
        terms.update(_inside(written))
        terms.update(_words(written, WORD))
    terms.update(_whole(last_name, NAME))
    terms.update(_whole(f"{first_name} {last_name}", NAME))
    terms.update(_words(company, COMPANY))
    terms.update(_words(city, COMPANY))
    return terms


def as_vector(terms: Iterable[str]) -> str:
    """The terms as PostgreSQL reads a tsvector."""
    return " ".join(terms)


def spellings(written: str) -> tuple[str, ...]:
    """A text in both foldings (hoelzl, holzl): one where they are the same, none where nothing is left."""
    if written.isascii():
        # Most of a list is plain letters; this is ten times as fast as folding them one by one.
        plain = _SEPARATORS.sub(" ", written.lower()).strip()
        return (plain,) if plain else ()
    folded = text.fold(written)
    return tuple(dict.fromkeys((folded, text.sort_key(written)))) if folded else ()


# Lists repeat themselves: cities, first names, legal forms, trades. What is remembered is small
# and saves most of an import's time.
def _inside(written: str) -> set[str]:
    return {term for word in written.split() for term in _endings(word)}


@lru_cache(maxsize=50_000)
def _endings(word: str) -> tuple[str, ...]:
    found: set[str] = set()
    for folded in spellings(word):
        for piece in folded.split():
            cut = piece[: text.WORD_LIMIT]
            found.add(cut)
            found.update(cut[start:] for start in range(1, len(cut) - text.SHORTEST_SUFFIX + 1))
    return tuple(found)


def _words(written: str, mark: str) -> set[str]:
    return {mark + piece for word in written.split() for piece in _pieces(word)}


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    return tuple(piece[: text.WORD_LIMIT] for folded in spellings(word) for piece in folded.split())


def _whole(written: str, mark: str) -> set[str]:
    parts = [_joined(word) for word in written.split()]
    return {mark + "".join(part[side] for part in parts) for side in (0, 1)} - {mark}


@lru_cache(maxsize=50_000)
def _joined(word: str) -> tuple[str, str]:
    both = [folded.replace(" ", "") for folded in spellings(word)] or [""]
    return both[0], both[-1]
