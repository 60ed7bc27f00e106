"""Names of places as people write them: 'Frankfurt/Main', 'Neustadt a. d. Weinstraße', 'St. Gallen'."""

from __future__ import annotations

import re

from tandem.base.tools import text

_WHOLE = {"st": "sankt"}
# What follows one of these tells a place from others of its name.
_TELLING = {"a", "am", "an", "auf", "b", "bei", "d", "i", "im", "in", "o", "ob", "unter", "vor"}
_CUT = re.compile(r"[,(/]| - ")


def key(name: str) -> str:
    """The whole name, folded, abbreviations written out."""
    return " ".join(_WHOLE.get(word, word) for word in text.fold(name).split())


def head(name: str) -> str:
    """The name without what follows: 'frankfurt' of 'Frankfurt am Main' and of 'Frankfurt/Oder'."""
    words = key(_CUT.split(name, maxsplit=1)[0]).split()
    for position, word in enumerate(words):
        if position and word in _TELLING:
            return " ".join(words[:position])
    return " ".join(words)


def asked(name: str) -> tuple[str, ...]:
    """Under which keys a place may be found, the most exact first; of 'Ulm-Wiblingen' at last 'ulm'."""
    found = (key(name), head(name), key(name.split("-", maxsplit=1)[0]))
    return tuple(dict.fromkeys(one for one in found if one))
