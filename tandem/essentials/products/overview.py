"""Price lists beside each other: what holds now, and where two are for the same people at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tandem.essentials.people.models import User
from tandem.essentials.products import queries
from tandem.essentials.products.models import PriceList

SHOWN = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A price list with how many products it holds, and whether it holds today."""

    price_list: PriceList
    products: int
    state: str


def lists(user: User, *, day: date) -> list[Line]:
    """The lists the person reads: those that hold now first, nearest to the customer first. One query."""
    rows = (
        queries.lists_visible_to(user)
        .select_related("customer")
        .annotate(products=Count("tiers__product", distinct=True), rank=queries.audience_rank())
        .order_by("rank", "-valid_from", "name")[:SHOWN]
    )
    lines = [Line(row, row.products, state(row, day=day)) for row in rows]
    return sorted(lines, key=lambda line: ("now", "later", "ended").index(line.state))


def state(held: PriceList, *, day: date) -> str:
    """Whether a list holds today: 'now', 'later' or 'ended'."""
    if held.is_valid_on(day):
        return "now"
    return "later" if held.valid_from > day else "ended"


def beside(user: User, held: PriceList) -> list[PriceList]:
    """Other lists in the same currency for the same people whose time falls together with this one's: of these the one
    that began last counts. One query.
    """
    same = queries.lists_visible_to(user).filter(
        currency=held.currency, audience=held.audience, country=held.country, tag_key=held.tag_key,
        customer=held.customer_id,
    )  # fmt: skip
    ends = Q(valid_to__isnull=True) | Q(valid_to__gte=held.valid_from)
    same = same.filter(ends).exclude(pk=held.pk)
    if held.valid_to is not None:
        same = same.filter(valid_from__lte=held.valid_to)
    return list(same.order_by("-valid_from")[:20])
