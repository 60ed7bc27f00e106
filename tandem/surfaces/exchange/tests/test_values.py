import contextlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.surfaces.exchange import columns, values
from tandem.surfaces.exchange.tables import open_table
from tandem.surfaces.exchange.values import Cell, Person, ValueProblem


def problem(parse: Callable[[], object]) -> ValueProblem:
    with pytest.raises(ValueProblem) as raised:
        parse()
    assert raised.value.reason
    return raised.value


@pytest.mark.parametrize(
    "written",
    [
        "1.2.26",
        "01.02.2026",
        "01/02/2026",
        "2026-02-01",
        "1. Februar 2026",
        "1 Feb. 26",
        "20260201",
        "1-2-2026",
        "So, 01.02.2026 14:30 Uhr",
        "2026-02-01T00:00:00Z",
        date(2026, 2, 1),
        datetime(2026, 2, 1, 9, 41),
        46054,
        46054.4,
    ],
)
def test_a_day_is_read_in_every_spelling(written: Cell) -> None:
    assert values.parse_date(written) == date(2026, 2, 1)


@pytest.mark.parametrize(
    "written",
    ["2026-02-30", "30.02.2026", "13/13/2026", "bald", "", None, "1.2.", 7, "01/13/2026", True, "1.1.0001"],
)
def test_a_day_that_does_not_exist_is_a_problem(written: Cell) -> None:
    problem(lambda: values.parse_date(written))


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("184.300,00", "184300"),
        ("6.480", "6480"),
        (6480.0, "6480"),
        ("1,234.50", "1234.5"),
        (0.1 + 0.2, "0.3"),
        (12, "12"),
    ],
)
def test_amounts_are_read(written: Cell, amount: str) -> None:
    assert values.parse_amount(written) == Decimal(amount)
    assert values.parse_amount(written, factor=1000) == Decimal(amount) * 1000


@pytest.mark.parametrize(
    "written", ["zwölf", "", None, True, date(2026, 1, 1), float("nan"), float("inf"), 1e300]
)
def test_what_is_no_amount_is_a_problem(written: Cell) -> None:
    problem(lambda: values.parse_amount(written))


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("D", "DE"),
        ("Deutschland", "DE"),
        ("Germany", "DE"),
        ("BRD", "DE"),
        ("Österreich", "AT"),
        ("OESTERREICH", "AT"),
        ("A", "AT"),
        ("CH", "CH"),
        ("Schweiz", "CH"),
        ("Suisse", "CH"),
        ("FL", "LI"),
        ("Liechtenstein", "LI"),
        ("Frankreich", "FR"),
        ("France", "FR"),
        ("USA", "US"),
        ("uk", "GB"),
        ("Niederlande", "NL"),
        ("Tschechien", "CZ"),
        ("Polen", "PL"),
        ("DEU", "DE"),
    ],
)
def test_countries_are_known_by_many_names(written: str, country: str) -> None:
    assert values.parse_country(written) == country


@pytest.mark.parametrize("written", ["Atlantis", "", None, 5.0])
def test_an_unknown_country_is_a_problem(written: Cell) -> None:
    problem(lambda: values.parse_country(written))


def test_only_classes_that_exist_are_taken() -> None:
    assert [values.parse_class(cell) for cell in ("A", "b ", "C-Kunde", "Klasse A")] == ["A", "B", "C", "A"]
    assert "Z" in problem(lambda: values.parse_class("Z")).reason
    assert values.parse_class("D", allowed="ABCD") == "D"


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("Claudia Hölzl", Person("Hölzl", "Claudia")),
        ("Dr. Jochen Binder", Person("Binder", "Jochen", "Dr.")),
        ("Herr Traub", Person("Traub", salutation="mr")),
        ("Frau Dold", Person("Dold", salutation="ms")),
        ("Müller, Hans-Peter", Person("Müller", "Hans-Peter")),
        ("Müller, Dr. Hans", Person("Müller", "Hans", "Dr.")),
        ("Herrn Müller, Hans", Person("Müller", "Hans", salutation="mr")),
        ("Dipl.-Ing. (FH) Uwe Brüllmann", Person("Brüllmann", "Uwe", "Dipl.-Ing. (FH)")),
        ("Frau Prof. Dr. h.c. Eva von der Heide", Person("von der Heide", "Eva", "Prof. Dr. h.c.", "ms")),
        ("Selin Aydın", Person("Aydın", "Selin")),
        ("Binder", Person("Binder")),
        ("Hr. DI Reto Näf", Person("Näf", "Reto", "DI", "mr")),
        ("Max Roth, MBA", Person("Roth", "Max", "MBA")),
        ("Hans Peter Maier", Person("Maier", "Hans Peter")),
        ("Frau", Person("Frau")),
        ("Ingrid Drescher", Person("Drescher", "Ingrid")),
        ("Profis Magdalena", Person("Magdalena", "Profis")),
    ],
)
def test_a_name_is_taken_apart(written: str, person: Person) -> None:
    assert values.parse_person(written) == person


@pytest.mark.parametrize("written", ["", None, "???", "info@a.example", "x" * 200, "12345"])
def test_what_is_no_name_of_a_person_is_a_problem(written: Cell) -> None:
    problem(lambda: values.parse_person(written))


def test_several_addresses_in_a_cell_are_several() -> None:
    assert values.parse_emails("A@b.example; c@d.example, a@b.example") == ["a@b.example", "c@d.example"]
    assert values.parse_emails("a@b.example c@d.example") == ["a@b.example", "c@d.example"]
    assert values.parse_emails("Max Roth <m@r.example>") == ["m@r.example"]
    assert values.parse_emails(None) == []
    assert problem(lambda: values.parse_emails("a@b.example; info(at)x")).taken == ("a@b.example",)


def test_numbers_and_postcodes_carry_what_is_good_of_them() -> None:
    assert len(values.parse_phones("089 4711-3 / 0171 2345678", country="DE")) == 2
    assert (
        problem(lambda: values.parse_phones("0731 12340; keins", country="DE")).phones[0].e164
        == "+4973112340"
    )
    assert values.parse_postcode(1067.0, country="DE") == values.Postcode("01067", repaired=True)
    assert "01067" in values.repaired_postcode(values.Postcode("01067", repaired=True))
    assert values.parse_postcode_and_city("CH-8001 Zürich", country="CH") == (
        values.Postcode("8001"),
        "Zürich",
    )
    problem(lambda: values.parse_postcode_and_city("Ulm", country="DE"))
    problem(lambda: values.parse_postcode("123", country="DE"))
    assert values.parse_vat_number("DE 136695976") == "DE136695976"
    problem(lambda: values.parse_vat_number("DE123456789"))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, ""),
        (10401.0, "10401"),
        (1.5, "1,5"),
        (7, "7"),
        (" a\nb ", "a b"),
        (date(2026, 11, 24), "24.11.2026"),
        (datetime(2026, 11, 24, 9, 41), "24.11.2026 09:41"),
        (datetime(2026, 11, 24), "24.11.2026"),
    ],
)
def test_a_cell_reads_as_a_person_reads_it(cell: Cell, written: str) -> None:
    assert values.as_text(cell) == written


@pytest.mark.parametrize("name", ["customers_messy.csv", "customers_messy.xlsx"])
def test_a_real_list_has_exactly_the_problems_it_has(name: str) -> None:
    file = Path(__file__).parent / "data" / name
    found: list[tuple[int, str]] = []
    with open_table(file, name) as table:
        place = {
            proposal.target: proposal.column for proposal in columns.propose(table.columns, table.sample)
        }
        for number, cells in table.rows():
            country = values.parse_country(cells[place["country"]])
            found += [(number, target) for target in _problems(cells, place, country)]
    assert found == [
        (41, "phone"),
        (42, "last_contact"),
        (43, "email"),
        (44, "postcode"),
        (46, "phone"),
        (47, "vat_number"),
        (49, "turnover"),
        (49, "class"),
    ]


def _problems(cells: list[Cell], place: dict[str | None, int], country: str) -> list[str]:
    parsers: dict[str, Callable[[Cell], object]] = {
        "postcode": lambda cell: values.parse_postcode(cell, country=country),
        "phone": lambda cell: values.parse_phones(cell, country=country),
        "email": values.parse_emails,
        "contact": values.parse_person,
        "turnover": values.parse_amount,
        "class": values.parse_class,
        "vat_number": values.parse_vat_number,
        "last_contact": values.parse_date,
    }
    problems = []
    for target, parse in parsers.items():
        cell = cells[place[target]]
        try:
            value = None if cell is None else parse(cell)
        except ValueProblem:
            problems.append(target)
        else:
            if isinstance(value, values.Postcode) and value.repaired:
                problems.append(target)
    return problems


ANY_CELL = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(ANY_CELL)
def test_no_cell_does_anything_but_give_a_value_or_a_problem(cell: Cell) -> None:
    parsers: list[Callable[[Cell], object]] = [
        values.parse_date,
        values.parse_amount,
        values.parse_country,
        values.parse_class,
        values.parse_person,
        values.parse_emails,
        values.parse_vat_number,
        lambda each: values.parse_phones(each, country="DE"),
        values.parse_salutation,
        lambda each: values.parse_postcode(each, country="AT"),
        lambda each: values.parse_postcode_and_city(each, country="DE"),
    ]
    assert isinstance(values.as_text(cell), str)
    for parse in parsers:
        with contextlib.suppress(ValueProblem):
            parse(cell)


def test_times_are_no_dates() -> None:
    problem(lambda: values.parse_date(time(9, 41)))
    problem(lambda: values.parse_date(timedelta(hours=1)))
