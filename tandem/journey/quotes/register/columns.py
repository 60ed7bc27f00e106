"""The columns of the register: what each shows on the page and in the Excel file, and who may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.base.design import filters, parts
from tandem.essentials.people.models import User
from tandem.journey.quotes import queries
from tandem.journey.quotes.models import LOST, OPEN, WON, Quote
from tandem.journey.quotes.register.listing import Detail

# How a value is written in Excel, and on which side it stands.
TEXT, MONEY, NUMBER, PERCENT, DAY = "text", "money", "number", "percent", "day"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What cells are drawn from, besides the quote."""

    at: datetime
    details: Mapping[int, Detail]
    tandems: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `value` is what Excel gets; `cell` what the page shows, where that is more than the value."""

    key: str
    label: str | Promise
    kind: str
    value: Callable[[Quote, Drawn], Any]
    cell: Callable[[Quote, Drawn], Any] | None = None
    # The order that a click on its heading gives.
    sort: str = ""
    # Shown only to who may see margins.
    is_margin: bool = False
    needs_detail: bool = False
    # Of the phone's few lines it is one; it says what it is without its label.
    on_phone: bool = False
    is_plain: bool = False

    @property
    def css(self) -> str:
        """The classes of its cells."""
        names = ["r" if self.is_right else "", "" if self.on_phone else "not-phone"]
        names += ["nowrap" if self.kind == DAY else "", {"kunde": "wide", "betrag": "b"}.get(self.key, "")]
        return " ".join(filter(None, names))

    @property
    def is_right(self) -> bool:
        """Whether it stands right, as figures do."""
        return self.kind in (MONEY, NUMBER, PERCENT)

    def shown(self, quote: Quote, drawn: Drawn) -> Any:
        """What the page shows."""
        if self.cell is not None:
            return self.cell(quote, drawn)
        value = self.value(quote, drawn)
        if value is None:
            return ""
        if self.kind == MONEY:
            return filters.money(value, quote.currency)
        if self.kind == PERCENT:
            return filters.percent(value, 0)
        if self.kind == NUMBER:
            return filters.number(value)
        return filters.day(value, drawn.at) if self.kind == DAY else value


def for_reader(user: User) -> list[Column]:
    """All columns that this person may have, in their usual order."""
    may = queries.may_see_margin(user)
    return [column for column in ALL if may or not column.is_margin]


def chosen(user: User, keys: tuple[str, ...]) -> list[Column]:
    """The columns of a view in its order; the usual ones where it names none that there is."""
    known = {column.key: column for column in for_reader(user)}
    found = [known[key] for key in keys if key in known]
    return found or [known[key] for key in USUAL]


def _detail(quote: Quote, drawn: Drawn) -> Detail | None:
    return drawn.details.get(quote.pk)


def _local(moment: datetime | None) -> Any:
    return timezone.localtime(moment).date() if moment is not None else None


def _sent(quote: Quote, _drawn: Drawn) -> Any:
    return _local(quote.dated_at) if quote.number else None


def _discount_percent(quote: Quote, _drawn: Drawn) -> Decimal | None:
    return (quote.list_value - quote.net) * 100 / quote.list_value if quote.list_value else None


def _margin_percent(quote: Quote, _drawn: Drawn) -> Decimal | None:
    return quote.margin * 100 / quote.net if quote.margin is not None and quote.net else None


def _owner(quote: Quote, _drawn: Drawn) -> str:
    person = quote.matter.accountable
    return person.full_name if person is not None else ""


def _owner_cell(quote: Quote, _drawn: Drawn) -> Any:
    person = quote.matter.accountable
    return parts.who(person, on=quote.matter.closed_at is None) if person is not None else ""


def _customer_cell(quote: Quote, _drawn: Drawn) -> Any:
    customer = quote.matter.customer
    return format_html('<span class="reg-c">{}</span><div class="d">{}</div>', customer.name, customer.city)


def _state_cell(quote: Quote, _drawn: Drawn) -> Any:
    if quote.state == LOST:
        return format_html('{} <span class="d">· {}</span>', quote.state_label, quote.reason_label)
    return parts.chip(quote.state_label, kind="ok" if quote.state == WON else "line")


def _follow_up_cell(quote: Quote, drawn: Drawn) -> Any:
    if quote.state != OPEN:
        return _state_cell(quote, drawn)
    due = filters.due(quote.follow_up_at, drawn.at)
    return parts.chip(due, kind="warn") if filters.overdue(quote.follow_up_at, drawn.at) else due


def _version(quote: Quote, drawn: Drawn) -> int | None:
    detail = _detail(quote, drawn)
    return detail.version if detail is not None else None


def _valid_until(quote: Quote, drawn: Drawn) -> Any:
    detail = _detail(quote, drawn)
    return detail.valid_until if detail is not None else None


def _deliveries(quote: Quote, drawn: Drawn) -> str:
    detail = _detail(quote, drawn)
    return ", ".join(detail.deliveries) if detail is not None else ""


def _contact(quote: Quote, _drawn: Drawn) -> str:
    contact = quote.matter.contact
    return contact.full_name if contact is not None else ""


ALL = [
    Column(
        key="kunde",
        label=_("Customer"),
        kind=TEXT,
        value=lambda quote, _drawn: quote.matter.customer.name,
        cell=_customer_cell,
        sort="kunde",
        on_phone=True,
        is_plain=True,
    ),
    Column(key="ort", label=_("City"), kind=TEXT, value=lambda quote, _drawn: quote.matter.customer.city),
    Column(
        key="klasse",
        label=pgettext_lazy("customer", "Class"),
        kind=TEXT,
        value=lambda quote, _drawn: quote.matter.customer.klass,
    ),
    Column(
        key="land", label=_("Country"), kind=TEXT, value=lambda quote, _drawn: quote.matter.customer.country
    ),
    Column(key="ansprechpartner", label=_("Contact"), kind=TEXT, value=_contact),
    Column(
        key="betrag",
        label=_("Net"),
        kind=MONEY,
        value=lambda quote, _drawn: quote.net,
        sort="betrag",
        on_phone=True,
        is_plain=True,
    ),
    Column(
        key="gewichtet",
        label=_("Weighted"),
        kind=MONEY,
        value=lambda quote, _drawn: quote.weighted,
        sort="gewichtet",
    ),
    Column(key="liste", label=_("List value"), kind=MONEY, value=lambda quote, _drawn: quote.list_value),
    Column(
        key="nachlass",
        label=_("Discount"),
        kind=MONEY,
        value=lambda quote, _drawn: quote.list_value - quote.net,
    ),
    Column(key="nachlass_prozent", label=_("Discount %"), kind=PERCENT, value=_discount_percent),
    Column(
        key="db",
        label=_("Margin"),
        kind=MONEY,
        value=lambda quote, _drawn: quote.margin,
        sort="db",
        is_margin=True,
    ),
    Column(key="db_prozent", label=_("Margin %"), kind=PERCENT, value=_margin_percent, is_margin=True),
    Column(key="menge", label=_("Quantity"), kind=NUMBER, value=lambda quote, _drawn: quote.quantity),
    Column(
        key="chance",
        label=pgettext_lazy("of a quote", "Chance"),
        kind=PERCENT,
        value=lambda quote, _drawn: quote.probability,
        sort="chance",
        on_phone=True,
    ),
    Column(
        key="stand",
        label=_("State"),
        kind=TEXT,
        value=lambda quote, _drawn: quote.state_label,
        cell=_state_cell,
        on_phone=True,
    ),
    Column(key="version", label=_("Version"), kind=NUMBER, value=_version, needs_detail=True),
    Column(key="datum", label=_("Sent"), kind=DAY, value=_sent, sort="datum", on_phone=True),
    Column(
        key="nachfassen",
        label=_("Follow up"),
        kind=DAY,
        value=lambda quote, _drawn: _local(quote.follow_up_at),
        cell=_follow_up_cell,
        sort="nachfassen",
        on_phone=True,
    ),
    Column(key="gueltig", label=_("Valid until"), kind=DAY, value=_valid_until, needs_detail=True),
    Column(key="liefertermin", label=_("Delivery date"), kind=TEXT, value=_deliveries, needs_detail=True),
    Column(
        key="entscheidung",
        label=_("Decided"),
        kind=DAY,
        value=lambda quote, _drawn: _local(quote.decided_at),
        sort="entscheidung",
    ),
    Column(key="grund", label=_("Reason"), kind=TEXT, value=lambda quote, _drawn: quote.reason_label),
    Column(key="wettbewerb", label=_("Competitor"), kind=TEXT, value=lambda quote, _drawn: quote.competitor),
    Column(
        key="tandem",
        label=_("Tandem"),
        kind=TEXT,
        value=lambda quote, drawn: drawn.tandems.get(quote.tandem_key or 0, ""),
    ),
    Column(
        key="person",
        label=pgettext_lazy("whose turn", "Turn"),
        kind=TEXT,
        value=_owner,
        cell=_owner_cell,
        on_phone=True,
        is_plain=True,
    ),
]
USUAL = ("kunde", "betrag", "chance", "nachfassen", "datum", "person")
