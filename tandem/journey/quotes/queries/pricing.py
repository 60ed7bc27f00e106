"""What the price lists would say of a draft today, and which surcharges they propose for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from tandem.essentials.products import prices
from tandem.essentials.products.models import FREIGHT
from tandem.essentials.products.prices import Price
from tandem.essentials.products.pricing import ListRef, Part
from tandem.journey.quotes import priced, totals
from tandem.journey.quotes.models import QuoteLine, QuoteVersion


@dataclass(frozen=True, slots=True)
class Proposal:
    """A surcharge that could be taken into the quote: which, how much, and why in the reader's language."""

    key: str
    part: Part
    why: str

    @property
    def amount(self) -> Decimal:
        return self.part.once

    @property
    def label(self) -> str:
        return label(self.part)


def label(part: Part) -> str:
    """What the line of a surcharge is called, in the language of the moment."""
    return _("Share of the freight") if part.kind == FREIGHT else _("Surcharge for a small quantity")


def text_of(proposal: Proposal, language: str) -> str:
    """The text of the line, in the language of the quote."""
    with translation.override(language):
        return label(proposal.part)


def proposals(
    version: QuoteVersion, lines: Sequence[QuoteLine], sums: totals.Totals, *, day: date
) -> list[Proposal]:
    """The surcharges of the whole and of small quantities that are not in the quote yet. One query, and none for a
    quote without a price of the lists.
    """
    found = [(line, price) for line in lines if line.is_counted and (price := _found(line)) is not None]
    if not found:
        return []
    lists: list[ListRef] = [price.price_list for _line, price in found if price.price_list is not None]
    charged = sum(
        (
            part.net
            for line, part in zip(lines, sums.lines, strict=True)
            if line.is_counted and priced.surcharge_of(line)
        ),
        totals.ZERO,
    )
    currency = version.quote.currency
    parts = [
        (part.kind, part)
        for part in prices.surcharges_of(total=sums.net - charged, currency=currency, day=day, lists=lists)
    ]
    parts += [
        (f"{part.kind}:{price.product_id}", part)
        for _line, price in found
        for part in price.parts
        if part.once
    ]
    taken = {priced.surcharge_of(line) for line in lines}
    return [
        Proposal(key, part, prices.in_words(part, currency))
        for key, part in dict(parts).items()
        if key not in taken
    ]


def _found(line: QuoteLine) -> Price | None:
    price = priced.of(line)
    return price if price is not None and price.is_found else None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A line with the price that the lists say today."""

    line: QuoteLine
    price: Price

    @property
    def old(self) -> Decimal:
        return self.line.price

    @property
    def new(self) -> Decimal | None:
        return self.price.unit_price

    @property
    def is_by_hand(self) -> bool:
        return priced.is_by_hand(self.line)

    @property
    def is_retired(self) -> bool:
        return self.line.product is not None and self.line.product.retired_at is not None

    @property
    def may_change(self) -> bool:
        """A gap takes no price away, and what is no longer offered stays as it is."""
        return self.new is not None and self.new != self.old and not self.is_retired

    @property
    def told(self) -> str:
        """What was shown of it, so that only this is done."""
        return f"{self.line.pk}:{self.old:f}:{self.new if self.new is not None else ''}"


def fresh(version: QuoteVersion, lines: Sequence[QuoteLine], *, day: date) -> list[Fresh]:
    """Every product of the draft with its price of today. Two queries."""
    held = [line for line in lines if line.product is not None]
    if not held:
        return []
    quote = version.quote
    asks = [prices.Ask(line.product, line.quantity) for line in held if line.product is not None]
    found = prices.find_many(asks=asks, customer=quote.matter.customer, currency=quote.currency, day=day)
    return [Fresh(line, price) for line, price in zip(held, found, strict=True)]
