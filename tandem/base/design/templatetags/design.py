"""The tags and filters every template of Tandem may use: `{% load design %}`.

Amounts, dates and words: the filters of `tandem/base/design/filters.py`. People: `{% avatar %}`, `{% who %}`,
`{% pair %}`. Parts: `{% icon %}`, `{% chip %}`, `{% abc %}`, `{% empty %}`. Forms: `{% once %}`, `{% field %}`,
`{% form_errors %}`. Scripts: `{% island %}`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Hashable
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tandem.base.design import fields, filters, parts, times, turns
from tandem.base.design.filters import language

register = template.Library()
register.filters.update(filters.register.filters)


def _at(context: Context) -> dt.datetime:
    at = getattr(context.get("request"), "at", None)
    return at if isinstance(at, dt.datetime) else timezone.now()


@register.simple_tag(name="due", takes_context=True)
def due_tag(context: Context, value: object) -> str:
    """The filter `due` seen from the moment of the request."""
    return times.due(value, at=_at(context), language=language())


@register.simple_tag(name="ago", takes_context=True)
def ago_tag(context: Context, value: object) -> str:
    """The filter `ago` seen from the moment of the request."""
    return times.ago(value, at=_at(context), language=language())


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
    return turns.until(turn, small=bool(small), at=_at(context), language=language())


@register.simple_tag(takes_context=True)
def overdue_chip(context: Context, turn: object) -> SafeString:
    """'seit 3 Tagen überfällig'"""
    return turns.overdue_chip(turn, at=_at(context), language=language())


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


@register.simple_tag(takes_context=True)
def kept(context: Context, template: str, **given: Hashable) -> SafeString:
    """`{% kept "design/_fragments/nav.html" nav=frame.nav %}`: a part of the frame, drawn once for equal values."""
    return parts.kept(template, token=str(context.get("csrf_token", "")), language=language(), **given)


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
