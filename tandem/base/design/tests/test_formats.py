"""How numbers, money, dates and names are written."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.design import filters as design
from tandem.base.design import formats
from tandem.base.tools.money import cents, parse_amount

AT = dt.datetime(2026, 11, 24, 9, 41, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with translation.override("de"):
        yield


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("48720", "EUR", "48.720\u00a0€"),
        ("48720.50", "EUR", "48.720,50\u00a0€"),
        ("48720.004", "EUR", "48.720\u00a0€"),
        ("-1180", "EUR", "\u22121.180\u00a0€"),
        ("14200", "CHF", "CHF\u00a014’200"),
        ("-14200.5", "CHF", "CHF\u00a0\u221214’200.50"),
        ("0", "EUR", "0\u00a0€"),
        ("-0.001", "EUR", "0\u00a0€"),
        ("999.995", "EUR", "1.000\u00a0€"),
    ],
)
def test_money_is_written_as_the_currency_wants(amount: str, currency: str, written: str) -> None:
    assert design.money(Decimal(amount), currency) == written


def test_money_in_english() -> None:
    with translation.override("en"):
        assert design.money(Decimal("48720"), "EUR") == "€48,720"
        assert design.money(Decimal("-48720.5"), "EUR") == "\u2212€48,720.50"
        assert design.money(Decimal("14200"), "CHF") == "CHF\u00a014,200"


def test_exact_money_always_has_cents_and_nothing_has_no_amount() -> None:
    assert design.money_exact(Decimal("48720"), "EUR") == "48.720,00\u00a0€"
    assert design.money(None, "EUR") == ""
    assert design.money("", "EUR") == ""
    assert design.amount(Decimal("2480")) == "2.480,00"


def test_percent_leaves_out_a_zero_after_the_point() -> None:
    assert design.percent(Decimal("7.2")) == "7,2\u00a0%"
    assert design.percent(60) == "60\u00a0%"
    assert design.percent_change(9) == "+9\u00a0%"
    assert design.percent_change(Decimal("-8.8")) == "\u22128,8\u00a0%"
    with translation.override("en"):
        assert design.percent(Decimal("7.2")) == "7.2%"


def test_numbers_keep_their_decimals() -> None:
    assert design.number(Decimal("1234.50")) == "1.234,5"
    assert design.number(1000) == "1.000"


def test_days_are_short_and_name_another_year() -> None:
    assert design.day(dt.date(2026, 11, 26), AT) == "Do\u00a026.11."
    assert design.day(dt.date(2027, 1, 4), AT) == "Mo\u00a04.1.2027"
    assert design.long_day(dt.date(2026, 11, 26), AT) == "Donnerstag, 26.11."
    assert design.full_day(AT, AT) == "Dienstag, 24.\u00a0November"
    assert design.plain_date(AT) == "24.11.2026"
    assert design.week(AT) == "KW\u00a048"
    with translation.override("en"):
        assert design.day(dt.date(2026, 11, 26), AT) == "Thu\u00a026\u00a0Nov"
        assert design.long_day(dt.date(2026, 11, 26), AT) == "Thursday, 26\u00a0November"


@pytest.mark.parametrize(
    ("number_format", "euros", "francs", "share", "quantity"),
    [
        ("de-DE", "48.720,50\u00a0€", "CHF\u00a014’200", "7,2\u00a0%", "1.234,5"),
        ("de-AT", "48.720,50\u00a0€", "CHF\u00a014’200", "7,2\u00a0%", "1.234,5"),
        ("de-CH", "EUR\u00a048’720.50", "CHF\u00a014’200", "7.2\u00a0%", "1’234.5"),
        ("en", "€48,720.50", "CHF\u00a014,200", "7.2%", "1,234.5"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_company_decides_about_the_signs_whatever_is_read(
    language: str, number_format: str, euros: str, francs: str, share: str, quantity: str
) -> None:
    with translation.override(language), formats.written_as(number_format):
        assert design.money(Decimal("48720.5"), "EUR") == euros
        assert design.money(Decimal(14200), "CHF") == francs
        assert design.percent(Decimal("7.2")) == share
        assert design.number(Decimal("1234.5")) == quantity


@pytest.mark.parametrize("number_format", ["", "de-DE", "de-AT", "de-CH", "en"])
@pytest.mark.parametrize("language", ["de", "en"])
@given(
    value=st.decimals(min_value=-(10**9), max_value=10**9, places=3),
    currency=st.sampled_from(["", "EUR", "CHF", "USD"]),
)
def test_what_is_shown_can_be_typed_again(
    language: str, number_format: str, value: Decimal, currency: str
) -> None:
    with translation.override(language), formats.written_as(number_format):
        shown = design.money_exact(value, currency) if currency else design.number(value)
        mark = design.decimal_mark()
    assert parse_amount(shown, decimal_mark=mark) == (cents(value) if currency else value)


def test_january_is_another_word_in_austria() -> None:
    with formats.written_as("de-AT"):
        assert formats.month_name(1, language="de") == "Jänner"
        assert design.full_day(dt.date(2027, 1, 4), AT) == "Montag, 4.\u00a0Jänner\u00a02027"
        assert formats.month_name(1, language="en") == "January"
    assert formats.month_name(1, language="de") == "Januar"


def test_moments_are_shown_in_the_zone_of_the_reader() -> None:
    utc = dt.datetime(2026, 11, 23, 13, 10, tzinfo=dt.UTC)
    assert design.moment(utc, AT) == "Mo\u00a023.11.\u00a014:10"
    assert design.clock(utc) == "14:10"
    assert design.clock(dt.time(9, 20)) == "09:20"
    assert design.clock(None) == ""


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        (4, "heute 13:41"),
        (24, "morgen"),
        (48, "Do\u00a026.11."),
        (-1, "seit 08:41 überfällig"),
        (-24, "seit gestern überfällig"),
        (-72, "seit 3 Tagen überfällig"),
    ],
)
def test_due_says_how_far_away_it_is(hours: int, written: str) -> None:
    assert design.due(AT + dt.timedelta(hours=hours), AT) == written


def test_a_due_day_is_over_when_the_day_is() -> None:
    assert design.due(AT.date(), AT) == "heute"
    assert not design.overdue(AT.date(), AT)
    assert design.overdue(AT.date() - dt.timedelta(days=1), AT)
    assert design.due(None, AT) == ""


def test_due_counts_days_across_a_clock_change() -> None:
    before = dt.datetime(2026, 10, 24, 23, 30, tzinfo=timezone.get_default_timezone())
    assert design.due(before + dt.timedelta(hours=24), before) == "morgen"


def test_ago_says_how_long_it_is_past() -> None:
    assert design.ago(AT - dt.timedelta(seconds=20), AT) == "gerade eben"
    assert design.ago(AT - dt.timedelta(minutes=5), AT) == "vor 5 Minuten"
    assert design.ago(AT - dt.timedelta(hours=1), AT) == "vor 1 Stunde"
    assert design.ago(AT - dt.timedelta(days=1), AT) == "gestern 09:41"
    assert design.ago(AT - dt.timedelta(days=3), AT) == "vor 3 Tagen"
    assert design.ago(AT - dt.timedelta(days=30), AT) == "So\u00a025.10."


def test_phones_are_readable_and_what_is_no_number_stays() -> None:
    assert design.phone("+4973112340") == "+49 731 12340"
    assert design.phone("Zentrale") == "Zentrale"
    assert design.phone(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Reiter", "AR"),
        ("Dr. Hans von der Heide", "HH"),
        ("Ängström", "ÄN"),
        ("", "?"),
        ("Karl-Heinz Öz", "KÖ"),
    ],
)
def test_initials_leave_out_titles_and_particles(name: str, letters: str) -> None:
    assert design.initials(name) == letters
