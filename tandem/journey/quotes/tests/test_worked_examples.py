"""Ten worked examples: what Tandem makes of them to the cent, and what others are reported to make of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bench import rounding

PAGE = Path(__file__).parents[4] / "docs" / "comparison-rounding.md"
# Worked out by hand: net, tax.
BY_HAND = [
    ("317.50", "60.33"),
    ("5350.66", "1177.15"),
    ("358.63", "53.79"),
    ("1.30", "0.25"),
    ("0.00", "0.00"),
    ("0.00", "0.00"),
    ("35.63", "6.77"),
    ("193.02", "25.09"),
    ("6.66", "1.33"),
    ("130.33", "8.39"),
]


@pytest.mark.parametrize(("example", "by_hand"), list(zip(rounding.EXAMPLES, BY_HAND, strict=True)))
def test_a_quote_comes_to_what_was_worked_out_by_hand(
    example: rounding.Example, by_hand: tuple[str, str]
) -> None:
    net, tax = map(Decimal, by_hand)
    assert rounding.tandem(example) == (net, tax, net + tax)


def test_the_rules_of_others_give_what_is_reported_of_them() -> None:
    _half, places, discounts, *_rest = rounding.EXAMPLES
    assert rounding.odoo_per_line(places)[2] == Decimal("6527.81")
    assert rounding.odoo_globally(places)[2] == Decimal("6527.80")
    assert rounding.odoo_per_line(discounts)[2] == Decimal("412.43")
    assert rounding.odoo_globally(discounts)[2] == Decimal("412.42")


def test_the_page_shows_what_the_benchmark_prints() -> None:
    assert "\n".join(rounding.table()) in PAGE.read_text()
