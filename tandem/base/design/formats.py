"""How Tandem writes numbers, money, dates and names, in German (also Swiss and Austrian) and English.

The language decides about words; the company's number format, put round a request or a letter by `written_as`, about
signs: separators, the place of the currency, Jänner. Where no company has said, they follow the language too.
Spaces inside an amount or a date are no-break spaces, minus is the real minus.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\u00a0"
MINUS = "\u2212"

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}

_WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_BEFORE_NAMES = {
    "dr.",
    "dr",
    "prof.",
    "prof",
    "dipl.-ing.",
    "ing.",
    "mag.",
    "herr",
    "frau",
    "mr.",
    "mrs.",
    "ms.",
}
_PARTICLES = {"von", "van", "de", "der", "den", "zu", "zur", "vom", "und", "&", "di", "da", "la", "le"}


_number_format: ContextVar[str] = ContextVar("number_format", default="")


@contextmanager
def written_as(number_format: str) -> Iterator[None]:
    """Numbers are written this way inside: 'de-DE', 'de-AT', 'de-CH', 'en'; empty follows the language."""
    token = _number_format.set(number_format)
    try:
        yield
    finally:
        _number_format.reset(token)


def family(language: str) -> str:
    """'de' for every German, else 'en'."""
    return "de" if language.lower().startswith("de") else "en"


def _signs(language: str) -> str:
    """After whose habit signs are set: the company's, else the language's."""
    return (_number_format.get() or language).lower()


def grouped(value: Decimal, *, places: int, group: str, point: str) -> str:
    """The absolute value with thousands grouped, half a unit rounded away from zero."""
    rounded = abs(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:,f}".partition(".")
    return whole.replace(",", group) + (point + fraction if fraction else "")


def _marks(language: str, currency: str = "") -> tuple[str, str]:
    """Thousands mark and decimal point; francs are written the Swiss way in every German format."""
    signs = _signs(language)
    if family(signs) == "en":
        return ",", "."
    if signs == "de-ch" or currency == "CHF":
        return "’", "."
    return ".", ","


def decimal_mark(*, language: str) -> str:
    """What stands before decimals, so that what is typed is read as it is shown."""
    return _marks(language)[1]


def number(value: Decimal, *, places: int | None = None, language: str) -> str:
    """A quantity as written: `1.234,5`; without `places` as many decimals as it has, at least none."""
    if places is None:
        exponent = value.normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
    group, point = _marks(language)
    text = grouped(value, places=places, group=group, point=point)
    return (MINUS if value < 0 and text.strip("0.,’") else "") + text


def money(amount: Decimal, currency: str, *, exact: bool = False, language: str) -> str:
    """`48.720 €`, with cents where there are any or `exact` asks for them; `CHF 14’200`; `€48,720`."""
    cents = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    places = 2 if exact or cents != cents.to_integral_value() else 0
    group, point = _marks(language, currency)
    text = grouped(cents, places=places, group=group, point=point)
    sign = MINUS if cents < 0 else ""
    symbol = _SYMBOLS.get(currency, currency)
    signs = _signs(language)
    if family(signs) == "en":
        return f"{sign}{symbol}{text}" if currency in _SYMBOLS else f"{currency}{NBSP}{sign}{text}"
    if signs == "de-ch" or currency == "CHF":
        return f"{currency}{NBSP}{sign}{text}"
    return f"{sign}{text}{NBSP}{symbol}"


def percent(value: Decimal, *, places: int = 1, signed: bool = False, language: str) -> str:
    """`7,2 %` from 7.2; a zero after the point is left out; `signed` writes the plus too."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if rounded == rounded.to_integral_value():
        places = 0
    group, point = _marks(language)
    text = grouped(rounded, places=places, group=group, point=point)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{text}%" if family(_signs(language)) == "en" else f"{sign}{text}{NBSP}%"


def month_name(month: int, *, language: str) -> str:
    """'November'; January is 'Jänner' in Austria."""
    if month == 1 and family(language) == "de" and _signs(language) == "de-at":
        return "Jänner"
    return _MONTHS[family(language)][month - 1]


def weekday_name(date: dt.date, *, language: str) -> str:
    """'Donnerstag'."""
    return _WEEKDAYS[family(language)][date.weekday()]


def day(date: dt.date, *, this_year: int, language: str) -> str:
    """`Do 26.11.`, `Thu 26 Nov`; with the year when it is another one."""
    year = "" if date.year == this_year else str(date.year)
    if family(language) == "en":
        month = _MONTHS["en"][date.month - 1][:3]
        words = [weekday_name(date, language=language)[:3], str(date.day), month, year]
        return NBSP.join(filter(None, words))
    return f"{weekday_name(date, language=language)[:2]}{NBSP}{date.day}.{date.month}.{year}"


def long_day(date: dt.date, *, this_year: int, language: str) -> str:
    """`Donnerstag, 26.11.`, `Thursday, 26 November`."""
    if family(language) == "en":
        return full_day(date, this_year=this_year, language=language)
    year = "" if date.year == this_year else str(date.year)
    return f"{weekday_name(date, language=language)}, {date.day}.{date.month}.{year}"


def full_day(date: dt.date, *, this_year: int, language: str) -> str:
    """`Donnerstag, 26. November`, `Thursday, 26 November`, as the heading of a page."""
    year = "" if date.year == this_year else f"{NBSP}{date.year}"
    month = month_name(date.month, language=language)
    dot = "." if family(language) == "de" else ""
    return f"{weekday_name(date, language=language)}, {date.day}{dot}{NBSP}{month}{year}"


def plain_date(date: dt.date, *, language: str) -> str:
    """`26.11.2026` for documents and tables of facts; `26 Nov 2026` in English."""
    if family(language) == "en":
        return f"{date.day}{NBSP}{_MONTHS['en'][date.month - 1][:3]}{NBSP}{date.year}"
    return f"{date:%d.%m.%Y}"


def week(date: dt.date, *, language: str) -> str:
    """`KW 48`, `CW 48`."""
    word = "KW" if family(language) == "de" else "CW"
    return f"{word}{NBSP}{date.isocalendar().week}"


def initials(name: str) -> str:
    """'Anna Reiter' -> 'AR'; titles and particles do not count; at most two letters, never empty."""
    words = [word for word in name.replace("-", " ").split() if word.lower() not in _BEFORE_NAMES]
    bearing = [word for word in words if word.lower() not in _PARTICLES and word[0].isalnum()] or words
    if not bearing:
        return "?"
    letters = bearing[0][0] + (bearing[-1][0] if len(bearing) > 1 else bearing[0][1:2])
    return letters.upper()
