"""The one question, asked of the database: found, explained, for 500 lines in two statements."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.products import actions, prices, testing, vat
from tandem.essentials.products.models import (
    COPPER,
    COUNTRY,
    CUSTOMER,
    FREIGHT,
    GROUP,
    REDUCED,
    SPECIAL,
    Product,
)
from tandem.essentials.products.prices import Ask, Price

pytestmark = pytest.mark.django_db

D = Decimal
DAY = date(2026, 11, 26)


@pytest.fixture
def motor(now: datetime) -> Product:
    return testing.a_product(at=now, copper_kg=D("12.5"))


def find(product: Product, customer: Customer | None, quantity: str = "1", currency: str = "EUR") -> Price:
    return prices.find(product=product, customer=customer, quantity=D(quantity), currency=currency, day=DAY)


def test_from_everybody_over_country_and_group_to_the_customer(
    motor: Product, hoelzl: Customer, anna: User, now: datetime
) -> None:
    customers.add_tags(customer=hoelzl, tags=["Rahmenkunde"], by=anna, at=now)
    hoelzl.refresh_from_db()
    told = []
    for audience, more, price in (
        ("everybody", {}, "2480"),
        (COUNTRY, {"country": hoelzl.country}, "2400"),
        (GROUP, {"tag": "RAHMENKUNDE"}, "2300"),
        (CUSTOMER, {"customer": hoelzl}, "2500.1234"),
    ):
        held = testing.a_list(at=now, name=f"Liste {audience}", audience=audience, **more)
        testing.priced(held, motor, ("0", price), at=now)
        told.append(find(motor, hoelzl).amount)
    assert told == [D(2480), D(2400), D(2300), D("2500.1234")]
    assert find(motor, None).amount == D(2480)


def test_it_says_why_in_german_and_english(motor: Product, hoelzl: Customer, now: datetime) -> None:
    general = testing.a_list(at=now)
    testing.priced(general, motor, ("0", "2480"), ("10", "2390.50"), at=now)
    swiss = testing.a_list(at=now, name="Schweiz", currency="CHF")
    testing.priced(swiss, motor, ("0", "2650"), at=now)
    own = testing.a_list(at=now, name="Hölzl Rahmen", audience=CUSTOMER, customer=hoelzl)
    testing.priced(own, motor, ("50", "2100"), at=now)
    facts = actions.SurchargeFacts(kind=COPPER, currency="EUR", valid_from=testing.SINCE, quotation=D("912.50"),
                                   base=D(150))  # fmt: skip
    actions.keep_surcharge(surcharge=None, facts=facts, by=None, at=now)
    found = find(motor, hoelzl, "12")
    assert (found.amount, found.from_quantity) == (D("2390.50"), D(10))
    assert found.unit_price == D("2485.8125")
    assert found.total == D("29829.75")
    with translation.override("de"):
        german = [line.replace("\u00a0", " ") for line in found.explain()]
    assert german[0] == "2.390,50 € je Einheit aus der Liste „Liste 2026“ (für alle), ab 10."
    assert any("„Hölzl Rahmen“ beginnt bei 50" in line for line in german)
    assert any("„Schweiz“ ist in CHF" in line for line in german)
    with translation.override("en"):
        english = found.explain()
    assert english[0] == "€2,390.50 each from the list “Liste 2026” (for everybody), from 10 on."
    assert len(english) == len(german)


def test_a_gap_has_no_price_and_says_so(motor: Product, hoelzl: Customer, now: datetime) -> None:
    ended = testing.a_list(at=now, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    testing.priced(ended, motor, ("0", "2400"), at=now)
    found = find(motor, hoelzl, currency="EUR")
    assert (found.is_found, found.amount, found.unit_price, found.total) == (False, None, None, None)
    with translation.override("en"):
        told = found.explain()
    assert told[0].startswith("No price on")
    assert "was valid until" in told[1]


def test_five_hundred_lines_take_two_statements(
    hoelzl: Customer, now: datetime, django_assert_num_queries: object
) -> None:
    held = testing.a_list(at=now)
    products = [testing.a_product(at=now, number=f"A{place}", name=f"Teil {place}") for place in range(20)]
    for product in products:
        testing.priced(held, product, ("0", "10"), ("5", "9"), at=now)
    asks = [Ask(products[place % 20], D(place % 9 + 1)) for place in range(500)]
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = prices.find_many(asks=asks, customer=hoelzl, currency="EUR", day=DAY)
    assert [one.amount for one in found] == [D(9) if ask.quantity >= 5 else D(10) for ask in asks]


def test_freight_of_a_list_counts_instead_of_the_company_s(
    motor: Product, hoelzl: Customer, now: datetime
) -> None:
    own = testing.a_list(at=now, name="Hölzl", audience=CUSTOMER, customer=hoelzl)
    testing.priced(own, motor, ("0", "100"), at=now)
    for held, amount in ((None, "89"), (own, "0")):
        facts = actions.SurchargeFacts(
            kind=FREIGHT, currency="EUR", valid_from=testing.SINCE, price_list=held, amount=D(amount),
            below_total=D(500),
        )  # fmt: skip
        actions.keep_surcharge(surcharge=None, facts=facts, by=None, at=now)
    general = prices.surcharges_of(total=D(100), currency="EUR", day=DAY)
    assert [(part.kind, part.once) for part in general] == [(FREIGHT, D(89))]
    found = find(motor, hoelzl)
    assert found.price_list is not None
    assert prices.surcharges_of(total=D(100), currency="EUR", day=DAY, lists=[found.price_list]) == ()


# --- VAT


@pytest.mark.parametrize(
    ("country", "kind", "day", "rate"),
    [
        ("DE", "standard", DAY, "19"), ("DE", REDUCED, DAY, "7"), ("DE", "standard", date(2020, 8, 1), "16"),
        ("AT", "standard", DAY, "20"), ("AT", REDUCED, DAY, "10"), ("AT", SPECIAL, DAY, "13"),
        ("CH", "standard", DAY, "8.1"), ("CH", REDUCED, DAY, "2.6"), ("CH", SPECIAL, DAY, "3.8"),
        ("CH", "standard", date(2023, 12, 31), "7.7"), ("LI", "standard", DAY, "8.1"),
        ("DE", SPECIAL, DAY, "19"), ("DE", "none", DAY, "0"), ("US", "standard", DAY, "0"),
    ],
)  # fmt: skip
def test_the_rate_of_a_country_on_a_day(country: str, kind: str, day: date, rate: str) -> None:
    assert vat.rates(day).of(country, kind) == D(rate)


_WITHIN_FROM_AUSTRIA = (
    "Steuerfreie innergemeinschaftliche Lieferung, Art. 6 Abs. 1 i. V. m. Art. 7 UStG 1994 (BMR)."
)


@pytest.mark.parametrize(
    ("ours", "theirs", "number", "rate", "german"),
    [
        ("DE", "DE", True, "19", ""),
        ("DE", "AT", True, "0", "Steuerfreie innergemeinschaftliche Lieferung, § 4 Nr. 1b UStG."),
        ("DE", "AT", False, "19", ""),
        ("DE", "CH", True, "0", "Steuerfreie Ausfuhrlieferung, § 4 Nr. 1a UStG."),
        ("AT", "DE", True, "0", _WITHIN_FROM_AUSTRIA),
        ("AT", "CH", False, "0", "Steuerfreie Ausfuhrlieferung, § 6 Abs. 1 Z 1 i. V. m. § 7 UStG 1994."),
        ("CH", "LI", False, "8.1", ""),
        ("CH", "DE", True, "0", "Steuerbefreite Ausfuhr, Art. 23 MWSTG."),
    ],
)  # fmt: skip
def test_a_document_says_why_there_is_no_tax(
    ours: str, theirs: str, number: bool, rate: str, german: str
) -> None:
    sides = vat.Sides(company_country=ours, customer_country=theirs, has_vat_number=number)
    assert vat.default_rate(sides, day=DAY) == D(rate)
    with translation.override("de"):
        assert sides.note() == german
    with translation.override("en"):
        assert bool(sides.note()) == bool(german)
    with translation.override("de"):
        service = sides.note(supply=vat.SERVICE)
    assert ("Reverse Charge" in service) == (sides.case == vat.REVERSE_CHARGE and ours in {"DE", "AT"})


def test_a_rate_holds_until_the_next_one_begins(now: datetime) -> None:
    actions.keep_rate(country="DE", kind="standard", from_date=date(2027, 1, 1), rate=D(21), by=None, at=now)
    assert vat.rates(date(2026, 12, 31)).of("DE") == D(19)
    assert vat.rates(date(2027, 1, 1)).of("DE") == D(21)


def test_merged_customers_keep_their_list(
    motor: Product, hoelzl: Customer, ulm: Tandem, now: datetime
) -> None:
    from tandem.essentials.customers import testing as companies

    double = companies.a_customer(name="Hölzl doppelt", tandem=ulm, at=now)
    own = testing.a_list(at=now, name="Sonderliste", audience=CUSTOMER, customer=double)
    testing.priced(own, motor, ("0", "99"), at=now)
    customers.merge(survivor=hoelzl, gone=double, by=None, at=now)
    assert find(motor, hoelzl).amount == D(99)
