"""The filters of every template: amounts, dates and words as they are written; `templatetags/design.py` offers them.

Plain functions too, for what is drawn without a template.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import phonenumbers
from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tandem.base.design import formats, parts, times

register = template.Library()


def language() -> str:
    """The language of the page, for formats."""
    return get_language() or "de"


def decimal_mark() -> str:
    """What stands before decimals on this page; what is typed on it is read by it."""
    return formats.decimal_mark(language=language())


def _decimal(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None


def _local(value: object) -> dt.datetime | None:
    if not isinstance(value, dt.datetime):
        return None
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _this_year(at: object) -> int:
    return (_date(at) or timezone.localdate()).year


# --- numbers


@register.filter
def money(amount: object, currency: str = "EUR") -> str:
    """`{{ quote.net|money:quote.currency }}` -> `48.720 €`, cents only where there are any."""
    value = _decimal(amount)
    return "" if value is None else formats.money(value, currency or "EUR", language=language())


@register.filter
def money_exact(amount: object, currency: str = "EUR") -> str:
    """Always with two decimals: `48.720,00 €`."""
    value = _decimal(amount)
    return "" if value is None else formats.money(value, currency or "EUR", exact=True, language=language())


@register.filter
def amount(value: object, places: int = 2) -> str:
    """A bare amount for a column whose heading names the currency: `2.480,00`."""
    number_ = _decimal(value)
    return "" if number_ is None else formats.number(number_, places=places, language=language())


@register.filter
def number(value: object, places: int | None = None) -> str:
    """A quantity or count: `1.234`, `2,5`."""
    number_ = _decimal(value)
    return "" if number_ is None else formats.number(number_, places=places, language=language())


@register.filter
def percent(value: object, places: int = 1) -> str:
    """`{{ 7.2|percent }}` -> `7,2 %`; the value is in percent already."""
    number_ = _decimal(value)
    return "" if number_ is None else formats.percent(number_, places=places, language=language())


@register.filter
def percent_change(value: object, places: int = 1) -> str:
    """`+9 %`, `−8,8 %`."""
    number_ = _decimal(value)
    return (
        "" if number_ is None else formats.percent(number_, places=places, signed=True, language=language())
    )


# --- dates


@register.filter
def day(value: object, at: object = None) -> str:
    """`Do 26.11.`; the year is added when it is not the year of `at` (default: now)."""
    date = _date(value)
    return "" if date is None else formats.day(date, this_year=_this_year(at), language=language())


@register.filter
def long_day(value: object, at: object = None) -> str:
    """`Donnerstag, 26.11.`"""
    date = _date(value)
    return "" if date is None else formats.long_day(date, this_year=_this_year(at), language=language())


@register.filter
def full_day(value: object, at: object = None) -> str:
    """`Donnerstag, 26. November`, for headings."""
    date = _date(value)
    return "" if date is None else formats.full_day(date, this_year=_this_year(at), language=language())


@register.filter
def plain_date(value: object) -> str:
    """`26.11.2026`"""
    date = _date(value)
    return "" if date is None else formats.plain_date(date, language=language())


@register.filter
def week(value: object) -> str:
    """`KW 48`"""
    date = _date(value)
    return "" if date is None else formats.week(date, language=language())


@register.filter
def clock(value: object) -> str:
    """`09:20`, in the user's zone."""
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    local = _local(value)
    return "" if local is None else f"{local:%H:%M}"


@register.filter
def moment(value: object, at: object = None) -> str:
    """`Mo 23.11. 14:10`"""
    local = _local(value)
    return day(value, at) if local is None else f"{day(local, at)}{formats.NBSP}{local:%H:%M}"


@register.filter
def ago(value: object, at: object = None) -> str:
    """`vor 5 Minuten`, `gestern 14:10`, `vor 3 Tagen`, later the day."""
    return times.ago(value, at=at if isinstance(at, dt.datetime) else timezone.now(), language=language())


@register.filter
def due(value: object, at: object = None) -> str:
    """`heute 14:00`, `morgen`, `Do 26.11.`, `seit 3 Tagen überfällig`; see also the tag `{% due %}`."""
    return times.due(value, at=at if isinstance(at, dt.datetime) else timezone.now(), language=language())


@register.filter
def overdue(value: object, at: object = None) -> bool:
    """Whether a due moment has passed; a due day has passed when it is over."""
    return times.is_over(value, at=at if isinstance(at, dt.datetime) else timezone.now())


# --- words


@register.filter
def phone(value: object) -> str:
    """`+4973112340` -> `+49 731 12340`; what is no number stays as it was written."""
    text = str(value or "")
    try:
        parsed = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.filter
def initials(value: object) -> str:
    """'Anna Reiter' -> 'AR'."""
    return formats.initials(str(value or ""))


@register.filter
def unbroken(value: object) -> SafeString:
    """Keeps document numbers such as `26-1184` on one line."""
    return parts.unbroken("" if value is None else value)


@register.filter
def found(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """A text in pieces, `(text, is_hit)`; what was looked for is marked."""
    return parts.found(pieces)
