"""Which products and price lists somebody may read; costs; finding a product while somebody types."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, Case, Count, F, Func, Q, QuerySet, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import queries as customers
from tandem.essentials.people.models import User
from tandem.essentials.products import rights, searching
from tandem.essentials.products.models import (
    CUSTOMER,
    CostPrice,
    PriceList,
    Product,
    ProductFile,
    ProductGroup,
    Surcharge,
    Tier,
    Unit,
    in_language,
)
from tandem.essentials.products.pricing import NEARNESS

LONGEST_QUERY = 100
# From so many letters on a word is looked for inside of words as well.
ENOUGH_LETTERS = 3


def visible_to(user: User) -> QuerySet[Product]:
    """The products a person reads: all, or none."""
    return Product.objects.all() if rights.may_read(user) else Product.objects.none()


def lists_visible_to(user: User) -> QuerySet[PriceList]:
    """The price lists a person reads; a customer's own only by who may read the customer (INV8)."""
    if not rights.may_read(user):
        return PriceList.objects.none()
    door = customers.door(user)
    if door.everything:
        return PriceList.objects.all()
    return PriceList.objects.filter(~Q(audience=CUSTOMER) | Q(customer__in=door.customers()))


def may_see_list(user: User, price_list: PriceList) -> bool:
    """Whether a person reads this list."""
    if price_list.customer_id is None:
        return rights.may_read(user)
    return rights.may_read(user) and customers.may_see(user, customer_id=price_list.customer_id)


def require_seen(user: User, price_list: PriceList) -> None:
    """Refuse unless the person may read the list."""
    if not may_see_list(user, price_list):
        raise NotAllowed(
            _("The list of a customer is kept by who may read the customer: sales management and order desk.")
        )


def get_for(user: User, pk: int) -> Product:
    """One product, or 404 whether it does not exist or is not for this person."""
    found = visible_to(user).select_related("unit", "group", "changed_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_list_for(user: User, pk: int) -> PriceList:
    """One price list, or 404."""
    found = lists_visible_to(user).select_related("customer", "changed_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_file_for(user: User, pk: int) -> ProductFile:
    """One file of a product, or 404."""
    seen = ProductFile.objects.filter(product__in=visible_to(user)).select_related("file", "product")
    found = seen.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def files_of(product: Product) -> list[ProductFile]:
    """Its images and documents, in the order in which they came."""
    return list(ProductFile.objects.filter(product=product).select_related("file__blob").order_by("pk")
                .defer("file__blob__content"))  # fmt: skip


def pictures_of(product_ids: Collection[int]) -> dict[int, str]:
    """The first image of each product as documents print it; products without one are left out."""
    if not product_ids:
        return {}
    first = ProductFile.objects.filter(product__in=product_ids, is_image=True, printed__isnull=False)
    first = first.order_by("product", "pk").distinct("product")
    drawn = first.values_list("product_id", "printed__blob__content")
    return {product_id: bytes(content).decode() for product_id, content in drawn}


def groups() -> list[ProductGroup]:
    """The product groups with how many products each has (`held`), by key number."""
    return list(ProductGroup.objects.annotate(held=Count("products")).order_by("number"))


def group_of(number: str) -> ProductGroup | None:
    """The group with a key number."""
    return ProductGroup.objects.filter(number=number.strip()).first()


def own_unit(code: str) -> Unit | None:
    """A unit of the company's own by its sign."""
    return Unit.objects.filter(code=code.strip(), is_standard=False).first()


def units() -> list[Unit]:
    """The standard units and the company's own, the standard ones first."""
    return list(Unit.objects.order_by("-is_standard", "pk"))


# --- costs


def cost_of(product: Product, *, day: date) -> Decimal | None:
    """What one unit costs us on a day, in the company's currency; None where nobody has said."""
    return costs_of([product.pk], day=day).get(product.pk)


def costs_of(product_ids: Iterable[int], *, day: date) -> dict[int, Decimal]:
    """What one unit of each product costs us on a day. One query."""
    held = CostPrice.objects.filter(product__in=list(product_ids), from_date__lte=day)
    return dict(
        held.order_by("product_id", "-from_date").distinct("product_id").values_list("product_id", "cost")
    )


def cost_history(user: User, product: Product) -> list[CostPrice]:
    """What it has cost, newest first; nothing for who may not know."""
    if not rights.may_see_cost(user):
        return []
    return list(CostPrice.objects.filter(product=product).select_related("kept_by").order_by("-from_date"))


# --- prices


@dataclass(frozen=True, slots=True)
class InList:
    """A product's tiers in one list."""

    price_list: PriceList
    tiers: list[Tier]


def in_lists(user: User, product: Product) -> list[InList]:
    """Its prices in every list the person reads, lists that hold now first. One query."""
    tiers = Tier.objects.filter(product=product, price_list__in=lists_visible_to(user).values("pk"))
    found: dict[int, InList] = {}
    for tier in tiers.select_related("price_list__customer").order_by("price_list__name", "from_quantity"):
        found.setdefault(tier.price_list_id, InList(tier.price_list, [])).tiers.append(tier)
    return list(found.values())


def get_surcharge_for(user: User, pk: int) -> Surcharge:
    """One surcharge, or 404 where it does not exist or belongs to a list that the person does not read."""
    seen = Q(price_list__isnull=True) | Q(price_list__in=lists_visible_to(user).values("pk"))
    return get_object_or_404(Surcharge.objects.filter(seen), pk=pk)


def surcharges(user: User) -> list[Surcharge]:
    """All surcharges the person reads, by kind, newest first."""
    seen = Surcharge.objects.filter(
        Q(price_list__isnull=True) | Q(price_list__in=lists_visible_to(user).values("pk"))
    )
    return list(
        seen.select_related("price_list").order_by("kind", "currency", "-valid_from", "below_total", "pk")
    )


# --- finding


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product that somebody may mean."""

    product_id: int
    number: str
    name_de: str
    name_en: str
    unit: str

    @property
    def name(self) -> str:
        """In the language of whoever reads."""
        return in_language(self.name_de, self.name_en)


def suggest(*, text: str, user: User, limit: int = 8) -> list[Suggestion]:
    """Products that are offered, by a part of number or name: those whose number begins with it first, then those
    whose name does, then the others. One statement.
    """
    if not rights.may_read(user):
        return []
    number, name, query = _asked(text)
    if not name:
        return []
    inside = query if len(name) >= ENOUGH_LETTERS else ""
    values: dict[str, str | int] = {
        "number": _like(number),
        "name": _like(name),
        "query": inside,
        "limit": max(0, min(limit, 100)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SUGGEST if inside else _SUGGEST_SHORT, values)
        rows = cursor.fetchall()
    found: dict[int, Suggestion] = {}
    for _rank, *row in rows:
        found.setdefault(row[0], Suggestion(*row))
    return list(found.values())[:limit]


def _asked(written: str) -> tuple[str, str, str]:
    wanted = text.clean(written, limit=LONGEST_QUERY)
    return searching.number_key(wanted), searching.name_key(wanted), searching.query(wanted)


def _like(beginning: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", beginning) + "%"


# Three short ways through an index in one statement, asked while somebody types: the ORM would take longer to write it.
_ROW = "p.id, p.number, p.name_de, p.name_en, p.unit_id FROM products_product p WHERE p.retired_at IS NULL"
_RANKS = (
    f"(SELECT 0 AS rank, {_ROW} AND p.number_key LIKE %(number)s ORDER BY p.number_key LIMIT %(limit)s)",
    f"(SELECT 1, {_ROW} AND p.name_key LIKE %(name)s ORDER BY p.name_key LIMIT %(limit)s)",
    f"(SELECT 2, {_ROW} AND p.terms @@ to_tsquery('simple', %(query)s) LIMIT %(limit)s)",
)
_AROUND = (
    "SELECT found.rank, found.id, found.number, found.name_de, found.name_en, unit.code FROM ({}) AS found"
    " JOIN products_unit unit ON unit.id = found.unit_id ORDER BY found.rank"
)
_SUGGEST = _AROUND.format(" UNION ALL ".join(_RANKS))
_SUGGEST_SHORT = _AROUND.format(" UNION ALL ".join(_RANKS[:2]))


def found_by(products: QuerySet[Product], written: str) -> QuerySet[Product]:
    """The products that a search means: every word of it in number or names."""
    query = searching.query(text.clean(written, limit=LONGEST_QUERY))
    if not query:
        return products.none()
    return products.filter(terms=SearchQuery(query, search_type="raw", config="simple"))


def by_numbers(numbers: Iterable[str]) -> dict[str, Product]:
    """Products by their number's key, for who reads lists of numbers. One query."""
    keys = {searching.number_key(number) for number in numbers}
    return {product.number_key: product for product in Product.objects.filter(number_key__in=keys)}


def by_ids(ids: Iterable[int]) -> dict[int, Product]:
    """Products with their units, for lines that name them. One query."""
    return Product.objects.select_related("unit").in_bulk(list(ids))


def audience_rank() -> Case:
    """Nearest to the customer first, for lists of price lists."""
    return Case(*(When(audience=key, then=Value(rank)) for key, rank in NEARNESS.items()))


class _AtLeast(Func):
    """At or after, by bytes: the order of the index by which the beginning of a number is found."""

    template = "(%(expressions)s)"
    arg_joiner = " ~>=~ "
    output_field = BooleanField()


class _Before(_AtLeast):
    """Before, by bytes."""

    arg_joiner = " ~<~ "


def numbers_from(written: str) -> tuple[str, str]:
    """Between which keys a number lies that begins as somebody wrote: the first of them, and what comes after all."""
    key = searching.number_key(written[:LONGEST_QUERY])
    return key, f"{key}\U0010ffff"


def numbered(first: object, last: object) -> QuerySet[Product, int]:
    """The ids of the products whose number begins so (`numbers_from`); the bounds may be places of a kept query."""
    keys = F("number_key")
    return Product.objects.filter(_AtLeast(keys, first), _Before(keys, last)).values_list("pk", flat=True)
