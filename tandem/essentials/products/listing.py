"""The list of products: searched, filtered, page by page from a number on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from tandem.base.tools import text, validation
from tandem.essentials.people.models import User
from tandem.essentials.products import queries
from tandem.essentials.products.models import PriceList, Product, Tier

PAGE = 50
COUNTED = 1000
OFFERED, RETIRED, ALL = "", "retired", "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see, as it stands in the address."""

    q: str = ""
    group: int | None = None
    state: str = OFFERED
    after: str = ""
    before: str = ""

    @classmethod
    def from_address(cls, given: Mapping[str, str]) -> Wanted:
        """Whatever makes no sense is left out."""
        state = given.get("state", "")
        return cls(
            q=text.clean(given.get("q", ""), limit=queries.LONGEST_QUERY),
            group=validation.whole_number(given.get("group", "")),
            state=state if state in (RETIRED, ALL) else OFFERED,
            after=text.clean(given.get("after", ""), limit=40),
            before=text.clean(given.get("before", ""), limit=40),
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.group or self.state)

    def address(self, **changed: Any) -> str:
        """The same view with something changed, from its first page on unless a position is given."""
        view = replace(self, **{"after": "", "before": "", **changed})
        given = {
            "q": view.q, "group": view.group or "", "state": view.state, "after": view.after, "before": view.before,
        }  # fmt: skip
        return "?" + urlencode({key: value for key, value in given.items() if value})


@dataclass(frozen=True, slots=True)
class Page:
    """Some products, where to go on, how many there are (exactly up to a thousand)."""

    rows: list[Product]
    count: int
    is_exact: bool
    newer: str
    older: str


def wanted_products(user: User, wanted: Wanted) -> QuerySet[Product]:
    """All products of a view, whatever page: what an export holds."""
    products = queries.visible_to(user)
    if wanted.q:
        products = queries.found_by(products, wanted.q)
    if wanted.group:
        products = products.filter(group=wanted.group)
    if wanted.state != ALL:
        products = products.filter(retired_at__isnull=wanted.state == OFFERED)
    return products


def page(*, user: User, wanted: Wanted, size: int = PAGE) -> Page:
    """One page of what this person may see. Two statements."""
    products = wanted_products(user, wanted)
    rows, newer, older = _walk(
        products.select_related("unit", "group").order_by("number_key"), wanted, key="number_key", size=size
    )
    count = products.order_by()[: COUNTED + 1].count()
    return Page(
        rows=rows,
        count=min(count, COUNTED),
        is_exact=count <= COUNTED,
        newer=wanted.address(before=rows[0].number_key) if newer and rows else "",
        older=wanted.address(after=rows[-1].number_key) if older and rows else "",
    )


def _walk(rows: QuerySet[Any], wanted: Wanted, *, key: str, size: int) -> tuple[list[Any], bool, bool]:
    """A page from a position on, and whether there is anything before and after it."""
    if wanted.before:
        found = list(rows.filter(**{f"{key}__lt": wanted.before}).reverse()[: size + 1])
        more, found = len(found) > size, found[:size]
        return found[::-1], more, True
    if wanted.after:
        rows = rows.filter(**{f"{key}__gt": wanted.after})
    found = list(rows[: size + 1])
    return found[:size], bool(wanted.after), len(found) > size


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A product with its tiers in a list."""

    product: Product
    tiers: list[Tier]


@dataclass(frozen=True, slots=True)
class PricePage:
    """Some products of a price list."""

    rows: list[PriceRow]
    newer: str
    older: str


def prices(*, price_list: PriceList, wanted: Wanted, size: int = PAGE) -> PricePage:
    """One page of a list's prices. Two statements."""
    products = Product.objects.filter(pk__in=Tier.objects.filter(price_list=price_list).values("product"))
    if wanted.q:
        products = queries.found_by(products, wanted.q)
    rows, newer, older = _walk(
        products.select_related("unit").order_by("number_key"), wanted, key="number_key", size=size
    )
    return PricePage(
        rows=with_tiers(price_list, rows),
        newer=wanted.address(before=rows[0].number_key) if newer and rows else "",
        older=wanted.address(after=rows[-1].number_key) if older and rows else "",
    )


def with_tiers(price_list: PriceList, products: list[Product]) -> list[PriceRow]:
    """The products with their tiers in a list. One statement."""
    tiers: dict[int, list[Tier]] = {product.pk: [] for product in products}
    for tier in Tier.objects.filter(price_list=price_list, product__in=tiers).order_by("from_quantity"):
        tiers[tier.product_id].append(tier)
    return [PriceRow(product, tiers[product.pk]) for product in products]
