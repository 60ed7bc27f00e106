"""What products are found by: every word of number and names and every end of one, in both foldings."""

from __future__ import annotations

from functools import lru_cache

from tandem.base.tools import text

KEY_LIMIT = 240


def number_key(number: str) -> str:
    """What makes two numbers the same: capitals and spaces do not count, points and dashes do ('10.1' is not '101')."""
    return "".join(text.clean(number).casefold().split())[:40]


def name_key(name_de: str) -> str:
    """How a name begins, folded."""
    return " ".join(filter(None, (_folded(word) for word in name_de.split())))[:KEY_LIMIT]


def terms(number: str, name_de: str, name_en: str) -> str:
    """As the database keeps them. Folded words hold no sign that would have to be quoted."""
    found: set[str] = set()
    for written in {*number.split(), *name_de.split(), *name_en.split()}:
        found.update(_terms(written))
    joined = text.name_key(number)[: text.WORD_LIMIT]
    found.update(joined[start:] for start in range(max(1, len(joined) - 1)))
    return " ".join(sorted(found - {""}))


# Catalogues repeat their words: what is remembered is small and saves most of an import's time.
@lru_cache(maxsize=20_000)
def _terms(word: str) -> tuple[str, ...]:
    return tuple(text.search_terms(word))


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    return text.fold(word)


def query(words: str) -> str:
    """Products that have every word of it, as the beginning of a word or of an end of one; empty finds nothing."""
    return " & ".join(f"{word}:*" for word in text.query_terms(words))
