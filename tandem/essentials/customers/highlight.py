"""Which letters of a text a search has found: segments, never markup, so that nothing needs to be escaped
twice.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from tandem.base.tools import text


class Part(NamedTuple):
    """A piece of a text, and whether it is what was looked for."""

    text: str
    is_hit: bool


def marked(written: str, words: list[str]) -> list[Part]:
    """The text in pieces; found are folded words, at the beginning of a word where they stand there, else
    inside.
    """
    hits = [False] * len(written)
    for fold in (_with_e, _without_e):
        folded, places = _by_letter(written, fold)
        for word in words:
            for start, end in _found(folded, word):
                for place in places[start:end]:
                    hits[place] = True
    return _pieces(written, hits)


def marked_digits(e164: str, digits: str | None) -> list[Part]:
    """A phone number as people write it, with the digits that were looked for."""
    try:
        number = phonenumbers.parse(e164)
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        written = e164
    places = [place for place, character in enumerate(written) if character in "0123456789"]
    start = "".join(written[place] for place in places).find(digits) if digits else -1
    hits = [False] * len(written)
    if start >= 0 and digits:
        found = places[start : start + len(digits)]
        hits[found[0] : found[-1] + 1] = [True] * (found[-1] + 1 - found[0])
    return _pieces(written, hits)


def _by_letter(written: str, fold: Callable[[str], str]) -> tuple[str, list[int]]:
    """The folded text with the place in the written one that each of its letters comes from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(written):
        for letter in fold(character):
            folded.append(letter)
            places.append(place)
    return "".join(folded), places


# Names are made of few letters; folding each of them anew took most of a search's time.
@lru_cache(maxsize=4096)
def _with_e(character: str) -> str:
    return text.fold(character) or " "


@lru_cache(maxsize=4096)
def _without_e(character: str) -> str:
    # `sort_key` keeps what is no letter at all as it is; here it separates words.
    return text.sort_key(character) if text.fold(character) else " "


def _found(folded: str, word: str) -> list[tuple[int, int]]:
    begins: list[tuple[int, int]] = []
    inside: list[tuple[int, int]] = []
    start = folded.find(word)
    while start >= 0 and word:
        end = start + len(word)
        (begins if start == 0 or folded[start - 1] == " " else inside).append((start, end))
        start = folded.find(word, end)
    # A single letter inside words would mark half the text.
    return begins or (inside if len(word) > 1 else [])


def _pieces(written: str, hits: list[bool]) -> list[Part]:
    parts: list[Part] = []
    for character, is_hit in zip(written, hits, strict=True):
        if parts and parts[-1].is_hit == is_hit:
            parts[-1] = Part(parts[-1].text + character, is_hit)
        else:
            parts.append(Part(character, is_hit))
    return parts
