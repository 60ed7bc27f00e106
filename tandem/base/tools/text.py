"""Texts as people write them: cleaned, folded for comparing, ordered, and cut into words for the search.

Two foldings exist because Germans write an umlaut without its key in two ways: 'Hölzl' is looked for as
'Hoelzl' and as 'Holzl'. `fold` is the first, `sort_key` (DIN 5007-1) uses the second.
"""

import unicodedata
from functools import lru_cache

WORD_LIMIT = 40
SHORTEST_SUFFIX = 2

# Letters that Unicode does not take apart into a base letter and an accent.
_UNSPLIT = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
    "ŧ": "t", "ŋ": "n", "ĸ": "k",
}  # fmt: skip
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}
_WITH_E = str.maketrans(_UNSPLIT | _UMLAUTS)
_WITHOUT_E = str.maketrans(_UNSPLIT)

# Embeddings, overrides and isolates turn the text behind them round: a file name or a company then reads
# as something else. The plain marks U+200E/U+200F stay, honest Arabic and Hebrew texts need them.
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_INVISIBLE = {0x00AD, 0x200B, 0x2060, 0xFEFF}


def fold(text: str) -> str:
    """The text as one compares it: 'Müller & Söhne GmbH' and 'MUELLER   Soehne gmbh' are the same."""
    return _fold(text, _WITH_E)


def name_key(text: str) -> str:
    """What makes two names the same name: the folded text without spaces and punctuation.

    A name of nothing but signs ('***') keeps its signs, otherwise all such names would be one.
    """
    return fold(text).replace(" ", "") or "".join(clean(text).casefold().split())


def sort_key(text: str) -> str:
    """Where a name stands in a list (DIN 5007-1): ä like a, ß like ss, capitals like small letters."""
    return _fold(text, _WITHOUT_E) or clean(text).casefold()


def clean(text: str, *, limit: int | None = None, lines: bool = False) -> str:
    """The text as it may be stored and shown: NFC, trimmed, without control and turning characters.

    Without `lines` every run of white space becomes one space. With `limit` the rest is cut off, never
    between a letter and its accent.
    """
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        # Nearly every cell of a list; nothing in it could be taken out.
        tidy = text.strip() if lines else " ".join(text.split())
        return tidy if limit is None else _cut(tidy, limit)
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(character for character in plain if _may_stay(character))
    kept = kept.strip() if lines else " ".join(kept.split())
    kept = unicodedata.normalize("NFC", kept)
    return kept if limit is None else _cut(kept, limit)


def search_terms(*texts: str) -> set[str]:
    """Every word and every end of a word (from 2 characters), in both foldings, for a search by prefix.

    A prefix match on an end of a word finds any part inside the word.
    """
    words: set[str] = set()
    for text in texts:
        words.update(fold(text).split())
        words.update(sort_key(text).split())
    terms: set[str] = set()
    for word in words:
        terms.update(_endings(word[:WORD_LIMIT]))
    return terms


def query_terms(query: str) -> list[str]:
    """The folded words somebody looks for, in their order, each once."""
    return list(dict.fromkeys(word[:WORD_LIMIT] for word in fold(query).split()))


@lru_cache(maxsize=4096)
def _endings(word: str) -> tuple[str, ...]:
    return (word, *(word[start:] for start in range(1, len(word) - SHORTEST_SUFFIX + 1)))


def _fold(text: str, table: dict[int, str]) -> str:
    if text.isascii():
        plain = text.casefold()
    else:
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        plain = unicodedata.normalize("NFKD", plain.translate(table)).translate(_WITHOUT_E).casefold()
    # Nearly every text is plain by now; a table is much faster than asking about each character.
    kept = plain.translate(_ASCII) if plain.isascii() else "".join(map(_comparable, plain))
    return " ".join(kept.split())


def _comparable(character: str) -> str:
    if character.isalnum():
        return character
    return "" if unicodedata.category(character)[0] in "MC" and not character.isspace() else " "


_ASCII = {code: _comparable(chr(code)) or None for code in range(128)}


def _may_stay(character: str) -> bool:
    code = ord(character)
    if code in _BIDI or code in _INVISIBLE:
        return False
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in ("Cc", "Cs")


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and (unicodedata.combining(text[end]) or text[end] == "\u200d"):
        end -= 1
    return text[:end].rstrip()
