"""Reading orders: one door, the list, revenue."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404

from tandem.base.tools import numbers
from tandem.base.tools.reads import Read
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.customers.queries import Door
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.models import Matter
from tandem.journey.orders.models import CONFIRMED, Order, OrderLine

PAGE = 50


def visible_to(user: User) -> QuerySet[Order]:
    """The confirmed orders of the matters a person may read."""
    return Order.objects.filter(confirmed_at__isnull=False, matter__in=teamwork.visible_to(user))


def get_for(user: User, pk: int) -> Order:
    """One order, or 404 whether it does not exist or is not for this person."""
    related = (
        "matter__customer__tandem",
        "matter__contact",
        "matter__accountable",
        "matter__step",
        "version__quote",
    )
    orders = visible_to(user).select_related(*related, "confirmed_by", "mail", "pdf", "delivery__recorded_by")
    return get_object_or_404(orders, pk=pk)


def of_matter(matter: Matter) -> Order | None:
    """The order of a matter."""
    return Order.objects.filter(matter=matter).first()


def confirmed(matter: int | OuterRef) -> QuerySet[Order]:
    """The confirmed order of a matter, by its id or the `OuterRef` to it."""
    return Order.objects.filter(matter=matter, confirmed_at__isnull=False)


def lines_of(order: Order) -> list[OrderLine]:
    """The lines in order."""
    return list(order.lines.order_by("position"))


# What a row of the list shows; the rest of three wide tables stays where it is.
SHOWN = (
    *(
        "title",
        "number",
        "state",
        "is_first",
        "net",
        "currency",
        "promised_on",
        "delivered_on",
        "confirmed_at",
    ),
    *("matter__closed_at", "matter__customer__name", "matter__customer__city"),
    *("matter__accountable__first_name", "matter__accountable__last_name", "matter__accountable__roles"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the list shows. `sort` is date (newest first) or promise (soonest first)."""

    state: str = CONFIRMED
    mine: bool = False
    tandem_id: int | None = None
    sort: str = "promise"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `after` opens the next one, empty at the end."""

    orders: list[Order]
    after: str


def listed(user: User, chosen: Filter, *, after: str = "", limit: int = PAGE) -> Page:
    """The orders a person may read, a page at a time by keyset."""
    by_promise = chosen.sort == "promise"
    field = "promised_on" if by_promise else "confirmed_at"
    orders = _filtered(user, chosen)
    if after:
        value, pk = _cursor(after, by_promise=by_promise)
        beyond = "gt" if by_promise else "lt"
        orders = orders.filter(Q(**{f"{field}__{beyond}": value}) | Q(**{field: value, f"pk__{beyond}": pk}))
    sign = "" if by_promise else "-"
    ordered = (
        orders.select_related("matter__customer", "matter__accountable")
        .only(*SHOWN)
        .order_by(f"{sign}{field}", f"{sign}pk")
    )
    rows = list(ordered[: limit + 1])
    if len(rows) <= limit:
        return Page(orders=rows, after="")
    last = rows[limit - 1]
    mark = json.dumps([getattr(last, field).isoformat(), last.pk]).encode()
    return Page(orders=rows[:limit], after=base64.urlsafe_b64encode(mark).decode().rstrip("="))


def _cursor(after: str, *, by_promise: bool) -> tuple[date | datetime, int]:
    try:
        written, pk = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        value = date.fromisoformat(written) if by_promise else datetime.fromisoformat(written)
        return value, int(pk)
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise Http404 from error


def sums_of(user: User, chosen: Filter) -> list[Mapping[str, Any]]:
    """How many and how much, per currency."""
    orders = _filtered(user, chosen).order_by()
    return list(
        orders.values("currency").annotate(count=Count("pk"), net=Sum("net")).order_by("-net", "currency")
    )


def _filtered(user: User, chosen: Filter) -> QuerySet[Order]:
    orders = visible_to(user)
    if chosen.state:
        orders = orders.filter(state=chosen.state)
    if chosen.mine:
        orders = orders.filter(matter__accountable=user)
    if chosen.tandem_id is not None:
        orders = orders.filter(matter__customer__tandem_id=chosen.tandem_id)
    return orders


# --- for other rooms and surfaces


def find(user: User, text: str, *, limit: int = 5) -> list[Order]:
    """Orders whose number begins like the text: 26-0412, 26-04, 412."""
    sought, door = numbers.sought(text), customers.door(user)
    if sought is None:
        return []
    if not sought.beginning:
        return _BY_SERIAL(door=door, limit=limit, serial=sought.serial)
    match = Q(number__startswith=sought.beginning)
    if sought.serial is not None:
        match |= Q(serial=sought.serial)
    return list(_found(match, door=door, limit=limit))


def _found(match: Q, *, door: Door, limit: int) -> QuerySet[Order]:
    orders = Order.objects.filter(match).select_related("matter__customer")
    if not door.everything:
        orders = orders.filter(matter__customer__in=door.customers())
    return orders.order_by("-confirmed_at", "-pk")[:limit]


_BY_SERIAL = Read(lambda given, door, limit: _found(Q(serial=given.serial), door=door, limit=limit))


def open_for(customer: Customer, *, limit: int = 20) -> list[Order]:
    """The orders of a customer that are not delivered; ask only for customers the reader may see."""
    orders = Order.objects.filter(matter__customer=customer, state=CONFIRMED, confirmed_at__isnull=False)
    return list(orders.select_related("matter__accountable").order_by("promised_on", "pk")[:limit])


def revenue(customer: Customer, *, year: int) -> dict[str, Decimal]:
    """Net order value confirmed in a year, by currency."""
    orders = Order.objects.filter(matter__customer=customer, confirmed_at__year=year).order_by()
    return {row["currency"]: row["net"] for row in orders.values("currency").annotate(net=Sum("net"))}
