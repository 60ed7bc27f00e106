import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import phone


def numbers(raw: object, country: str = "DE") -> list[str]:
    return [found.e164 for found in phone.parse(raw, country=country)]


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("0731/12 34-0", "DE", "+4973112340"),
        ("0731 – 445503", "DE", "+49731445503"),
        ("+49 (0)7541 5501-0", "DE", "+49754155010"),
        ("0049 831 77 88 02", "DE", "+49831778802"),
        ("0049/731/12340", "DE", "+4973112340"),
        ("0731 / 12 34 0", "DE", "+4973112340"),
        ("49 731 12340", "DE", "+4973112340"),
        ("+43 5574 4106", "DE", "+4355744106"),
        ("05574 4106 Klappe 12", "AT", "+435574410612"),
        ("044 211 08 18", "CH", "+41442110818"),
        (73112340.0, "DE", "+4973112340"),
        (4973112340.0, "DE", "+4973112340"),
        (442110818, "CH", "+41442110818"),
        ("+33 1 42 68 53 00", "FR", "+33142685300"),
    ],
)
def test_every_spelling_becomes_one_number(raw: object, country: str, expected: str) -> None:
    assert numbers(raw, country) == [expected]


def test_what_stands_beside_a_number_is_its_label() -> None:
    assert phone.parse("0731/12 34-0 (Zentrale)", country="DE") == [
        phone.Phone("+4973112340", "Zentrale", "fixed")
    ]
    assert phone.parse("Mobil: 0171 2345678", country="DE") == [
        phone.Phone("+491712345678", "Mobil", "mobile")
    ]
    assert phone.parse("Tel.: 0731 12340", country="DE")[0].label == ""
    assert phone.parse("(212) 555-2368 ext. 12", country="US")[0].e164 == "+12125552368"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("089 4711-3 / 0171 2345678", ["+498947113", "+491712345678"]),
        ("0731/123456/0171/2345678", ["+49731123456", "+491712345678"]),
        ("0731 12340; 0171 2345678", ["+4973112340", "+491712345678"]),
        ("0731 12340\n0731 12340", ["+4973112340"]),
        ("Tel. 0731 12340, Mobil 0171 2345678", ["+4973112340", "+491712345678"]),
        ("0731 12340 oder 0171 2345678", ["+4973112340", "+491712345678"]),
        ("0731/1234-0 / -12 / -13", ["+4973112340", "+49731123412", "+49731123413"]),
        ("0731 12340 / 12341", ["+4973112340", "+4973112341"]),
    ],
)
def test_several_numbers_in_one_cell_are_several_numbers(raw: str, expected: list[str]) -> None:
    assert numbers(raw) == expected


@pytest.mark.parametrize(
    "raw", ["kein Telefon", "0731", "12345", "4,97311E+11", "x" * 1000, 1.5, float("nan"), "+999 1"]
)
def test_what_is_no_number_is_refused_with_a_reason(raw: object) -> None:
    with pytest.raises(phone.PhoneError) as refused:
        phone.parse(raw, country="DE")
    assert refused.value.reason


def test_a_bad_number_does_not_take_the_good_one_with_it() -> None:
    with pytest.raises(phone.PhoneError) as refused:
        phone.parse("0731 12340; unbekannt", country="DE")
    assert [found.e164 for found in refused.value.found] == ["+4973112340"]


def test_an_empty_cell_has_no_number() -> None:
    assert phone.parse("", country="DE") == phone.parse(None, country="DE") == []


@pytest.mark.parametrize(
    "query",
    [
        "0731/12 34-0",
        "(0731) 1234",
        "+49 731 12",
        "0049 731 12",
        "+49 (0)731 1",
        "1234",
        "31 12",
        "Tel. 0731 12",
    ],
)
def test_a_fragment_in_any_spelling_finds_the_number(query: str) -> None:
    digits = phone.query_digits(query)
    assert digits
    assert any(term.startswith(digits) for term in phone.search_terms("+4973112340"))


@pytest.mark.parametrize("query", ["Hölzl", "A4", "12", "00", "", "Weg 17", "4711 GmbH"])
def test_a_name_is_no_phone_fragment(query: str) -> None:
    assert phone.query_digits(query) is None


@given(st.text(max_size=80))
def test_no_text_does_anything_but_give_numbers_or_a_reason(raw: str) -> None:
    with contextlib.suppress(phone.PhoneError):
        found = phone.parse(raw, country="DE")
        assert all(number.e164.startswith("+") for number in found)
    phone.query_digits(raw)


@given(st.integers(200000, 99999999))
def test_every_national_spelling_of_a_stored_number_finds_it(subscriber: int) -> None:
    terms = phone.search_terms(f"+49731{subscriber}")
    for query in (
        f"0731/{subscriber}",
        f"+49 731 {subscriber}",
        f"0049 (0)731 {subscriber}",
        f"{subscriber}",
    ):
        digits = phone.query_digits(query)
        assert digits
        assert any(term.startswith(digits) for term in terms)
