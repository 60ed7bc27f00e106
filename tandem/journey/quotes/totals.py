"""What a quote costs: line, discounts, tax per rate, contribution margin. Plain Python, exact decimals.

One rounding rule (`money.cents`, half a cent away from zero). Parts sum to the whole to the cent (INV5):
the discount
on the total is shared out among the lines, tax is worked out once per rate on the sum of that rate, never
per line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.base.tools import money

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line says. Price and cost are per unit; discount and vat_rate in percent; cost None: not
    known."""

    quantity: Decimal
    price: Decimal
    discount: Decimal = Decimal(0)
    vat_rate: Decimal = Decimal(0)
    cost: Decimal | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSum:
    """A line in money: list value, net after its own discount, share of the discount on the total, cost."""

    list_value: Decimal
    net: Decimal
    share: Decimal
    cost: Decimal | None
    optional: bool

    @property
    def final(self) -> Decimal:
        """What the line brings after every discount."""
        return self.net - self.share

    @property
    def margin(self) -> Decimal | None:
        """Contribution margin; None where the cost is not known."""
        return None if self.cost is None else self.final - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        return percent_of(self.margin, self.final)


@dataclass(frozen=True, slots=True)
class Tax:
    """Tax of one rate on the sum of the lines with that rate."""

    rate: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A quote in money."""

    lines: tuple[LineSum, ...]
    list_value: Decimal
    subtotal: Decimal
    discount: Decimal
    net: Decimal
    taxes: tuple[Tax, ...]
    tax: Decimal
    gross: Decimal
    cost: Decimal | None

    @property
    def reduction(self) -> Decimal:
        """All discounts together."""
        return self.list_value - self.net

    @property
    def reduction_percent(self) -> Decimal | None:
        return percent_of(self.reduction, self.list_value)

    @property
    def margin(self) -> Decimal | None:
        return None if self.cost is None else self.net - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        return percent_of(self.margin, self.net)


def percent_of(part: Decimal | None, whole: Decimal) -> Decimal | None:
    """The part in percent of the whole; None where there is no whole."""
    if part is None or not whole:
        return None
    return part * HUNDRED / whole


def of(lines: Sequence[Line], *, discount: Decimal = Decimal(0)) -> Totals:
    """The sums of these lines with a discount (percent) on the total; optional lines are priced but not
    summed."""
    nets = [money.cents(line.quantity * line.price * (HUNDRED - line.discount) / HUNDRED) for line in lines]
    counted = [ZERO if line.optional else net for line, net in zip(lines, nets, strict=True)]
    subtotal = sum(counted, ZERO)
    reduction = money.cents(subtotal * discount / HUNDRED)
    # An optional line has no weight; where all weights are zero there is nothing to share out.
    shares = money.share_out(reduction, counted) if reduction else [ZERO] * len(counted)
    sums = tuple(
        LineSum(
            list_value=money.cents(line.quantity * line.price),
            net=net,
            share=share,
            cost=None if line.cost is None else money.cents(line.quantity * line.cost),
            optional=line.optional,
        )
        for line, net, share in zip(lines, nets, shares, strict=True)
    )
    taxes = _taxes(lines, sums)
    net = subtotal - reduction
    tax = sum((entry.tax for entry in taxes), ZERO)
    return Totals(
        lines=sums,
        list_value=sum((line.list_value for line in sums if not line.optional), ZERO),
        subtotal=subtotal,
        discount=reduction,
        net=net,
        taxes=taxes,
        tax=tax,
        gross=net + tax,
        cost=_cost(sums),
    )


def _taxes(lines: Sequence[Line], sums: Sequence[LineSum]) -> tuple[Tax, ...]:
    by_rate: dict[Decimal, Decimal] = {}
    for line, amount in zip(lines, sums, strict=True):
        if not line.optional:
            by_rate[line.vat_rate] = by_rate.get(line.vat_rate, ZERO) + amount.final
    return tuple(
        Tax(rate=rate, net=net, tax=money.cents(net * rate / HUNDRED))
        for rate, net in sorted(by_rate.items(), reverse=True)
    )


def _cost(sums: Sequence[LineSum]) -> Decimal | None:
    counted = [line for line in sums if not line.optional]
    known = [line.cost for line in counted if line.cost is not None]
    return sum(known, ZERO) if counted and len(known) == len(counted) else None
