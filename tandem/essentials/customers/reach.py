"""The port through which a later room says whom we may call or write to, and the one place that makes numbers dialled.

Every page that shows a customer's number reads what is known with the number itself (`column`), so that it costs no
query of its own, and shows it by `{% dial %}`. A number without that knowledge is not shown as a link: the tag refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Expression, JSONField, Subquery, Value
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.base.design import filters, parts
from tandem.essentials.customers.models import CHANNELS, EMAIL, MOBILE, Customer

FREE, WANTED, BARRED = "free", "wanted", "barred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whether somebody may be addressed by a channel: `free`, `wanted` (a basis is), `barred` (they objected)."""

    standing: str
    # The basis or the objection in a few words.
    words: str


# From the places of company and contact in a query to a column; the contact is None for the company's own lines.
Column = Callable[[str, str | None], Expression | Subquery]
# What a column told, the contact, whether it is about e-mail: the verdict.
Reading = Callable[[dict[str, Any], int | None, bool], Reach]
_known: list[tuple[Column, Reading, Callable[[int], str]]] = []


def register(column: Column, reading: Reading, url: Callable[[int], str]) -> None:
    """A room says that it knows, and where it shows what it knows of a contact."""
    _known[:] = [(column, reading, url)]


_demands: list[Callable[[Customer, datetime], bool]] = []


def register_demand(demand: Callable[[Customer, datetime], bool]) -> None:
    """A room says whether a rule lets nobody call a customer before a basis is stated."""
    _demands[:] = [demand]


def asks_basis(customer: Customer, *, at: datetime) -> bool:
    """Whether a basis is asked for before somebody calls here. At most one query."""
    return any(demand(customer, at) for demand in _demands)


def column(*, customer: str, contact: str | None) -> Expression | Subquery:
    """What is known of whoever stands at this place of a query; to be shown by `{% dial %}`."""
    for known, _reading, _url in _known:
        return known(customer, contact)
    return Value({}, output_field=JSONField())


def read(told: dict[str, Any], *, contact: int | None, mail: bool = False) -> Reach:
    """The verdict from what such a column told."""
    for _column, reading, _url in _known:
        return reading(told, contact, mail)
    return Reach(standing=FREE, words="")


def sheet_url(contact: int) -> str:
    """Where the basis of a contact is shown and stated; empty where no room knows of one."""
    return _known[0][2](contact) if _known else ""


def dial(
    channel: Any,
    told: dict[str, Any],
    *,
    contact: int | None,
    name: str,
    look: str,
    asks: bool,
    key: str = "",
) -> SafeString:
    """A number or address as a link; struck with the reason where the customer objected.

    `asks` where a rule lets nobody call without a basis: then the way is to state one first.
    """
    kind, value, label = (_part(channel, part) for part in ("kind", "value", "label"))
    is_mail = kind == EMAIL
    reach = read(told, contact=contact, mail=is_mail)
    shown = value if is_mail else filters.phone(value)
    if reach.standing == BARRED:
        return _barred(shown, reach.words, is_mail=is_mail)
    if asks and reach.standing == WANTED and not is_mail and contact is not None:
        return _asked(shown, sheet_url(contact))
    spoken = _says(name, kind, is_mail=is_mail)
    is_mobile = kind == MOBILE and look == "icon"
    sign = parts.icon("mail" if is_mail else "smartphone" if is_mobile else "phone", size=_size(look))
    scheme = "mailto:" if is_mail else "tel:"
    if look == "link":
        # A number stays in one piece; a long address may go on in the next line.
        css = "link" if is_mail else "link nowrap"
        return format_html('<a class="{}" href="{}{}">{}</a>', css, scheme, value, shown)
    if look == "icon":
        title = f"{shown} ({label})" if label else shown
        return format_html(
            '<a class="btn g ic sm" href="{}{}" aria-label="{}" title="{}">{}</a>',
            scheme, value, spoken, title, sign,
        )  # fmt: skip
    act = format_html(' data-key-act="{}"', key) if key else ""
    hint = format_html("<kbd>{}</kbd>", key.upper()) if key else ""
    css = {"button": "btn", "main": "btn p"}.get(look, "btn sm")
    return format_html(
        '<a class="{}" href="{}{}" title="{}"{}>{}{}{}</a>',
        css,
        scheme,
        value,
        spoken,
        act,
        sign,
        shown,
        hint,
    )


def chip(told: dict[str, Any], *, contact: int) -> SafeString:
    """The basis for calls in a few words, with the way to its sheet."""
    reach = read(told, contact=contact)
    look = {FREE: ("line", "shield"), WANTED: ("warn", "triangle-alert"), BARRED: ("danger", "ban")}
    css, sign = look[reach.standing]
    url = sheet_url(contact)
    return format_html(
        '<a class="chip {}" href="{}" hx-get="{}" hx-target="#sheet">{}{}</a>',
        css, url, url, parts.icon(sign, size="s"), reach.words,
    )  # fmt: skip


def _barred(shown: str, words: str, *, is_mail: bool) -> SafeString:
    sign = parts.icon("ban" if is_mail else "phone-off", size="s")
    return format_html(
        '<span class="no-dial" title="{}">{}<s>{}</s><span class="no-dial-w">{}</span></span>',
        words,
        sign,
        shown,
        words,
    )


def _asked(shown: str, url: str) -> SafeString:
    return format_html(
        '<span class="no-dial">{}</span><a class="btn sm" href="{}" hx-get="{}" hx-target="#sheet">{}{}</a>',
        shown, url, url, parts.icon("shield", size="s"), _("State the basis"),
    )  # fmt: skip


def _says(name: str, kind: str, *, is_mail: bool) -> str:
    if not name:
        return str(CHANNELS[kind])
    return _("Write to %(name)s") % {"name": name} if is_mail else _("Call %(name)s") % {"name": name}


def _size(look: str) -> str:
    return "" if look in {"icon", "main"} else "s"


def _part(channel: Any, name: str) -> str:
    return str((channel.get(name) if isinstance(channel, dict) else getattr(channel, name)) or "")
