import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import validation


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("de 136 695 976", "DE136695976"),
        ("USt-IdNr.: DE136695976", "DE136695976"),
        ("ATU13585627", "ATU13585627"),
        ("CHE-107.787.577 MWST", "CHE107787577"),
        ("CHE107787577 IVA", "CHE107787577"),
        ("FR 40 303 265 045", "FR40303265045"),
    ],
)
def test_a_vat_number_has_one_spelling(raw: str, number: str) -> None:
    assert validation.vat_number(raw) == number
    assert validation.vat_number(number) == number


@pytest.mark.parametrize("raw", ["DE123456789", "12/345/67890", "XX123", "DE1", "", "CHE-107.787.570", "💥"])
def test_a_wrong_vat_number_is_refused_with_a_reason(raw: str) -> None:
    with pytest.raises(validation.InvalidValue) as refused:
        validation.vat_number(raw)
    assert refused.value.reason


def test_an_address_is_taken_out_of_its_wrapping() -> None:
    assert validation.email("Max Roth <M.Roth@Firma.DE>") == "m.roth@firma.de"
    assert validation.email("mailto:info@kunde.example;") == "info@kunde.example"


@pytest.mark.parametrize("raw", ["info(at)x.example", "a@b", "a b@c.de", "", "a@b@c.de", "x" * 300 + "@b.de"])
def test_what_is_no_address_is_refused_with_a_reason(raw: str) -> None:
    with pytest.raises(validation.InvalidValue) as refused:
        validation.email(raw)
    assert refused.value.reason


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("89073", "DE", ("89073", False)),
        ("1067", "DE", ("01067", True)),
        (1067.0, "DE", ("01067", True)),
        (89073, "DE", ("89073", False)),
        ("D-89073", "DE", ("89073", False)),
        ("A-6900", "AT", ("6900", False)),
        (8001.0, "CH", ("8001", False)),
        ("FL-9490", "LI", ("9490", False)),
        ("sw1a 1aa", "GB", ("SW1A 1AA", False)),
    ],
)
def test_postcodes_come_back_whole(raw: str | float, country: str, expected: tuple[str, bool]) -> None:
    assert validation.postcode(raw, country) == expected


@pytest.mark.parametrize(
    ("raw", "country"),
    [
        ("123", "DE"),
        ("00123", "DE"),
        ("89073", "AT"),
        ("0900", "CH"),
        ("8001", "LI"),
        ("abc", "DE"),
        ("", "FR"),
    ],
)
def test_a_postcode_that_does_not_exist_is_refused_with_a_reason(raw: str, country: str) -> None:
    with pytest.raises(validation.InvalidValue) as refused:
        validation.postcode(raw, country)
    assert refused.value.reason


@given(st.text(max_size=60), st.sampled_from(["DE", "AT", "CH", "LI", "GB"]))
def test_no_text_does_anything_but_give_a_value_or_a_reason(raw: str, country: str) -> None:
    for check in (
        validation.vat_number,
        validation.email,
        lambda text: validation.postcode(text, country)[0],
    ):
        with contextlib.suppress(validation.InvalidValue):
            assert check(raw)
