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
    if written.isascii():
        folded = written.translate(_PLAIN)
        return _pieces(written, [span for word in words for span in _found(folded, word)])
    spans: list[tuple[int, int]] = []
    for fold in (_with_e, _without_e):
        folded, places = _by_letter(written, fold)
        for word in words:
            spans += [(places[start], places[end - 1] + 1) for start, end in _found(folded, word)]
    return _pieces(written, spans)


def marked_digits(e164: str, digits: str | None) -> list[Part]:
    """A phone number as people write it, with the digits that were looked for."""
    try:
        number = phonenumbers.parse(e164)
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        written = e164
    places = [place for place, character in enumerate(written) if character in "0123456789"]
    start = "".join(written[place] for place in places).find(digits) if digits else -1
    if start < 0 or not digits:
        return [Part(written, is_hit=False)]
    return _pieces(written, [(places[start], places[start + len(digits) - 1] + 1)])


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


# Letters of the plain alphabet stay where they are, and are the same in both foldings.
_PLAIN = {code: _with_e(chr(code)) for code in range(128)}


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


def _pieces(written: str, spans: list[tuple[int, int]]) -> list[Part]:
    parts: list[Part] = []
    done = 0
    for start, end in sorted(spans):
        if start > done:
            parts.append(Part(written[done:start], is_hit=False))
        if end <= done:
            continue
        if parts and parts[-1].is_hit:
            parts[-1] = Part(parts[-1].text + written[done:end], is_hit=True)
        else:
            parts.append(Part(written[start:end], is_hit=True))
        done = end
    return [*parts, Part(written[done:], is_hit=False)] if done < len(written) else parts
