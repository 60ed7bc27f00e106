"""`python -m bench.rounding`: ten quotes in cents, as Tandem, Odoo and ERPNext work them out.

The rules of the others are written down here after their documentation and their published source. Neither of them is
run. Where a result is reported of them it stands beside the example; examples 5 and 6 are reports of faults, which the
rules by themselves do not have.

- Odoo, per line: net and tax of a line are rounded to the cent, then summed. Globally: a line's net and tax are summed
  unrounded, the sums are rounded ("Rounding Method" in its accounting settings).
- ERPNext: the price after the line's discount is rounded to the precision of the field (two places unless set
  otherwise), then the amount of the line; tax is summed unrounded over the lines and rounded at the end, halves to the
  even cent ("Banker's Rounding", the default of its system settings). A discount on the total is shared out in
  proportion, the last line takes what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import click

from tandem.journey.quotes import totals
from tandem.journey.quotes.totals import Line

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
# Net, tax, gross.
Sums = tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True, kw_only=True)
class Example:
    """A quote, what it shows, and what is reported of others for it."""

    shows: str
    lines: Sequence[Line]
    discount: Decimal = Decimal(0)
    reported: str = ""


def line(quantity: str, price: str, *, discount: str = "0", vat: str = "19") -> Line:
    """A line from what is typed: `line("16", "348.35", discount="4", vat="22")`."""
    return Line(
        quantity=Decimal(quantity), price=Decimal(price), discount=Decimal(discount), vat_rate=Decimal(vat)
    )


EXAMPLES: tuple[Example, ...] = (
    Example(
        shows="Half a cent of tax",
        lines=[line("1", "317.50")],
        reported="ERPNext 60.33 for the invoice and -60.32 for its credit note (frappe/frappe#19570)",
    ),
    Example(
        shows="Net of a line with more than two places",
        lines=[line("16", "348.35", discount="4", vat="22")],
        reported="Odoo 6527.81 per line, 6527.80 globally (odoo/odoo#37896)",
    ),
    Example(
        shows="Discounts on two lines",
        lines=[line("10", "30.75", discount="5", vat="15"), line("1", "70", discount="5", vat="15")],
        reported="Odoo globally shows 412.43 in its list and 412.42 in its form "
        "(odoo/odoo#177192, which names 17 % for a line; its sums are of 15 %)",
    ),
    Example(shows="Many small lines of one rate", lines=[line("1", "0.13")] * 10),
    Example(
        shows="Prices of four places",
        lines=[line("4", "2.8207", vat="15"), line("5", "2.8207", vat="15")],
        discount=Decimal(100),
        reported="Odoo does not come to zero (odoo/odoo#248889)",
    ),
    Example(
        shows="All of it taken off",
        lines=[line("1", "11.50", vat="15"), line("1", "11.50", vat="15")],
        discount=Decimal(100),
        reported="Odoo globally comes to 0.01 (odoo/odoo#271032)",
    ),
    Example(
        shows="A thousand cheap parts with a discount",
        lines=[line("1000", "0.0375", discount="5")],
    ),
    Example(
        shows="Two rates and a discount on the total",
        lines=[line("3", "33.33"), line("7", "14.29", vat="7")],
        discount=Decimal("3.5"),
    ),
    Example(shows="A third of a metre", lines=[line("0.333", "9.99", vat="20"), line("0.333", "9.99", vat="20")]),
    Example(
        shows="Swiss rates",
        lines=[line("12", "7.85", discount="2.5", vat="8.1"), line("2", "19.90", vat="2.6")],
        discount=Decimal(1),
    ),
)  # fmt: skip


def tandem(example: Example) -> Sums:
    """A line is rounded once, the discount shared out to the cent, tax worked out once per rate."""
    sums = totals.of(example.lines, discount=example.discount)
    return sums.net, sums.tax, sums.gross


def odoo_per_line(example: Example) -> Sums:
    """Every line rounded, the discount on the total as a line of its own for each rate."""
    found = [(_up(_net(one)), one.vat_rate) for one in example.lines]
    found += [
        (_up(-net * example.discount / HUNDRED), rate) for rate, net in _by_rate(found) if example.discount
    ]
    net = sum((amount for amount, _rate in found), Decimal(0))
    tax = sum((_up(amount * rate / HUNDRED) for amount, rate in found), Decimal(0))
    return net, tax, net + tax


def odoo_globally(example: Example) -> Sums:
    """The lines unrounded, the discount taken from the rounded sum of a rate, net and tax rounded at the end."""
    raw = [(_net(one), one.vat_rate) for one in example.lines]
    taken = [
        (_up(-net * example.discount / HUNDRED), rate) for rate, net in _by_rate(raw) if example.discount
    ]
    net = _up(sum((amount for amount, _rate in [*raw, *taken]), Decimal(0)))
    tax = sum((_up(amount * rate / HUNDRED) for rate, amount in _by_rate([*raw, *taken])), Decimal(0))
    return net, tax, net + tax


def erpnext(example: Example) -> Sums:
    """Price, amount and the sum of the tax rounded, halves to the even cent."""
    amounts = [
        _even(_even(one.price * (HUNDRED - one.discount) / HUNDRED) * one.quantity) for one in example.lines
    ]
    total = sum(amounts, Decimal(0))
    left = off = _even(total * example.discount / HUNDRED)
    nets = []
    for place, amount in enumerate(amounts):
        is_last = place == len(amounts) - 1
        share = left if is_last else amount - _even(amount - off * amount / total)
        left -= share
        nets.append(amount - share)
    net = sum(nets, Decimal(0))
    rates = [(amount, one.vat_rate) for amount, one in zip(nets, example.lines, strict=True)]
    tax = sum((_even(amount * rate / HUNDRED) for rate, amount in _by_rate(rates)), Decimal(0))
    return net, tax, net + tax


def _net(one: Line) -> Decimal:
    return one.quantity * one.price * (HUNDRED - one.discount) / HUNDRED


def _by_rate(found: Sequence[tuple[Decimal, Decimal]]) -> list[tuple[Decimal, Decimal]]:
    rates: dict[Decimal, Decimal] = {}
    for amount, rate in found:
        rates[rate] = rates.get(rate, Decimal(0)) + amount
    return list(rates.items())


def _up(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def _even(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


WAYS: dict[str, Callable[[Example], Sums]] = {
    "Tandem": tandem,
    "Odoo per line": odoo_per_line,
    "Odoo globally": odoo_globally,
    "ERPNext": erpnext,
}


def table() -> list[str]:
    """The table of `docs/comparison-rounding.md`: net, tax, gross of each."""
    rows = ["| | " + " | ".join(WAYS) + " |", "| --- |" + " --- |" * len(WAYS)]
    for number, example in enumerate(EXAMPLES, start=1):
        cells = ["{:.2f} + {:.2f} = {:.2f}".format(*map(abs, way(example))) for way in WAYS.values()]
        rows.append(f"| {number}. {example.shows} | " + " | ".join(cells) + " |")
    return rows


def main() -> None:
    """Print the table."""
    click.echo("\n".join(table()))


if __name__ == "__main__":
    main()
