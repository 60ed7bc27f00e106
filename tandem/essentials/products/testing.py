"""Makers for tests, through the real actions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tandem.essentials.products import actions
from tandem.essentials.products.models import PriceList, Product, Unit

SINCE = date(2026, 1, 1)


def a_product(
    *, at: datetime, number: str = "KG-250", name: str = "Getriebemotor KG 250", **more: Any
) -> Product:
    """A product in pieces."""
    unit = Unit.objects.get(code=more.pop("unit", "Stk"))
    facts = actions.Facts(number=number, name_de=name, unit=unit, **more)
    return actions.keep_product(product=None, facts=facts, by=None, at=at)


def a_list(
    *, at: datetime, name: str = "Liste 2026", currency: str = "EUR", valid_from: date = SINCE, **more: Any
) -> PriceList:
    """A price list for everybody, unless told otherwise."""
    facts = actions.ListFacts(name=name, currency=currency, valid_from=valid_from, **more)
    return actions.keep_list(price_list=None, facts=facts, by=None, at=at)


def priced(price_list: PriceList, product: Product, *tiers: tuple[str, str], at: datetime) -> None:
    """Tiers as (from quantity, price)."""
    wanted = [(Decimal(quantity), Decimal(price)) for quantity, price in tiers]
    actions.set_prices(price_list=price_list, product=product, tiers=wanted, by=None, at=at)
