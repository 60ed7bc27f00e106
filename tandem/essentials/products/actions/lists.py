"""Price lists and the prices in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import text
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.products import entries, queries, rights
from tandem.essentials.products.actions import refusals
from tandem.essentials.products.actions.refusals import NotValid
from tandem.essentials.products.models import (
    AUDIENCES,
    COUNTRY,
    CUSTOMER,
    EVERYBODY,
    GROUP,
    PriceList,
    Product,
    Surcharge,
    Tier,
)

MOST_TIERS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What is kept of a price list; of country, tag and customer the one that its audience names."""

    name: str
    currency: str
    valid_from: date
    valid_to: date | None = None
    audience: str = EVERYBODY
    country: str = ""
    tag: str = ""
    customer: Customer | None = None


@transaction.atomic
def keep_list(*, price_list: PriceList | None, facts: ListFacts, by: User | None, at: datetime) -> PriceList:
    """Make a price list or change for whom and when it is. Its currency stays while there are prices in it."""
    _require(by, price_list)
    name = refusals.words(facts.name, label=_("Name"), limit=120)
    if not text.name_key(name):
        raise NotValid(_("A price list needs a name."))
    if facts.valid_to is not None and facts.valid_to < facts.valid_from:
        raise NotValid(_("The price list ends before it begins."))
    currency = refusals.currency(facts.currency)
    kept = PriceList.objects.select_for_update().get(pk=price_list.pk) if price_list else PriceList()
    if PriceList.objects.filter(name_key=text.name_key(name)[:120]).exclude(pk=kept.pk).exists():
        raise NotValid(_("There is a price list “%(name)s” already.") % {"name": name})
    if kept.pk and kept.currency != currency and _is_used(kept):
        raise NotValid(
            _("The prices in this list are in %(currency)s. Make a new list for another currency.")
            % {"currency": kept.currency}
        )
    _meant_for(kept, facts, by)
    kept.name, kept.name_key, kept.currency = name, text.name_key(name)[:120], currency
    kept.valid_from, kept.valid_to = facts.valid_from, facts.valid_to
    kept.changed_at, kept.changed_by = at, by
    kept.save()
    event = entries.PriceListChanged(name=name, is_new=price_list is None, valid_from=str(kept.valid_from))
    journal.record(event, customer_id=kept.customer_id, by=by, at=at)
    return kept


def _is_used(kept: PriceList) -> bool:
    return kept.tiers.exists() or Surcharge.objects.filter(price_list=kept).exists()


def _meant_for(kept: PriceList, facts: ListFacts, by: User | None) -> None:
    if facts.audience not in AUDIENCES:
        raise NotValid(_("Say for whom the list is."))
    kept.audience, kept.country, kept.tag, kept.tag_key, kept.customer = facts.audience, "", "", "", None
    if facts.audience == COUNTRY:
        kept.country = refusals.country(facts.country)
    elif facts.audience == GROUP:
        kept.tag = refusals.words(facts.tag, label=_("Customer group"), limit=40)
        kept.tag_key = text.name_key(kept.tag)[:80]
        if not kept.tag_key:
            raise NotValid(_("Say for which customer group the list is: a tag of customers."))
    elif facts.audience == CUSTOMER:
        if facts.customer is None:
            raise NotValid(_("Say for which customer the list is."))
        kept.customer = facts.customer
    if by is not None:
        queries.require_seen(by, kept)


def _require(by: User | None, price_list: PriceList | None) -> None:
    rights.require_keep(by)
    if by is not None and price_list is not None:
        queries.require_seen(by, price_list)


@transaction.atomic
def set_prices(
    *,
    price_list: PriceList,
    product: Product,
    tiers: Sequence[tuple[Decimal, Decimal]],
    by: User | None,
    at: datetime,
) -> list[Tier]:
    """Keep a product's prices in a list: from which quantity on, how much each. No tiers take it out of the list.

    Tiers may come in any order; a quantity twice is refused. The lowest counts from its quantity on: below it the
    product has no price in this list.
    """
    set_many_prices(price_list=price_list, prices=[(product, tiers)], by=by, at=at)
    return list(Tier.objects.filter(price_list=price_list, product=product).order_by("from_quantity"))


@transaction.atomic
def set_many_prices(
    *,
    price_list: PriceList,
    prices: Sequence[tuple[Product, Sequence[tuple[Decimal, Decimal]]]],
    by: User | None,
    at: datetime,
) -> int:
    """The same for many products at once, as one change; how many products have other prices now."""
    _require(by, price_list)
    wanted = {product.pk: _tiers(tiers) for product, tiers in prices}
    held = PriceList.objects.select_for_update().get(pk=price_list.pk)
    before: dict[int, dict[Decimal, Decimal]] = {pk: {} for pk in wanted}
    tiers = Tier.objects.filter(price_list=held, product__in=wanted)
    for pk, quantity, price in tiers.values_list("product_id", "from_quantity", "price"):
        before[pk][quantity] = price
    changed = [pk for pk, steps in wanted.items() if steps != before[pk]]
    if not changed:
        return 0
    Tier.objects.filter(price_list=held, product__in=changed).delete()
    Tier.objects.bulk_create(
        Tier(price_list=held, product_id=pk, from_quantity=quantity, price=price)
        for pk in changed
        for quantity, price in sorted(wanted[pk].items())
    )
    _changed(held, by=by, at=at, prices=len(changed))
    return len(changed)


def _tiers(tiers: Sequence[tuple[Decimal, Decimal]]) -> dict[Decimal, Decimal]:
    if len(tiers) > MOST_TIERS:
        raise NotValid(_("A product has at most %(count)d tiers in a list.") % {"count": MOST_TIERS})
    wanted: dict[Decimal, Decimal] = {}
    for quantity, price in tiers:
        begins = refusals.from_quantity(quantity)
        if begins in wanted:
            raise NotValid(_("Two prices begin at the same quantity."))
        wanted[begins] = refusals.price(price)
    return wanted


def _changed(held: PriceList, *, by: User | None, at: datetime, prices: int) -> None:
    held.changed_at, held.changed_by = at, by
    held.save(update_fields=["changed_at", "changed_by"])
    event = entries.PriceListChanged(name=held.name, prices=prices, valid_from=str(held.valid_from))
    journal.record(event, customer_id=held.customer_id, by=by, at=at)


@transaction.atomic
def copy_list(
    *,
    price_list: PriceList,
    name: str,
    valid_from: date,
    percent: Decimal,
    by: User | None,
    at: datetime,
) -> PriceList:
    """The same list from another day on, all prices raised or lowered by so many percent, each rounded to the cent
    (where it has four decimals, to four). The old list ends the day before.
    """
    _require(by, price_list)
    if not (percent.is_finite() and Decimal(-90) <= percent <= Decimal(500)):
        raise NotValid(_("Prices change by −90 to 500 percent."))
    old = PriceList.objects.select_for_update().get(pk=price_list.pk)
    if valid_from <= old.valid_from:
        raise NotValid(_("The new list begins after the old one."))
    facts = ListFacts(
        name=name, currency=old.currency, valid_from=valid_from, valid_to=None, audience=old.audience,
        country=old.country, tag=old.tag, customer=old.customer,
    )  # fmt: skip
    made = keep_list(price_list=None, facts=facts, by=by, at=at)
    factor = 1 + percent / 100
    raised = "CASE WHEN price = round(price, 2) THEN greatest(round(price * %s, 2), 0.01)"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO products_tier (price_list_id, product_id, from_quantity, price)"  # noqa: S608  # a constant
            f" SELECT %s, product_id, from_quantity, {raised} ELSE greatest(round(price * %s, 4), 0.0001) END"
            " FROM products_tier WHERE price_list_id = %s",
            [made.pk, factor, factor, old.pk],
        )
        copied = cursor.rowcount
    day_before = date.fromordinal(valid_from.toordinal() - 1)
    if old.valid_to is None or old.valid_to > day_before:
        old.valid_to = day_before
        old.save(update_fields=["valid_to"])
    _changed(made, by=by, at=at, prices=copied)
    return made


def raised(price: Decimal, percent: Decimal) -> Decimal:
    """One price by so many percent, as `copy_list` does: to the cent, or to four decimals where it had them."""
    places = Decimal("0.01") if price == round(price, 2) else Decimal("0.0001")
    return max((price * (1 + percent / 100)).quantize(places, rounding=ROUND_HALF_UP), places)
