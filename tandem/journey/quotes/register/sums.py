"""What the quotes of a view come to: in all and per group, a line for each currency, never mixed (INV5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from tandem.base.tools.reads import Givens, Read
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.journey.quotes import queries
from tandem.journey.quotes.models import REASONS, STATES, Quote
from tandem.journey.quotes.register import filtering
from tandem.journey.quotes.register.filtering import NONE, Shape
from tandem.journey.quotes.register.wanted import Wanted

# More groups than this are summed up in the last line; the Excel file has them all.
SHOWN_GROUPS = 100
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What some quotes of one currency come to."""

    currency: str
    count: int
    net: Decimal
    weighted: Decimal
    list_value: Decimal
    quantity: Decimal
    # None for who may not see it; of how many quotes the cost is not known.
    margin: Decimal | None
    unknown: int

    @property
    def discount(self) -> Decimal:
        return self.list_value - self.net

    @property
    def discount_percent(self) -> Decimal | None:
        return self.discount * HUNDRED / self.list_value if self.list_value else None

    def and_(self, other: Sums) -> Sums:
        """Both together."""
        margin = None if self.margin is None or other.margin is None else self.margin + other.margin
        return Sums(
            currency=self.currency,
            count=self.count + other.count,
            net=self.net + other.net,
            weighted=self.weighted + other.weighted,
            list_value=self.list_value + other.list_value,
            quantity=self.quantity + other.quantity,
            margin=margin,
            unknown=self.unknown + other.unknown,
        )

    def less(self, other: Sums) -> Sums:
        """What is left without the other's quotes."""
        margin = None if self.margin is None or other.margin is None else self.margin - other.margin
        return Sums(
            currency=self.currency,
            count=self.count - other.count,
            net=self.net - other.net,
            weighted=self.weighted - other.weighted,
            list_value=self.list_value - other.list_value,
            quantity=self.quantity - other.quantity,
            margin=margin,
            unknown=self.unknown - other.unknown,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The quotes of one group in one currency."""

    key: str
    # What kind of group, and what it is called in words; a state or a month is put into words by the page.
    kind: str
    name: str
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """Everything a view comes to."""

    totals: list[Sums]
    groups: list[Group]
    # What the groups that are not shown come to, per currency.
    rest: list[Sums]


def summed(user: User, wanted: Wanted, *, at: datetime, limit: int | None = SHOWN_GROUPS) -> Summed:
    """The sums of a view, per group where it is grouped. One statement, one more for totals of cut groups, and one for
    names.
    """
    shape = filtering.shape_of(user, wanted)
    values = filtering.values_of(user, wanted, at=at)
    may = queries.may_see_margin(user)
    if not wanted.gruppe:
        return Summed(totals=_totals(shape, values, may=may), groups=[], rest=[])
    asked = _GROUPS if shape.filters else _ALL_GROUPS
    rows = asked(shape=shape, limit=limit, **values)
    is_cut = limit is not None and len(rows) > limit
    rows = rows[:limit] if is_cut else rows
    months = filtering.months_around(timezone.localtime(at, ZoneInfo(user.zone)).date())
    of_keys = [(filtering.told_key(wanted.gruppe, row[0], months), _sums(row[1:], may=may)) for row in rows]
    shown = _added(sums for _key, sums in of_keys)
    totals = _totals(shape, values, may=may) if is_cut else shown
    by_currency = {sums.currency: sums for sums in shown}
    rest = [
        total.less(by_currency[total.currency]) if total.currency in by_currency else total
        for total in totals
    ]
    names = _names(wanted.gruppe, [key for key, _sums in of_keys])
    groups = [Group(key=key, kind=wanted.gruppe, name=names.get(key, ""), sums=sums) for key, sums in of_keys]
    return Summed(
        totals=totals,
        groups=_ordered(groups, wanted.gruppe),
        rest=[sums for sums in rest if sums.count] if is_cut else [],
    )


def count(user: User, wanted: Wanted, *, at: datetime) -> int:
    """How many quotes a view holds."""
    shape = filtering.shape_of(user, replace(wanted, gruppe=wanted.gruppe if wanted.teil else ""))
    return sum(sums.count for sums in _totals(shape, filtering.values_of(user, wanted, at=at), may=False))


def _totals(shape: Shape, values: Mapping[str, object], *, may: bool) -> list[Sums]:
    asked = _TOTALS if shape.filters else _ALL_TOTALS
    return [_sums(row, may=may) for row in asked(shape=shape, **values)]


def _added(all_sums: Any) -> list[Sums]:
    by_currency: dict[str, Sums] = {}
    for sums in all_sums:
        before = by_currency.get(sums.currency)
        by_currency[sums.currency] = sums if before is None else before.and_(sums)
    return sorted(by_currency.values(), key=lambda sums: (-sums.net, sums.currency))


def _sums(row: Any, *, may: bool) -> Sums:
    currency, count_, net, weighted, list_value, quantity, margin, unknown = row
    return Sums(
        currency=currency,
        count=count_,
        net=net,
        weighted=weighted,
        list_value=list_value,
        quantity=quantity,
        margin=(margin or Decimal(0)) if may else None,
        unknown=unknown if may else 0,
    )


_SUMMED = {
    "count_": Count("pk"),
    "net_": Sum("net"),
    "weighted_": Sum("weighted"),
    "list_": Sum("list_value"),
    "quantity_": Sum("quantity"),
    "margin_": Sum("margin"),
    "unknown_": Count("pk", filter=Q(margin=None)),
}

_SPENT: dict[str, Any] = {"net_": Sum("net")}


def _totals_read(given: Givens, *, shape: Shape) -> QuerySet[Quote, Any]:
    sums = filtering.filtered(given, shape).order_by().values("currency").annotate(**_SUMMED)
    return sums.order_by("-net_", "currency").values_list("currency", *_SUMMED)  # type: ignore[misc]  # of _SUMMED


def _groups_read(given: Givens, *, shape: Shape, limit: int | None) -> QuerySet[Quote, Any]:
    found = filtering.filtered(given, shape)
    if shape.group == "kunde" and limit is not None:
        # Which of 20,000 customers are the largest is asked of one column; all columns are summed for these only.
        spent: QuerySet[Any, Any] = found.order_by().values("customer_key")
        largest = spent.annotate(**_SPENT).order_by("-net_", "customer_key")
        found = found.filter(customer_key__in=largest.values("customer_key")[: limit + 1])
    keyed = found.annotate(key=filtering.key_of(given, shape))
    sums = keyed.order_by().values("key", "currency").annotate(**_SUMMED)
    # Of months the newest, of all others the largest.
    by_key, by_net = F("key").desc(nulls_last=True), F("net_").desc()
    order = (by_key, by_net) if shape.group == "monat" else (by_net, by_key)
    rows = sums.order_by(*order, "currency").values_list("key", "currency", *_SUMMED)
    return rows if limit is None else rows[: limit + 1]


# What a filter leaves decides about the way to it.
_ALL_TOTALS, _ALL_GROUPS = Read(_totals_read), Read(_groups_read)
_TOTALS, _GROUPS = Read(_totals_read, keeps_plan=False), Read(_groups_read, keeps_plan=False)


def _names(kind: str, keys: list[str]) -> dict[str, str]:
    """What tandems, people and customers are called; the others are called by the page."""
    if not keys or kind not in ("tandem", "person", "kunde"):
        return {}
    if kind == "tandem":
        return {str(tandem.pk): tandem.name for tandem in people.tandems_by_name()}
    ids = [int(key) for key in keys if key != NONE]
    if kind == "person":
        found = people.all_people().filter(pk__in=ids)
        return {str(person.pk): person.full_name for person in found}
    named = Customer.objects.filter(pk__in=ids).values_list("pk", "name")
    return {str(pk): name for pk, name in named}


def _ordered(groups: list[Group], kind: str) -> list[Group]:
    """As a person reads them: states and reasons in their order, months from the newest, else the largest first."""
    order = {"stand": list(STATES), "grund": list(REASONS)}.get(kind)
    if order is not None:
        return sorted(groups, key=lambda group: order.index(group.key) if group.key in order else len(order))
    if kind == "klasse":
        return sorted(groups, key=lambda group: (group.key == NONE, group.key))
    return groups
