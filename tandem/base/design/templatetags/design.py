"""The tags and filters every template of Tandem may use: `{% load design %}`.

Amounts and dates: filters below. People: `{% avatar %}`, `{% who %}`, `{% pair %}`. Parts: `{% icon %}`,
`{% chip %}`, `{% abc %}`, `{% empty %}`. Forms: `{% once %}`, `{% field %}`, `{% form_errors %}`. Scripts:
`{% island %}`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tandem.base.design import fields, formats, parts, times, turns

register = template.Library()


def _language() -> str:
    return get_language() or "de"


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


def _at(context: Context) -> dt.datetime:
    at = getattr(context.get("request"), "at", None)
    return at if isinstance(at, dt.datetime) else timezone.now()


# --- numbers


@register.filter
def money(amount: object, currency: str = "EUR") -> str:
    """`{{ quote.net|money:quote.currency }}` -> `48.720 €`, cents only where there are any."""
    value = _decimal(amount)
    return "" if value is None else formats.money(value, currency or "EUR", language=_language())


@register.filter
def money_exact(amount: object, currency: str = "EUR") -> str:
    """Always with two decimals: `48.720,00 €`."""
    value = _decimal(amount)
    return "" if value is None else formats.money(value, currency or "EUR", exact=True, language=_language())


@register.filter
def amount(value: object, places: int = 2) -> str:
    """A bare amount for a column whose heading names the currency: `2.480,00`."""
    number_ = _decimal(value)
    return "" if number_ is None else formats.number(number_, places=places, language=_language())


@register.filter
def number(value: object, places: int | None = None) -> str:
    """A quantity or count: `1.234`, `2,5`."""
    number_ = _decimal(value)
    return "" if number_ is None else formats.number(number_, places=places, language=_language())


@register.filter
def percent(value: object, places: int = 1) -> str:
    """`{{ 7.2|percent }}` -> `7,2 %`; the value is in percent already."""
    number_ = _decimal(value)
    return "" if number_ is None else formats.percent(number_, places=places, language=_language())


@register.filter
def percent_change(value: object, places: int = 1) -> str:
    """`+9 %`, `−8,8 %`."""
    number_ = _decimal(value)
    return (
        "" if number_ is None else formats.percent(number_, places=places, signed=True, language=_language())
    )


# --- dates


@register.filter
def day(value: object, at: object = None) -> str:
    """`Do 26.11.`; the year is added when it is not the year of `at` (default: now)."""
    date = _date(value)
    return "" if date is None else formats.day(date, this_year=_this_year(at), language=_language())


@register.filter
def long_day(value: object, at: object = None) -> str:
    """`Donnerstag, 26.11.`"""
    date = _date(value)
    return "" if date is None else formats.long_day(date, this_year=_this_year(at), language=_language())


@register.filter
def full_day(value: object, at: object = None) -> str:
    """`Donnerstag, 26. November`, for headings."""
    date = _date(value)
    return "" if date is None else formats.full_day(date, this_year=_this_year(at), language=_language())


@register.filter
def plain_date(value: object) -> str:
    """`26.11.2026`"""
    date = _date(value)
    return "" if date is None else formats.plain_date(date, language=_language())


@register.filter
def week(value: object) -> str:
    """`KW 48`"""
    date = _date(value)
    return "" if date is None else formats.week(date, language=_language())


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
    return times.ago(value, at=at if isinstance(at, dt.datetime) else timezone.now(), language=_language())


@register.filter
def due(value: object, at: object = None) -> str:
    """`heute 14:00`, `morgen`, `Do 26.11.`, `seit 3 Tagen überfällig`; see also the tag `{% due %}`."""
    return times.due(value, at=at if isinstance(at, dt.datetime) else timezone.now(), language=_language())


@register.simple_tag(name="due", takes_context=True)
def due_tag(context: Context, value: object) -> str:
    """The filter `due` seen from the moment of the request."""
    return times.due(value, at=_at(context), language=_language())


@register.simple_tag(name="ago", takes_context=True)
def ago_tag(context: Context, value: object) -> str:
    """The filter `ago` seen from the moment of the request."""
    return times.ago(value, at=_at(context), language=_language())


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


# --- parts


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """`{% icon "phone" size="s" %}`: hidden from screen readers unless it has a label."""
    return parts.icon(name, size=size, label=label)


@register.simple_tag
def avatar(
    person: Any, *, on: bool = False, size: int = 24, dep: bool = False, hidden: bool = False
) -> SafeString:
    """Filled (`on`) is 'ist dran', outlined involved, dashed (`dep`) a deputy; `hidden` beside a name."""
    return parts.avatar(person, on=bool(on), size=size, dep=bool(dep), hidden=bool(hidden))


@register.simple_tag
def customer_avatar(*, on: bool = False, size: int = 24, name: str = "", hidden: bool = False) -> SafeString:
    """The sharp square of the customer."""
    return parts.customer_avatar(on=bool(on), size=size, name=name, hidden=bool(hidden))


@register.simple_tag
def who(
    person: Any, *, on: bool = False, full: bool = False, size: int = 24, dep: bool = False
) -> SafeString:
    """Avatar, name and role word; `full` for first and last name."""
    return parts.who(person, on=bool(on), full=bool(full), size=size, dep=bool(dep))


@register.simple_tag
def role(side: str, label: str) -> SafeString:
    """The role word as a tag with its sign: `{% role user.side user.side_label %}`."""
    return parts.role(side, label)


@register.simple_tag
def pair(inside: Any, outward: Any, on: Any = None, size: int = 24) -> SafeString:
    """The two of a tandem; `on` is one of them, 'inside', 'outward' or 'both'."""
    return parts.pair(inside, outward, on=on, size=size)


@register.simple_tag
def waits(person: Any) -> SafeString:
    """'TK wartet': this person waits for the row to be done."""
    return parts.waits(person)


@register.simple_tag
def chip(text: object, kind: str = "", icon: str = "") -> SafeString:
    """`{% chip _("overdue") kind="danger" %}`; kinds: '', line, and with an icon ok, warn, danger."""
    return parts.chip(text, kind=kind, icon=icon)


@register.simple_tag
def abc(letter: str, size: str = "") -> SafeString:
    """Customer class A, B or C; `size="l"` for the heading of a file."""
    return parts.abc(letter, size=size)


@register.simple_tag
def empty(icon: str, title: object, text: object = "") -> SafeString:
    """What an empty list means and what the partner is doing."""
    return parts.empty(icon, title, text)


@register.simple_tag
def meter(value: float, of: float, label: str, side: str = "") -> SafeString:
    """`{% meter 59 100 label="59 % used" %}`; a side colours it, for values of one person only."""
    return parts.meter(float(value), float(of), label=label, side=side)


@register.simple_tag
def crossing(giver: str, taker: str) -> SafeString:
    """The crossing of the Doppelspur, inside `<span class="spur">` of a row `.tl.ho`."""
    return parts.crossing(giver, taker)


@register.simple_tag
def node(side: str, icon: str, *, planned: bool = False) -> SafeString:
    """A point of the Doppelspur, inside `<span class="spur">`; side 'customer' for the customer's own."""
    return parts.node(side, icon, planned=bool(planned))


@register.filter
def side_class(side: object) -> str:
    """The class of a side's colour: id, ad, kam, kd or nothing."""
    return parts.side_class(str(side or ""))


# --- whose turn and banners (used by the templates of this room)


@register.filter
def turn_class(turn: object) -> str:
    """The colour of the card 'Wer ist dran'."""
    return turns.css(turn)


@register.simple_tag
def turn_avatar(turn: object, size: int = 56) -> SafeString:
    """Who has the turn, filled."""
    return turns.avatar(turn, size=size)


@register.simple_tag
def turn_word(turn: object) -> str:
    """'Du bist dran'"""
    return turns.word(turn)


@register.simple_tag(takes_context=True)
def until(context: Context, turn: object, *, small: bool = False) -> str:
    """'bis Donnerstag, 26.11.'"""
    return turns.until(turn, small=bool(small), at=_at(context), language=_language())


@register.simple_tag(takes_context=True)
def overdue_chip(context: Context, turn: object) -> SafeString:
    """'seit 3 Tagen überfällig'"""
    return turns.overdue_chip(turn, at=_at(context), language=_language())


@register.filter
def undo_url(extra_tags: object) -> str:
    """The address in a message's `extra_tags="undo:/address"`; only addresses of this site."""
    text = str(extra_tags or "")
    url = text.removeprefix("undo:") if text.startswith("undo:") else ""
    return url if url.startswith("/") and not url.startswith("//") else ""


@register.simple_tag
def banner_kind(level: str) -> str:
    """The class of a banner for the level of a message."""
    return parts.banner_kind(level)


@register.simple_tag
def banner_icon(level: str) -> SafeString:
    """The sign of a banner for the level of a message."""
    return parts.banner_icon(level)


# --- forms and scripts


@register.simple_tag
def once() -> SafeString:
    """The key by which a form sent twice takes effect once."""
    return format_html('<input type="hidden" name="_key" value="{}">', uuid.uuid4())


@register.simple_tag
def field(bound: BoundField, **attrs: object) -> SafeString:
    """Label, control, help and error, linked. Other arguments become attributes of the control.

    `hx_get` becomes `hx-get`. Of its own: `label_hidden=True`, `hint="..."` (instead of the field's help) and
    `wide=True`.
    """
    return fields.field(bound, **attrs)


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """What is wrong with the form as a whole."""
    return fields.form_errors(form)


@register.simple_tag(takes_context=True)
def island(context: Context, name: str) -> SafeString:
    """`{% island "visits/report" %}` loads the script of one page."""
    nonce = str(getattr(context.get("request"), "csp_nonce", "") or "")
    src = static(f"islands/{name}.js")
    if not nonce:
        return format_html('<script type="module" src="{}"></script>', src)
    return format_html('<script type="module" src="{}" nonce="{}"></script>', src, nonce)
