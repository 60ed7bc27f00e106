"""Cologne phonetics: how a German name sounds, as digits ('Meier', 'Maier' and 'Mayr' are 67)."""

from __future__ import annotations

from functools import lru_cache

_ALONE = dict.fromkeys("aeiouyj", "0") | {"b": "1"} | dict.fromkeys("fvw", "3") | dict.fromkeys("gkq", "4")
_ALONE |= {"l": "5", "m": "6", "n": "6", "r": "7", "s": "8", "z": "8"}
_HARD_AFTER_START = frozenset("ahkloqrux")
_HARD_INSIDE = frozenset("ahkoqux")


@lru_cache(maxsize=50_000)
def cologne(word: str) -> str:
    """The code of one folded word (letters a to z; other characters are passed over)."""
    letters = [letter for letter in word if "a" <= letter <= "z"]
    raw = [
        _code(
            letter,
            before=letters[place - 1 : place],
            after=letters[place + 1 : place + 2],
            is_first=not place,
        )
        for place, letter in enumerate(letters)
    ]
    joined = "".join(raw)
    once = "".join(one for place, one in enumerate(joined) if not place or joined[place - 1] != one)
    return once[:1] + once[1:].replace("0", "")


def _code(letter: str, *, before: list[str], after: list[str], is_first: bool) -> str:
    last, following = "".join(before), "".join(after)
    if letter == "h":
        return ""
    if letter == "p":
        return "3" if following == "h" else "1"
    if letter in "dt":
        return "8" if following and following in "csz" else "2"
    if letter == "x":
        return "8" if last and last in "ckq" else "48"
    if letter == "c":
        hard = _HARD_AFTER_START if is_first else _HARD_INSIDE
        return "4" if following in hard and not (last and last in "sz") else "8"
    return _ALONE[letter]
