"""Which price applies: a total order, tiers, gaps that are told, and surcharges to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import money
from tandem.essentials.products import pricing
from tandem.essentials.products.models import COPPER, COUNTRY, CUSTOMER, EVERYBODY, FREIGHT, GROUP, SMALL
from tandem.essentials.products.pricing import ListRef, Offer, Rule, Step

D = Decimal
DAY = date(2026, 11, 26)

PRICES = st.decimals(min_value="0.0001", max_value="99999.9999", places=4)
QUANTITIES = st.decimals(min_value="0", max_value="5000", places=3)
STEPS = st.lists(
    st.builds(Step, QUANTITIES, PRICES), min_size=1, max_size=6, unique_by=lambda step: step.from_quantity
)


def ref(pk: int, audience: str = EVERYBODY, *, since: date = date(2026, 1, 1), currency: str = "EUR",
        until: date | None = None) -> ListRef:  # fmt: skip
    return ListRef(pk, f"Liste {pk}", currency, since, until, audience)


def offers() -> st.SearchStrategy[list[Offer]]:
    lists = st.builds(
        lambda pk, audience, days, currency, tiers: Offer(
            ref(pk, audience, since=date(2026, 1, 1) + timedelta(days=days), currency=currency), tiers
        ),
        st.integers(1, 10**6), st.sampled_from([CUSTOMER, GROUP, COUNTRY, EVERYBODY]),
        st.sampled_from([0, 0, 10, 200, 400]), st.sampled_from(["EUR", "EUR", "EUR", "CHF"]), STEPS,
    )  # fmt: skip
    return st.lists(lists, min_size=1, max_size=6, unique_by=lambda offer: offer.price_list.pk)


def only(pk: int, audience: str, price: str, **more: object) -> Offer:
    return Offer(ref(pk, audience, **more), [Step(D(0), D(price))])  # type: ignore[arg-type]


def chosen(*given_offers: Offer, quantity: str = "1") -> pricing.Chosen:
    return pricing.choose(given_offers, quantity=D(quantity), currency="EUR", day=DAY)


def test_the_nearer_to_the_customer_the_sooner_it_counts_whatever_it_costs() -> None:
    nearest_first = [
        only(4, CUSTOMER, "40"), only(3, GROUP, "30"), only(2, COUNTRY, "20"), only(1, EVERYBODY, "10"),
    ]  # fmt: skip
    for order in permutations(nearest_first):
        found = chosen(*order)
        assert found.price_list is not None
        assert found.price_list.pk == 4
        assert [one.price_list.pk for one in found.passed] == [3, 2, 1]
        assert {one.why for one in found.passed} == {pricing.LESS_NEAR}


def test_of_equals_the_newest_then_the_lower_price_then_the_id() -> None:
    newer = only(9, EVERYBODY, "90", since=date(2026, 6, 1))
    assert chosen(only(1, EVERYBODY, "10"), newer).passed[0].why == pricing.OLDER
    found = chosen(only(1, EVERYBODY, "10"), only(2, EVERYBODY, "9"))
    assert found.tier == Step(D(0), D(9))
    assert found.passed[0].why == pricing.DEARER
    found = chosen(only(2, EVERYBODY, "9"), only(1, EVERYBODY, "9"))
    assert found.price_list is not None
    assert found.price_list.pk == 1
    assert found.passed[0].why == pricing.LATER_ID


@given(offers(), QUANTITIES, st.randoms())
def test_the_order_in_which_lists_are_read_never_matters(
    some: list[Offer], quantity: Decimal, rng: object
) -> None:
    first = pricing.choose(some, quantity=quantity, currency="EUR", day=DAY)
    shuffled = list(some)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    again = pricing.choose(shuffled, quantity=quantity, currency="EUR", day=DAY)
    assert (again.price_list, again.tier) == (first.price_list, first.tier)
    assert set(again.passed) == set(first.passed)
    assert len(first.passed) == len(some) - (first.tier is not None)


@given(offers(), QUANTITIES)
def test_taking_away_a_list_that_did_not_count_changes_nothing(some: list[Offer], quantity: Decimal) -> None:
    first = pricing.choose(some, quantity=quantity, currency="EUR", day=DAY)
    for passed in first.passed:
        rest = [offer for offer in some if offer.price_list.pk != passed.price_list.pk]
        again = pricing.choose(rest, quantity=quantity, currency="EUR", day=DAY)
        assert (again.price_list, again.tier) == (first.price_list, first.tier)


@given(STEPS, QUANTITIES, QUANTITIES)
def test_a_larger_quantity_never_falls_back_to_an_earlier_tier(
    tiers: list[Step], one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    few, many = pricing.tier_for(tiers, low), pricing.tier_for(tiers, high)
    if few is not None:
        assert many is not None
        assert few.from_quantity <= low
        assert few.from_quantity <= many.from_quantity <= high
    else:
        assert all(tier.from_quantity > low for tier in tiers)


@given(STEPS, QUANTITIES)
def test_a_return_costs_what_a_delivery_does(tiers: list[Step], quantity: Decimal) -> None:
    assert pricing.tier_for(tiers, -quantity) == pricing.tier_for(tiers, quantity)


@pytest.mark.parametrize(
    ("offer", "quantity", "why"),
    [
        (only(1, EVERYBODY, "5", currency="CHF"), "1", pricing.OTHER_CURRENCY),
        (only(1, EVERYBODY, "5", since=date(2027, 1, 1)), "1", pricing.NOT_YET),
        (only(1, EVERYBODY, "5", until=date(2026, 11, 25)), "1", pricing.ENDED),
        (Offer(ref(1), [Step(D(10), D(5))]), "9.999", pricing.TOO_FEW),
    ],
)
def test_a_gap_is_told_and_is_no_zero(offer: Offer, quantity: str, why: str) -> None:
    found = chosen(offer, quantity=quantity)
    assert found.tier is None
    assert [one.why for one in found.passed] == [why]


def test_the_first_and_the_last_day_of_a_list_count() -> None:
    assert chosen(only(1, EVERYBODY, "5", since=DAY, until=DAY)).tier is not None


# --- surcharges


def copper(quotation: str, base: str, *, list_pk: int | None = None, since: date = date(2026, 1, 1)) -> Rule:
    return Rule(COPPER, list_pk, "EUR", since, None, quotation=D(quotation), base=D(base))


def line(
    rules: list[Rule], *, kg: str | None = "12.5", quantity: str = "4", list_pk: int = 1
) -> list[pricing.Part]:
    return list(
        pricing.line_parts(
            rules,
            list_pk=list_pk,
            currency="EUR",
            day=DAY,
            quantity=D(quantity),
            copper_kg=D(kg) if kg else None,
        )
    )


def test_copper_is_weight_times_what_the_quotation_is_above_the_base() -> None:
    assert [part.per_unit for part in line([copper("912.50", "150.00")])] == [D("95.3125")]
    assert line([copper("912.50", "150.00")], kg=None) == []
    assert line([copper("140.00", "150.00")]) == []


def test_the_newest_row_counts_and_a_list_s_own_before_those_for_all() -> None:
    rules = [
        copper("900", "150"),
        copper("1000", "150", since=date(2026, 10, 1)),
        copper("150", "150", list_pk=2),
    ]
    assert [part.per_unit for part in line(rules)] == [D("106.2500")]
    assert line(rules, list_pk=2) == []


@given(
    st.decimals(min_value="0.0001", max_value="9999", places=4),
    st.decimals(min_value="0", max_value="3000", places=2),
    st.decimals(min_value="0", max_value="3000", places=2),
)
def test_copper_is_exact_to_its_four_decimals(kg: Decimal, quotation: Decimal, base: Decimal) -> None:
    found = pricing.copper_per_unit(kg=kg, quotation=quotation, base=base)
    exact = max(Fraction(0), Fraction(kg) * (Fraction(quotation) - Fraction(base)) / 100)
    assert found == money.unit_price(found)
    assert abs(Fraction(found) - exact) <= Fraction(1, 20000)


def test_freight_goes_by_the_lowest_limit_that_is_not_reached() -> None:
    def rule(below: str | None, amount: str) -> Rule:
        limit = D(below) if below else None
        return Rule(FREIGHT, None, "EUR", date(2026, 1, 1), None, below_total=limit, amount=D(amount))

    rules = [rule("2000", "45"), rule("500", "89"), rule("5000", "0")]

    def freight(total: str) -> list[Decimal]:
        parts = pricing.total_parts(rules, list_pk=None, currency="EUR", day=DAY, total=D(total))
        return [part.once for part in parts]

    assert freight("499.99") == [D(89)]
    assert freight("500") == [D(45)]
    assert freight("2000") == []
    assert freight("9000") == []
    rules.append(rule(None, "120"))
    assert freight("9000") == [D(120)]


def test_a_small_quantity_is_added_once_to_its_line_and_a_small_total_to_the_quote() -> None:
    few = Rule(SMALL, None, "EUR", date(2026, 1, 1), None, below_quantity=D(10), amount=D(25))
    little = Rule(SMALL, None, "EUR", date(2026, 1, 1), None, below_total=D(150), amount=D(15))
    assert [part.once for part in line([few, little], kg=None, quantity="9.999")] == [D(25)]
    assert line([few, little], kg=None, quantity="10") == []
    found = pricing.total_parts([few, little], list_pk=1, currency="EUR", day=DAY, total=D("149.99"))
    assert [part.once for part in found] == [D(15)]
