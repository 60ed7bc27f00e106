"""Which heading means what: a proposal for the columns of a customer list, to be corrected by people."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache

from tandem.base.tools import text
from tandem.surfaces.exchange import synonyms, values
from tandem.surfaces.exchange.catalogue import words as articles

TARGETS = tuple(synonyms.SYNONYMS)
# A list may have several columns of numbers to call; everything else is one column.
REPEATABLE = frozenset({synonyms.PHONE, synonyms.MOBILE})

SURE, LIKELY, GUESSED = 1.0, 0.8, 0.5
_ENOUGH = 0.45
_ALIKE = 0.85
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|(?:FY|GJ|WJ)\s*'?\d\d)(?!\d)", re.IGNORECASE)
_THOUSANDS = re.compile(
    r"\b(?:TEUR|T€|TCHF|kEUR|k€|kCHF|in\s+Tsd\.?|Tsd\.?(?:\s*(?:€|EUR|CHF))?)(?!\w)", re.IGNORECASE
)
_UNITS = re.compile(
    r"\((?:[^()]*)\)|\[(?:[^\[\]]*)\]|\b(?:in\s+)?(?:EUR|CHF|USD|Euro)\b|€|\*|:|#", re.IGNORECASE
)
# Headings for which a number or a person beside a company is meant only together with other headings.
_PERSON_BESIDE_COMPANY = frozenset({"name", "fullname"})
_NUMBER_WORDS = frozenset(
    {"kunde", "customer", "client", "account", "konto", "debitor", "id", "nr", "no", "nummer", "number"}
)


@dataclass(frozen=True)
class Proposal:
    """What a column seems to be: `target` None when nothing fits; `confidence` 0 to 1.

    `year` belongs to a turnover; its values are to be multiplied by `factor` (1000 for 'TEUR').
    """

    column: int
    heading: str
    target: str | None = None
    confidence: float = 0.0
    year: int | None = None
    factor: int = 1


def is_known(heading: str) -> bool:
    """Whether a cell is surely a heading, not a value: of a list of customers, articles or prices."""
    return len(heading) <= 80 and (_by_word(heading)[1] >= LIKELY or text.name_key(heading) in _of_articles())


def propose(columns: Sequence[str], sample: Sequence[Sequence[values.Cell]]) -> list[Proposal]:
    """A proposal for each column, in their order; each target at most once, phone numbers several times.

    The heading counts first; where it says nothing, the values of the first rows do. Of several turnovers
    the latest year is taken.
    """
    read = [_read(place, heading, _values_of(place, sample)) for place, heading in enumerate(columns)]
    read = _told_apart(read, sample)
    taken: set[str] = set()
    result: dict[int, Proposal] = {}
    for proposal in sorted(read, key=lambda each: (-each.confidence, -(each.year or 0), each.column)):
        target = proposal.target
        if target is None or proposal.confidence < _ENOUGH or (target in taken and target not in REPEATABLE):
            result[proposal.column] = Proposal(proposal.column, proposal.heading)
        else:
            taken.add(target)
            result[proposal.column] = proposal
    return [result[place] for place in range(len(columns))]


def turnover_of(heading: str) -> tuple[int | None, int]:
    """The year a heading of a turnover names, and by what its values are multiplied (1000 for 'TEUR')."""
    return _year_of(heading), 1000 if _THOUSANDS.search(heading) else 1


def _read(place: int, heading: str, cells: Sequence[str]) -> Proposal:
    target, confidence = _by_heading(heading)
    guessed, share = _by_values(cells)
    if target is None or confidence < GUESSED:
        if guessed is not None:
            target, confidence = guessed, GUESSED * share
    elif cells and _contradicts(target, cells):
        target, confidence = (guessed, GUESSED * share) if guessed else (target, confidence * 0.5)
    year, factor = turnover_of(heading) if target == synonyms.TURNOVER else (None, 1)
    return Proposal(place, heading, target, round(confidence, 2), year, factor)


@cache
def _of_articles() -> frozenset[str]:
    some = (words for by_target in articles.SYNONYMS.values() for words in by_target.values())
    return frozenset(text.name_key(word) for words in some for word in words.split(","))


@cache
def _known_words() -> dict[str, str]:
    return {
        text.name_key(word): target
        for target, words in synonyms.SYNONYMS.items()
        for word in words.split(",")
    }


def _by_heading(heading: str) -> tuple[str | None, float]:
    target, confidence = _by_word(heading)
    if target is not None or len(heading) > 120:
        return target, confidence
    words = [word for word in text.fold(_YEAR.sub(" ", heading)).split() if not word.isdigit()]
    return _by_part(words, bare_heading(heading))


def _by_word(heading: str) -> tuple[str | None, float]:
    """Only a known word counts, whatever year or unit stands beside it; asked for every cell of a head."""
    known = _known_words()
    key = text.name_key(heading[:121])
    if key in known:
        return known[key], SURE
    if len(heading) <= 120 and (bare := bare_heading(heading)) in known:
        return known[bare], 0.95
    return None, 0.0


def bare_heading(heading: str) -> str:
    """A heading without year, unit and number, compared as names are."""
    unmarked = _UNITS.sub(" ", _THOUSANDS.sub(" ", _YEAR.sub(" ", heading))).strip()
    return text.name_key(re.sub(r"\d+$", "", unmarked))


def _by_part(words: list[str], bare: str) -> tuple[str | None, float]:
    """A known word among others ('Telefon Einkauf'), or one written a little differently."""
    known = _known_words()
    if 1 < len(words) <= 6:
        for length in (3, 2, 1):
            for start in range(len(words) - length + 1):
                part = "".join(words[start : start + length])
                if part in known and (length > 1 or len(part) > 3):
                    return known[part], 0.7 if start == 0 else 0.6
    if len(bare) >= 5:
        best = max(known, key=lambda word: _alike(word, bare))
        if _alike(best, bare) >= _ALIKE:
            return known[best], 0.6
    return None, 0.0


def _alike(word: str, other: str) -> float:
    if abs(len(word) - len(other)) > 3:
        return 0.0
    matcher = SequenceMatcher(None, word, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _year_of(heading: str) -> int | None:
    found = _YEAR.search(heading)
    if found is None:
        return None
    year = int(re.sub(r"\D", "", found.group()))
    return year if year > 99 else 2000 + year


def _values_of(place: int, sample: Sequence[Sequence[values.Cell]]) -> list[str]:
    return [values.as_text(row[place]) for row in sample if place < len(row) and values.as_text(row[place])]


def _told_apart(read: list[Proposal], sample: Sequence[Sequence[values.Cell]]) -> list[Proposal]:
    return [_beside_others(proposal, read, _values_of(proposal.column, sample)) for proposal in read]


def _beside_others(proposal: Proposal, read: list[Proposal], cells: Sequence[str]) -> Proposal:
    """'Name' is the company, or the person where another column is the company; 'Kunde' may be a number."""
    others = {other.target for other in read if other is not proposal and other.confidence >= GUESSED}
    key = text.name_key(proposal.heading)
    if key in _PERSON_BESIDE_COMPANY and synonyms.NAME in others:
        only_first = synonyms.CONTACT_FIRST in others and synonyms.CONTACT_LAST not in others
        target = synonyms.CONTACT_LAST if only_first else synonyms.CONTACT
        return replace(proposal, target=target, confidence=LIKELY)
    if key in _NUMBER_WORDS and cells:
        numbers = _share(cells, _is_number)
        if proposal.target == synonyms.NAME and numbers >= 0.8:
            return replace(proposal, target=synonyms.NUMBER, confidence=LIKELY)
        if proposal.target == synonyms.NUMBER and numbers < 0.3 and _share(cells, _is_company) >= 0.3:
            return replace(proposal, target=synonyms.NAME, confidence=0.6)
    return proposal


def _by_values(cells: Sequence[str]) -> tuple[str | None, float]:
    """What the values look like, where at least 6 of 10 do."""
    if not cells:
        return None, 0.0
    for target, looks_like in _LOOKS.items():
        share = _share(cells, looks_like)
        if share >= (0.3 if target == synonyms.NAME else 0.6):
            return target, 0.6 + 0.4 * share
    return None, 0.0


def _contradicts(target: str, cells: Sequence[str]) -> bool:
    """Nearly all values are something else: a column 'Kontakt' full of dates."""
    if target == synonyms.CONTACT:
        return (
            _share(cells, _LOOKS[synonyms.LAST_CONTACT]) > 0.8 or _share(cells, _LOOKS[synonyms.EMAIL]) > 0.8
        )
    if target == synonyms.EMAIL:
        return _share(cells, lambda cell: "@" in cell or "at)" in cell) < 0.2
    if target in (synonyms.PHONE, synonyms.MOBILE):
        return _share(cells, lambda cell: sum(map(str.isdigit, cell)) >= 4) < 0.2
    return False


def _share(cells: Sequence[str], looks_like: Callable[[str], object]) -> float:
    return sum(1 for cell in cells if looks_like(cell)) / len(cells) if cells else 0.0


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{0,3}[-. ]?\d{1,12}", cell))


_COMPANY = re.compile(
    r"\b(?:GmbH|mbH|AG|KG|KGaA|OHG|UG|e\.\s?K\.|eK|SE|GbR|eG|e\.\s?V\.|Ges\.?m\.?b\.?H|Sàrl|S\.?A\.|Ltd|Inc|LLC|B\.?V\.|S\.?p\.?A|S\.?r\.?l)(?!\w)"
)  # fmt: skip


def _is_company(cell: str) -> bool:
    return bool(_COMPANY.search(cell))


def _matches(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern, re.IGNORECASE).fullmatch


# The most telling first.
_LOOKS: dict[str, Callable[[str], object]] = {
    synonyms.EMAIL: _matches(r"(?:mailto:)?[^\s@]+@[^\s@]+\.[a-zäöü]{2,}[;,]?.*"),
    synonyms.WEBSITE: _matches(r"(?:https?://\S+|www\.\S+)"),
    synonyms.VAT_NUMBER: _matches(r"(?:DE\s?\d{9}|ATU\s?\d{8}|CHE[-. ]?\d{3}[. ]?\d{3}[. ]?\d{3}.*)"),
    synonyms.LAST_CONTACT: _matches(r"\d{1,2}\.\d{1,2}\.(?:\d\d){1,2}|20\d\d-\d\d-\d\d.*"),
    synonyms.NAME: _is_company,
    synonyms.PHONE: _matches(r"(?:\+|\(?0)[\d\s()/.–-]{6,}.*"),
    synonyms.POSTCODE_CITY: _matches(r"(?:(?:D|A|CH)-)?\d{4,5}\s+[A-ZÄÖÜ].*"),
    synonyms.POSTCODE: _matches(r"(?:(?:D|A|CH)-)?(?:\d{5}|[1-9]\d{3})"),
    synonyms.STREET: _matches(r".*(?:str(?:aße|asse|\.)|weg|platz|gasse|allee|ring|damm)\.?\s*\d+.*"),
    synonyms.CLASS: _matches(r"[ABC](?:-Kunde)?"),
    synonyms.COUNTRY: _matches(
        r"D|A|CH|DE|AT|LI|FL|Deutschland|Österreich|Schweiz|Germany|Austria|Switzerland"
    ),
    synonyms.CONTACT: _matches(r"(?:Herrn?|Frau|Hr\.|Fr\.|Mr\.?|Mrs\.?|Ms\.?)\s.+"),
}
