import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import money

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
WEIGHTS = st.lists(st.decimals(min_value=0, max_value=10**6, places=3), min_size=1, max_size=30)


def test_half_a_cent_goes_away_from_zero() -> None:
    assert money.cents(Decimal("2.005")) == Decimal("2.01")
    assert money.cents(Decimal("-2.005")) == Decimal("-2.01")
    assert str(money.cents(Decimal("-0.001"))) == "0.00"
    assert money.cents(Decimal("1e30")) == Decimal("1e30")


def test_no_amount_cannot_be_rounded() -> None:
    with pytest.raises(money.AmountError):
        money.cents(Decimal("NaN"))


def test_a_hundred_euros_among_three_lose_no_cent() -> None:
    assert money.share_out(Decimal(100), [1, 1, 1]) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert money.share_out(Decimal(-100), [1, 1, 1])[0] == Decimal("-33.34")
    assert money.share_out(Decimal("0.02"), [0, 1, 1, 1])[0] == 0
    assert money.share_out(Decimal(10), [0, 0]) == [5, 5]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_sharing_needs_somebody_and_no_negative_weight(weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"nobody|weight"):
        money.share_out(Decimal(1), weights)


@given(AMOUNTS, WEIGHTS)
def test_the_parts_always_sum_to_the_whole(total: Decimal, weights: list[Decimal]) -> None:
    parts = money.share_out(total, weights)
    assert sum(parts) == total
    assert all(part == money.cents(part) for part in parts)
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert part * total >= 0
        if whole:
            assert abs(part - total * weight / whole) < Decimal("0.0100001")
            assert weight or not part


@given(AMOUNTS, WEIGHTS)
def test_a_credit_is_shared_like_the_bill(total: Decimal, weights: list[Decimal]) -> None:
    assert money.share_out(-total, weights) == [-part for part in money.share_out(total, weights)]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("CHF 1’234.–", "1234"),
        ("12 500 €", "12500"),
        ("1.234", "1234"),
        ("6.480", "6480"),
        ("1.234.567,89", "1234567.89"),
        ("1234.567", "1234.567"),
        ("0.123", "0.123"),
        ("0,5", "0.5"),
        (".5", "0.5"),
        ("(250,00)", "-250"),
        ("−3,5", "-3.5"),
        ("5-", "-5"),
        ("99,--", "99"),
        ("0", "0"),
    ],
)
def test_amounts_are_read_as_people_write_them(written: str, amount: str) -> None:
    assert money.parse_amount(written) == Decimal(amount)


def test_an_english_list_has_its_own_thousands() -> None:
    assert money.parse_amount("1,234", decimal_mark=".") == 1234
    assert money.parse_amount("1.234", decimal_mark=".") == Decimal("1.234")


@pytest.mark.parametrize(
    "written", ["", "zwölf", "12 TEUR", "3 %", "1.23.456", "1,2,3", "12 34", "1..2", "€", "1" * 99, "1e5"]
)
def test_what_is_no_amount_is_refused_with_a_reason(written: str) -> None:
    with pytest.raises(money.AmountError) as refused:
        money.parse_amount(written)
    assert refused.value.reason


@given(AMOUNTS)
def test_a_german_amount_comes_back_as_it_was(amount: Decimal) -> None:
    written = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert money.parse_amount(written) == amount
    assert money.parse_amount(f"{amount:,.2f}", decimal_mark=".") == amount


@given(st.text(max_size=50))
def test_no_text_does_anything_but_give_an_amount_or_a_reason(written: str) -> None:
    with contextlib.suppress(money.AmountError):
        assert money.parse_amount(written).is_finite()
