"""What search finds a customer or a contact by: one list of terms each, some of them marked.

`hoelzl` and its endings `oelzl`, `elzl`, ... find any part of a word by prefix; `^hoelzl` finds the
beginning of a word, `^^hoelzlfoerdertechnik` the beginning of the whole name, `#10482` exactly this number,
and `~hoelzl` a contact by its company, for queries that name both. Each word stands in both spellings of its
umlauts. Folded words hold letters and digits only, so terms never need to be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tandem.base.tools import phone, text
from tandem.essentials.customers.models import EMAIL

WORD, NAME, NUMBER, COMPANY = "^", "^^", "#", "~"

_SEPARATORS = re.compile("[^0-9a-z]+")


# Phones and e-mail addresses: kind and value.
Channels = Sequence[tuple[str, str]]


def of_customer(
    *,
    name: str,
    number: str,
    city: str,
    postcode: str,
    channels: Channels,
    known_as: Sequence[tuple[str, str]] = (),
) -> str:
    """The terms of a company, as PostgreSQL reads a tsvector (it puts them in order, each once).

    `known_as` are names and numbers of files that were merged into this one: it is found by them as well.
    """
    words = f"{name} {number} {city} {postcode}".split()
    terms = [*_reached(channels), *map(_word, words), *_whole(name, NAME), *_whole(number, NUMBER)]
    for other_name, other_number in known_as:
        terms += map(_word, f"{other_name} {other_number}".split())
        terms += [*_whole(other_name, NAME), *_whole(other_number, NUMBER)]
    return " ".join(terms)


def of_contact(*, first_name: str, last_name: str, company: str, city: str, channels: Channels) -> str:
    """The terms of a person, and the words of the company for queries that name both."""
    words, firm = f"{first_name} {last_name}".split(), f"{company} {city}".split()
    names = (*_whole(last_name, NAME), *_whole(f"{first_name} {last_name}", NAME))
    return " ".join([*_reached(channels), *map(_word, words), *names, *map(_of_company, firm)])


def _reached(channels: Channels) -> Iterator[str]:
    """Each end of a number's digits, each word of an address with its ends."""
    for kind, value in channels:
        if kind == EMAIL:
            yield from map(_inside, value.split())
        else:
            yield from phone.search_terms(value)


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
@lru_cache(maxsize=50_000)
def _word(word: str) -> str:
    """A word of a name: its beginning, and every part of it."""
    return " ".join([_inside(word), *(WORD + piece for piece in _pieces(word))])


@lru_cache(maxsize=50_000)
def _of_company(word: str) -> str:
    return " ".join(COMPANY + piece for piece in _pieces(word))


@lru_cache(maxsize=50_000)
def _inside(word: str) -> str:
    """The word with all its ends."""
    return " ".join(
        piece[start:]
        for piece in _pieces(word)
        for start in (0, *range(1, len(piece) - text.SHORTEST_SUFFIX + 1))
    )


def _pieces(word: str) -> list[str]:
    return [piece[: text.WORD_LIMIT] for folded in spellings(word) for piece in folded.split()]


def _whole(written: str, mark: str) -> set[str]:
    parts = [_joined(word) for word in written.split()]
    return {mark + "".join(part[side] for part in parts) for side in (0, 1)} - {mark}


@lru_cache(maxsize=50_000)
def _joined(word: str) -> tuple[str, str]:
    both = [folded.replace(" ", "") for folded in spellings(word)] or [""]
    return both[0], both[-1]
