"""The one question: what does this product cost this customer on this day, and why.

    price = prices.find(product=..., customer=..., quantity=Decimal(8), currency="EUR", day=day)
    price.unit_price     # None where there is a gap: never a silent 0
    price.explain()      # sentences in the reader's language

A quote asks for all its lines at once (`find_many`): two queries, whatever their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from tandem.base.tools import money, text
from tandem.essentials.customers.models import Customer
from tandem.essentials.products import pricing, wording
from tandem.essentials.products.models import (
    COUNTRY,
    CUSTOMER,
    EVERYBODY,
    GROUP,
    PriceList,
    Product,
    Surcharge,
    Tier,
)
from tandem.essentials.products.pricing import ListRef, Offer, Part, Passed, Rule, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What was found: the price of one unit, where it comes from, what is added, what was passed over."""

    product_id: int
    quantity: Decimal
    currency: str
    day: date
    # The price of the list with its tier; None is a gap.
    amount: Decimal | None
    price_list: ListRef | None = None
    from_quantity: Decimal | None = None
    parts: tuple[Part, ...] = ()
    passed: tuple[Passed, ...] = ()

    @property
    def is_found(self) -> bool:
        return self.amount is not None

    @property
    def unit_price(self) -> Decimal | None:
        """One unit with what is added to each (copper), to four decimals."""
        if self.amount is None:
            return None
        return money.unit_price(sum((part.per_unit for part in self.parts), self.amount))

    @property
    def once(self) -> Decimal:
        """What is added once to the line: the small quantity."""
        return sum((part.once for part in self.parts), Decimal(0))

    @property
    def total(self) -> Decimal | None:
        """The whole line, rounded once, to the cent."""
        unit = self.unit_price
        return None if unit is None else money.cents(unit * self.quantity + self.once)

    def explain(self) -> list[str]:
        """Which price applies and why, what is added, and which other lists were passed over, in sentences."""
        return wording.explain(self)


@dataclass(frozen=True, slots=True)
class Ask:
    """One line of a quote: a product and how much of it."""

    product: Product
    quantity: Decimal


def find(
    *, product: Product, customer: Customer | None, quantity: Decimal, currency: str, day: date
) -> Price:
    """The price of one product. Two queries."""
    return find_many(asks=[Ask(product, quantity)], customer=customer, currency=currency, day=day)[0]


def find_many(*, asks: Sequence[Ask], customer: Customer | None, currency: str, day: date) -> list[Price]:
    """The prices of many lines in their order. Two queries, whatever their number."""
    offers = _offers({ask.product.pk for ask in asks}, customer)
    rules = _rules(currency)
    return [_priced(ask, offers[ask.product.pk], rules, currency=currency, day=day) for ask in asks]


def _priced(ask: Ask, offers: Iterable[Offer], rules: Sequence[Rule], *, currency: str, day: date) -> Price:
    chosen = pricing.choose(offers, quantity=ask.quantity, currency=currency, day=day)
    found = chosen.price_list
    parts: tuple[Part, ...] = ()
    if found is not None:
        parts = pricing.line_parts(
            rules, list_pk=found.pk, currency=currency, day=day, quantity=ask.quantity,
            copper_kg=ask.product.copper_kg,
        )  # fmt: skip
    return Price(
        product_id=ask.product.pk,
        quantity=ask.quantity,
        currency=currency,
        day=day,
        amount=chosen.tier.price if chosen.tier else None,
        price_list=found,
        from_quantity=chosen.tier.from_quantity if chosen.tier else None,
        parts=parts,
        passed=chosen.passed,
    )


def surcharges_of(
    *, total: Decimal, currency: str, day: date, lists: Iterable[ListRef] = ()
) -> tuple[Part, ...]:
    """What is added to a whole quote: freight, small total. Of the lists its prices come from the nearest decides.
    One query.
    """
    nearest = min(lists, key=lambda each: each.order, default=None)
    list_pk = nearest.pk if nearest is not None else None
    return pricing.total_parts(_rules(currency), list_pk=list_pk, currency=currency, day=day, total=total)


def in_words(part: Part, currency: str) -> str:
    """What a surcharge is, as a line of a document says it."""
    return wording.part(part, currency)


def lists_for(customer: Customer | None) -> QuerySet[PriceList]:
    """The lists that may hold for a customer: its own, its groups', its country's, everybody's."""
    meant = Q(audience=EVERYBODY)
    if customer is not None:
        keys = [text.name_key(tag)[:80] for tag in customer.tags]
        meant |= Q(audience=CUSTOMER, customer=customer)
        meant |= Q(audience=COUNTRY, country=customer.country)
        meant |= Q(audience=GROUP, tag_key__in=keys)
    return PriceList.objects.filter(meant)


_LIST = (
    "price_list_id", "price_list__name", "price_list__currency", "price_list__valid_from",
    "price_list__valid_to", "price_list__audience", "price_list__country", "price_list__tag",
)  # fmt: skip


def _offers(product_ids: set[int], customer: Customer | None) -> dict[int, list[Offer]]:
    """What the lists that may hold for the customer say of these products. One query."""
    tiers = Tier.objects.filter(product__in=product_ids, price_list__in=lists_for(customer).values("pk"))
    lists: dict[int, ListRef] = {}
    steps: defaultdict[tuple[int, int], list[Step]] = defaultdict(list)
    for product_id, from_quantity, price, *held in tiers.values_list(
        "product_id", "from_quantity", "price", *_LIST
    ):
        ref = lists.setdefault(held[0], ListRef(*held))
        steps[product_id, ref.pk].append(Step(from_quantity, price))
    found: defaultdict[int, list[Offer]] = defaultdict(list)
    for (product_id, list_pk), tier in steps.items():
        found[product_id].append(Offer(lists[list_pk], tier))
    return found


def _rules(currency: str) -> list[Rule]:
    names = (
        "kind", "price_list_id", "currency", "valid_from", "valid_to", "quotation", "base", "below_total",
        "below_quantity", "amount",
    )  # fmt: skip
    rows = Surcharge.objects.filter(currency=currency).order_by("pk")
    return [Rule(*row) for row in rows.values_list(*names)]
