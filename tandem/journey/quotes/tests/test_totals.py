"""Exact money: parts sum to the whole to the cent (INV5)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools.money import cents
from tandem.journey.quotes import totals
from tandem.journey.quotes.models.kinds import ALTERNATIVE, ITEM, OPTIONAL, PAGE_BREAK, SECTION, TEXT
from tandem.journey.quotes.totals import Line

D = Decimal

lines = st.lists(
    st.builds(
        Line,
        quantity=st.decimals("0.001", "9999", places=3),
        price=st.decimals("0", "99999", places=4),
        discount=st.decimals("0", "100", places=2),
        vat_rate=st.sampled_from([D("19"), D("7"), D("8.1"), D("20"), D(0)]),
        cost=st.one_of(st.none(), st.decimals("0", "99999", places=4)),
        choice=st.sampled_from(["", "", OPTIONAL, ALTERNATIVE]),
    ),
    max_size=12,
)
kinds = st.sampled_from([ITEM, ITEM, ITEM, TEXT, SECTION, PAGE_BREAK])
mixed = st.lists(
    st.one_of(
        st.builds(
            Line,
            kind=kinds,
            quantity=st.decimals("0.0001", "9999", places=4),
            price=st.decimals("0", "99999", places=4),
            discount=st.decimals("0", "100", places=2),
            vat_rate=st.sampled_from([D("19"), D("7")]),
            choice=st.sampled_from(["", "", OPTIONAL, ALTERNATIVE]),
        ),
        # A rebate: an own line below zero.
        st.builds(
            Line,
            quantity=st.decimals("1", "9", places=0),
            price=st.decimals("-999", "-0.0001", places=4),
            vat_rate=st.sampled_from([D("19"), D("7")]),
        ),
    ),
    max_size=14,
)
percents = st.decimals("0", "100", places=2)


@given(lines, percents)
def test_what_the_lines_bring_sums_to_the_net_total(given_lines: list[Line], discount: D) -> None:
    sums = totals.of(given_lines, discount=discount)
    assert sum((line.final for line in sums.lines if line.is_counted), D(0)) == sums.net
    assert sum((line.share for line in sums.lines), D(0)) == sums.discount
    assert sums.subtotal - sums.discount == sums.net


@given(lines, percents)
def test_the_rates_sum_to_the_total_and_every_amount_is_in_cents(
    given_lines: list[Line], discount: D
) -> None:
    sums = totals.of(given_lines, discount=discount)
    assert sum((entry.net for entry in sums.taxes), D(0)) == sums.net
    assert sums.net + sum((entry.tax for entry in sums.taxes), D(0)) == sums.gross
    amounts = [sums.list_value, sums.subtotal, sums.discount, sums.net, sums.tax, sums.gross]
    amounts += [line.final for line in sums.lines] + [entry.tax for entry in sums.taxes]
    assert all(amount == cents(amount) for amount in amounts)


@given(lines, percents)
def test_no_line_and_no_total_falls_below_zero(given_lines: list[Line], discount: D) -> None:
    sums = totals.of(given_lines, discount=discount)
    assert all(line.final >= 0 for line in sums.lines)
    assert 0 <= sums.net <= sums.list_value + D("0.01") * len(given_lines)
    assert sums.gross >= sums.net


@given(lines, percents)
def test_the_margin_is_the_net_less_the_cost_or_unknown(given_lines: list[Line], discount: D) -> None:
    sums = totals.of(given_lines, discount=discount)
    counted = [line for line in given_lines if line.is_counted]
    if counted and all(line.cost is not None for line in counted):
        assert sums.margin == sum((part.margin or D(0) for part in sums.lines if part.is_counted), D(0))
    else:
        assert sums.margin is None
        assert sums.margin_percent is None


def test_the_drawn_quote_comes_out_as_drawn() -> None:
    drawn = [
        Line(quantity=D(6), price=D(2480), discount=D(8), vat_rate=D(19)),
        Line(quantity=D(12), price=D(1390), discount=D(6), vat_rate=D(19)),
        Line(quantity=D(8), price=D(1365), discount=D(8), vat_rate=D(19)),
        Line(quantity=D(4), price=D(1890), discount=D(10), vat_rate=D(19)),
        Line(quantity=D(2), price=D(1180), vat_rate=D(19)),
        Line(quantity=D(1), price=D(480), vat_rate=D(19)),
    ]
    sums = totals.of(drawn)
    assert [line.net for line in sums.lines] == [
        D(text) for text in ["13689.60", "15679.20", "10046.40", "6804", "2360", "480"]
    ]
    assert (sums.list_value, sums.net, sums.gross) == (D("52880.00"), D("49059.20"), D("58380.45"))
    assert sums.reduction == D("3820.80")


def test_tax_is_worked_out_once_per_rate_on_the_sum_not_per_line() -> None:
    # Three times 0.33 at 19 %: per line 3 x 0.06, on the sum 0.19.
    sums = totals.of([Line(quantity=D(1), price=D("0.33"), vat_rate=D(19)) for _ in range(3)])
    assert sums.tax == D("0.19")


def test_a_discount_on_the_total_meets_each_rate_with_its_share() -> None:
    sums = totals.of(
        [
            Line(quantity=D(1), price=D(100), vat_rate=D(19)),
            Line(quantity=D(1), price=D(50), vat_rate=D(7)),
        ],
        discount=D(10),
    )
    assert [(entry.rate, entry.net, entry.tax) for entry in sums.taxes] == [
        (D(19), D("90.00"), D("17.10")),
        (D(7), D("45.00"), D("3.15")),
    ]


def test_an_optional_line_is_priced_but_not_summed() -> None:
    sums = totals.of(
        [
            Line(quantity=D(1), price=D(100), vat_rate=D(19)),
            Line(quantity=D(1), price=D(40), vat_rate=D(19), choice=OPTIONAL),
        ]
    )
    assert sums.lines[1].net == D("40.00")
    assert sums.net == D("100.00")


@given(mixed, percents)
def test_the_sections_sum_to_the_items_and_the_lines_to_the_net_total(
    given_lines: list[Line], discount: D
) -> None:
    sums = totals.of(given_lines, discount=discount)
    assert sum((section.net for section in sums.sections), D(0)) == sums.subtotal
    assert sum((line.final for line in sums.lines if line.is_counted), D(0)) == sums.net
    assert sum((line.share for line in sums.lines), D(0)) == sums.discount
    assert sum((entry.net for entry in sums.taxes), D(0)) == sums.net
    amounts = [section.net for section in sums.sections] + [line.share for line in sums.lines]
    assert all(amount == cents(amount) for amount in amounts)


@given(mixed, percents)
def test_a_discount_takes_no_line_beyond_what_it_is(given_lines: list[Line], discount: D) -> None:
    sums = totals.of(given_lines, discount=discount)
    if sums.subtotal < 0:
        return
    for line in sums.lines:
        if line.is_counted:
            assert min(line.net, D(0)) <= line.final <= max(line.net, D(0))


@given(mixed)
def test_every_heading_has_a_subtotal_and_only_headings_and_the_beginning_do(given_lines: list[Line]) -> None:
    headings = [place for place, line in enumerate(given_lines) if line.kind == SECTION]
    starts = [section.start for section in totals.of(given_lines).sections]
    assert [start for start in starts if start is not None] == headings
    assert starts.count(None) <= 1


def test_a_section_goes_to_the_next_heading_and_leaves_out_what_is_not_counted() -> None:
    sums = totals.of(
        [
            Line(price=D(5)),
            Line(kind=SECTION),
            Line(price=D(100)),
            Line(price=D(90), choice=ALTERNATIVE),
            Line(kind=TEXT),
            Line(price=D(40), choice=OPTIONAL),
            Line(kind=SECTION),
            Line(kind=PAGE_BREAK),
            Line(price=D("7.5"), quantity=D(2)),
        ]
    )
    assert [(section.start, section.net) for section in sums.sections] == [
        (None, D("5.00")),
        (1, D("100.00")),
        (6, D("15.00")),
    ]
    assert sums.net == D("120.00")


def test_a_rebate_counts_as_a_discount_and_not_as_list_value() -> None:
    sums = totals.of(
        [
            Line(price=D(1000), vat_rate=D(19), cost=D(600)),
            Line(price=D(-100), vat_rate=D(19)),
        ],
        discount=D(10),
    )
    assert (sums.list_value, sums.subtotal, sums.net) == (D("1000.00"), D("900.00"), D("810.00"))
    assert sums.reduction_percent == D(19)
    assert [line.final for line in sums.lines] == [D("900.00"), D("-90.00")]
    assert sums.margin == D("210.00")


def test_rebates_beyond_the_items_of_a_tax_rate_are_seen() -> None:
    fine = [Line(price=D(50), vat_rate=D(7)), Line(price=D(50), vat_rate=D(19))]
    assert not totals.of([*fine, Line(price=D(-50), vat_rate=D(19))]).is_below_zero
    assert totals.of([*fine, Line(price=D(-60), vat_rate=D(19))]).is_below_zero


def test_a_third_of_a_piece_and_four_decimals_come_out_to_the_cent() -> None:
    sums = totals.of([Line(quantity=D("0.3333"), price=D("1234.5678"))])
    assert sums.net == D("411.48")
