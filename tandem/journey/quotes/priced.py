"""What the price lists said of a line: kept with it as data, so that it is told in the reader's language and stays as
it was when the lists change. Plain Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.essentials.products.prices import Price
from tandem.essentials.products.pricing import ListRef, Part, Passed, Rule
from tandem.journey.quotes.models import QuoteLine

# A line that is a surcharge says which, instead of a price of the lists.
SURCHARGE = "surcharge"


def kept(price: Price) -> dict[str, Any]:
    """The price with where it comes from, as JSON keeps it."""
    plain: dict[str, Any] = _plain(asdict(price))
    del plain["product_id"]
    return plain


def of(line: QuoteLine) -> Price | None:
    """What the lists said of the line when they were asked last; None where it has no product."""
    data = line.priced
    if line.product_id is None or "quantity" not in data:
        return None
    held = data.get("price_list")
    return Price(
        product_id=line.product_id,
        quantity=Decimal(data["quantity"]),
        currency=data["currency"],
        day=date.fromisoformat(data["day"]),
        amount=_amount(data.get("amount")),
        price_list=_list(held) if held else None,
        from_quantity=_amount(data.get("from_quantity")),
        parts=tuple(_part(one) for one in data["parts"]),
        passed=tuple(
            Passed(
                _list(one["price_list"]),
                one["why"],
                begins=_amount(one.get("begins")),
                price=_amount(one.get("price")),
            )
            for one in data["passed"]
        ),
    )


def in_list(price: Price | None) -> Decimal:
    """What a line costs by the lists; 0 where they say nothing."""
    unit = price.unit_price if price is not None else None
    return Decimal(0) if unit is None else unit


def is_by_hand(line: QuoteLine) -> bool:
    """Whether somebody set another price than the lists say."""
    return line.product_id is not None and line.price != in_list(of(line))


def is_gap(line: QuoteLine) -> bool:
    """Whether the lists have no price and nobody has set one: a line that is not ready, never one for nothing."""
    price = of(line)
    return price is not None and not price.is_found and line.price == 0


def surcharge_of(line: QuoteLine) -> str:
    """Which surcharge the line is; empty for all others."""
    return str(line.priced.get(SURCHARGE, ""))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _amount(raw: str | None) -> Decimal | None:
    return None if raw is None else Decimal(raw)


def _list(data: Mapping[str, Any]) -> ListRef:
    to = data.get("valid_to")
    days = {
        "valid_from": date.fromisoformat(data["valid_from"]),
        "valid_to": date.fromisoformat(to) if to else None,
    }
    return ListRef(**{**data, **days})


def _part(data: Mapping[str, Any]) -> Part:
    rule = data["rule"]
    amounts = ("quotation", "base", "below_total", "below_quantity", "amount")
    to = rule.get("valid_to")
    return Part(
        data["kind"],
        Rule(
            kind=rule["kind"],
            list_pk=rule.get("list_pk"),
            currency=rule["currency"],
            valid_from=date.fromisoformat(rule["valid_from"]),
            valid_to=date.fromisoformat(to) if to else None,
            **{name: _amount(rule.get(name)) for name in amounts},
        ),
        per_unit=Decimal(data["per_unit"]),
        once=Decimal(data["once"]),
    )
