"""Which price applies, and what is added to it. Plain Python: no reads, no clock.

Of the prices that fit (currency, day, quantity) one counts, by a total order: the list for the customer before the
customer's group, before the country, before everybody; of equals the one that began last, then the lower price, then
the smaller id. Nothing is ever made up: where no price fits there is none, and it is said why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.base.tools import money
from tandem.essentials.products.models import COPPER, COUNTRY, CUSTOMER, EVERYBODY, FREIGHT, GROUP, SMALL

ZERO = Decimal(0)
HUNDRED_KG = Decimal(100)
NEARNESS = {CUSTOMER: 0, GROUP: 1, COUNTRY: 2, EVERYBODY: 3}

# Why a list was passed over.
OTHER_CURRENCY, NOT_YET, ENDED, TOO_FEW = "currency", "not_yet", "ended", "too_few"
LESS_NEAR, OLDER, DEARER, LATER_ID = "less_near", "older", "dearer", "later_id"


@dataclass(frozen=True, slots=True)
class ListRef:
    """What one must know of a price list to choose among them."""

    pk: int
    name: str
    currency: str
    valid_from: date
    valid_to: date | None
    audience: str
    country: str = ""
    tag: str = ""

    @property
    def order(self) -> tuple[int, int, int]:
        """Nearer first, then newer, then the smaller id."""
        return NEARNESS[self.audience], -self.valid_from.toordinal(), self.pk


@dataclass(frozen=True, slots=True)
class Step:
    """One tier: from this quantity on, one unit costs this."""

    from_quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """What one list says of one product."""

    price_list: ListRef
    tiers: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Passed:
    """A list that did not count, and why; `begins` is its lowest quantity, `price` what it would have been."""

    price_list: ListRef
    why: str
    begins: Decimal | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tier that counts (None: a gap) and the lists that were passed over, nearest first."""

    price_list: ListRef | None
    tier: Step | None
    passed: tuple[Passed, ...]


def tier_for(tiers: Iterable[Step], quantity: Decimal) -> Step | None:
    """The tier of the largest quantity that is reached; a return (below zero) counts like a delivery."""
    reached = [tier for tier in tiers if tier.from_quantity <= abs(quantity)]
    return max(reached, key=lambda tier: tier.from_quantity, default=None)


def choose(offers: Iterable[Offer], *, quantity: Decimal, currency: str, day: date) -> Chosen:
    """The price that applies among what the lists say, and why each other one does not."""
    fitting: list[tuple[tuple[int, int, Decimal, int], ListRef, Step]] = []
    passed: list[Passed] = []
    for offer in offers:
        held = offer.price_list
        tier = tier_for(offer.tiers, quantity)
        why = _misfit(held, tier, currency=currency, day=day)
        if why or tier is None:
            begins = min((step.from_quantity for step in offer.tiers), default=None)
            passed.append(Passed(held, why, begins=begins, price=tier.price if tier else None))
        else:
            near, newer, pk = held.order
            fitting.append(((near, newer, tier.price, pk), held, tier))
    fitting.sort(key=lambda each: each[0])
    if not fitting:
        return Chosen(None, None, tuple(sorted(passed, key=lambda each: each.price_list.order)))
    best, won, tier = fitting[0]
    lost = [Passed(held, _behind(best, key), price=step.price) for key, held, step in fitting[1:]]
    return Chosen(won, tier, (*lost, *sorted(passed, key=lambda each: each.price_list.order)))


def _misfit(held: ListRef, tier: Step | None, *, currency: str, day: date) -> str:
    if held.currency != currency:
        return OTHER_CURRENCY
    if day < held.valid_from:
        return NOT_YET
    if held.valid_to is not None and day > held.valid_to:
        return ENDED
    return TOO_FEW if tier is None else ""


def _behind(best: tuple[int, int, Decimal, int], other: tuple[int, int, Decimal, int]) -> str:
    place = next(place for place in range(4) if best[place] != other[place])
    return (LESS_NEAR, OLDER, DEARER, LATER_ID)[place]


# --- surcharges


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of surcharges, as plain values."""

    kind: str
    list_pk: int | None
    currency: str
    valid_from: date
    valid_to: date | None
    quotation: Decimal | None = None
    base: Decimal | None = None
    below_total: Decimal | None = None
    below_quantity: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is added: to each unit (`per_unit`), or once to the line or the quote (`once`)."""

    kind: str
    rule: Rule
    per_unit: Decimal = ZERO
    once: Decimal = ZERO


def holding(rules: Iterable[Rule], *, kind: str, list_pk: int | None, currency: str, day: date) -> list[Rule]:
    """The rows that count: the list's own where it has any that day, else those for all; of these the newest."""
    fitting = [
        rule
        for rule in rules
        if rule.kind == kind
        and rule.currency == currency
        and rule.valid_from <= day
        and (rule.valid_to is None or day <= rule.valid_to)
    ]
    own = [rule for rule in fitting if list_pk is not None and rule.list_pk == list_pk]
    counted = own or [rule for rule in fitting if rule.list_pk is None]
    newest = max((rule.valid_from for rule in counted), default=None)
    return [rule for rule in counted if rule.valid_from == newest]


def copper_per_unit(*, kg: Decimal, quotation: Decimal, base: Decimal) -> Decimal:
    """Kilograms times what the quotation is above the base, per 100 kg; below the base nothing is taken off."""
    return money.unit_price(max(ZERO, kg * (quotation - base) / HUNDRED_KG))


def line_parts(
    rules: Sequence[Rule],
    *,
    list_pk: int | None,
    currency: str,
    day: date,
    quantity: Decimal,
    copper_kg: Decimal | None,
) -> tuple[Part, ...]:
    """What is added to one line: copper to each unit, an amount for a quantity that is small."""
    parts = []
    if copper_kg:
        for rule in holding(rules, kind=COPPER, list_pk=list_pk, currency=currency, day=day)[:1]:
            assert rule.quotation is not None
            assert rule.base is not None
            more = copper_per_unit(kg=copper_kg, quotation=rule.quotation, base=rule.base)
            parts += [Part(COPPER, rule, per_unit=more)] if more else []
    small = holding(rules, kind=SMALL, list_pk=list_pk, currency=currency, day=day)
    below = [
        rule for rule in small if rule.below_quantity is not None and abs(quantity) < rule.below_quantity
    ]
    parts += [
        Part(SMALL, rule, once=rule.amount)
        for rule in sorted(below, key=lambda each: each.below_quantity or ZERO)[:1]
        if rule.amount
    ]
    return tuple(parts)


def total_parts(
    rules: Sequence[Rule], *, list_pk: int | None, currency: str, day: date, total: Decimal
) -> tuple[Part, ...]:
    """What is added to a whole quote: freight and a small total; of several limits the lowest that is not reached."""
    parts = []
    for kind in (FREIGHT, SMALL):
        held = [
            rule
            for rule in holding(rules, kind=kind, list_pk=list_pk, currency=currency, day=day)
            if rule.below_quantity is None and (rule.below_total is None or total < rule.below_total)
        ]
        held.sort(key=lambda rule: (rule.below_total is None, rule.below_total or ZERO))
        parts += [Part(kind, rule, once=rule.amount) for rule in held[:1] if rule.amount]
    return tuple(parts)
