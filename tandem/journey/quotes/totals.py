"""What a quote costs: line, discounts, sections, tax per rate, contribution margin. Plain Python, exact decimals.

One rounding rule (`money.cents`, half a cent away from zero). Parts sum to the whole to the cent (INV5): the discount
on the total is shared out among the lines, sections sum to the sum of the items, tax is worked out once per rate on the
sum of that rate, never per line.

A line below zero is a rebate: it is no part of the list value, so that it counts as a discount like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.base.tools import money
from tandem.journey.quotes.models.kinds import COUNTED, ITEM, SECTION

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line says. Price and cost are per unit; discount and vat_rate in percent; cost None: not known."""

    quantity: Decimal = Decimal(1)
    price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    vat_rate: Decimal = Decimal(0)
    cost: Decimal | None = None
    kind: str = ITEM
    choice: str = COUNTED

    @property
    def is_counted(self) -> bool:
        """Whether it is an item that is neither optional nor an alternative."""
        return self.kind == ITEM and self.choice == COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSum:
    """A line in money: list value, net after its own discount, share of the discount on the total, cost."""

    list_value: Decimal
    net: Decimal
    share: Decimal
    cost: Decimal | None
    is_counted: bool

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
class SectionSum:
    """What the counted items of a section come to, before the discount on the total.

    `start` is the place of its heading among the lines; None for what stands before the first heading.
    """

    start: int | None
    net: Decimal


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
    sections: tuple[SectionSum, ...]
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
        """All discounts and rebates together."""
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

    @property
    def is_below_zero(self) -> bool:
        """Whether rebates take more than there is: of the whole, or of what one tax rate is worked out on."""
        return self.net < 0 or any(entry.net < 0 for entry in self.taxes)


def told(*, list_value: Decimal, net: Decimal, cost: Decimal | None) -> Totals:
    """The sums of a version that was made elsewhere, as they were told: without lines and taxes."""
    return Totals(
        lines=(), sections=(), list_value=list_value, subtotal=net, discount=ZERO, net=net, taxes=(), tax=ZERO,
        gross=net, cost=cost,
    )  # fmt: skip


def percent_of(part: Decimal | None, whole: Decimal) -> Decimal | None:
    """The part in percent of the whole; None where there is no whole."""
    if part is None or not whole:
        return None
    return part * HUNDRED / whole


def of(lines: Sequence[Line], *, discount: Decimal = Decimal(0)) -> Totals:
    """The sums of these lines with a discount (percent) on the total; only counted items are summed."""
    nets = [_net(line) for line in lines]
    counted = [net if line.is_counted else ZERO for line, net in zip(lines, nets, strict=True)]
    subtotal = sum(counted, ZERO)
    reduction = money.cents(subtotal * discount / HUNDRED)
    sums = tuple(
        LineSum(
            list_value=_list_value(line, net),
            net=net,
            share=share,
            cost=_line_cost(line),
            is_counted=line.is_counted,
        )
        for line, net, share in zip(lines, nets, _shares(reduction, counted, discount), strict=True)
    )
    taxes = _taxes(lines, sums)
    net = subtotal - reduction
    tax = sum((entry.tax for entry in taxes), ZERO)
    return Totals(
        lines=sums,
        sections=_sections(lines, counted),
        list_value=sum((line.list_value for line in sums if line.is_counted), ZERO),
        subtotal=subtotal,
        discount=reduction,
        net=net,
        taxes=taxes,
        tax=tax,
        gross=net + tax,
        cost=_cost(sums),
    )


def _list_value(line: Line, net: Decimal) -> Decimal:
    if line.kind != ITEM or line.price < 0:
        return ZERO
    return money.cents(line.quantity * line.price) if line.discount else net


def _net(line: Line) -> Decimal:
    if line.kind != ITEM:
        return ZERO
    return money.cents(line.quantity * line.price * (HUNDRED - line.discount) / HUNDRED)


def _line_cost(line: Line) -> Decimal | None:
    """A rebate costs nothing beyond itself, and what is no item costs nothing at all."""
    if line.cost is None:
        return ZERO if line.kind != ITEM or line.price < 0 else None
    return money.cents(line.quantity * line.cost)


def _shares(reduction: Decimal, counted: Sequence[Decimal], discount: Decimal) -> list[Decimal]:
    """The discount on the total, line by line. A rebate is lessened by its part, which the items then bear."""
    if not reduction:
        return [ZERO] * len(counted)
    off = [-net if net < 0 else ZERO for net in counted]
    lessened = money.cents(sum(off, ZERO) * discount / HUNDRED)
    less = money.share_out(lessened, off) if lessened else [ZERO] * len(off)
    borne = money.share_out(reduction + lessened, [max(net, ZERO) for net in counted])
    return [share - back for share, back in zip(borne, less, strict=True)]


def _sections(lines: Sequence[Line], counted: Sequence[Decimal]) -> tuple[SectionSum, ...]:
    """One per heading, and one for what stands before the first where that is counted."""
    found: list[SectionSum] = []
    start, net, is_loose = None, ZERO, False
    for place, (line, amount) in enumerate(zip(lines, counted, strict=True)):
        if line.kind == SECTION:
            if start is not None or is_loose:
                found.append(SectionSum(start, net))
            start, net = place, ZERO
        else:
            net += amount
            is_loose = is_loose or line.is_counted
    if start is not None or is_loose:
        found.append(SectionSum(start, net))
    return tuple(found)


def _taxes(lines: Sequence[Line], sums: Sequence[LineSum]) -> tuple[Tax, ...]:
    by_rate: dict[Decimal, Decimal] = {}
    for line, amount in zip(lines, sums, strict=True):
        if line.is_counted:
            by_rate[line.vat_rate] = by_rate.get(line.vat_rate, ZERO) + amount.final
    return tuple(
        Tax(rate=rate, net=net, tax=money.cents(net * rate / HUNDRED))
        for rate, net in sorted(by_rate.items(), reverse=True)
    )


def _cost(sums: Sequence[LineSum]) -> Decimal | None:
    counted = [line for line in sums if line.is_counted]
    known = [line.cost for line in counted if line.cost is not None]
    return sum(known, ZERO) if counted and len(known) == len(counted) else None
