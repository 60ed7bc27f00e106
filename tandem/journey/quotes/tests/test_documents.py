"""Whatever people type, a document comes out, with text that can be read."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Company, User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import forms
from tandem.journey.quotes.models import Quote


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_a_draft_says_so_and_has_no_number(ready: Quote, tobias: User, now: datetime) -> None:
    text = _text(quotes.preview(version=ready.versions.get(), by=tobias, at=now))
    assert "Entwurf" in text
    assert "Seite 1 von" in text
    assert "Sehr geehrte Frau Hölzl" in text


def test_the_same_draft_gives_the_same_bytes(ready: Quote, tobias: User, now: datetime) -> None:
    version = ready.versions.get()
    first = quotes.preview(version=version, by=tobias, at=now)
    assert quotes.preview(version=version, by=tobias, at=now) == first


@pytest.mark.parametrize(
    "words",
    [
        '#import "x": y \\ $a^b$ *fett* `roh` <marke> @verweis //',
        "Förderer 🚚🔩 für Halle 3",
        "מסוע לאולם 3 · ناقل للقاعة",
        "Wort " * 10_000,
        "x" * 50_000,
        "Zeile\nZeile\n\nZeile",
        "\u202egedreht\x00 und \u200bunsichtbar",
    ],
    ids=["markup", "emoji", "rtl", "long", "unbroken", "lines", "control"],
)
def test_any_text_is_set_as_it_is(sale: Matter, tobias: User, now: datetime, words: str) -> None:
    quote = quotes.start(matter=sale, title=words, by=tobias, at=now)
    version = quote.versions.get()
    quotes.add_line(version=version, text=words, price=Decimal(1), delivery=words[:80], by=tobias, at=now)
    quotes.set_terms(version=version, introduction=words, payment=words, by=tobias, at=now)
    version.refresh_from_db()
    assert "Seite 1 von" in _text(quotes.preview(version=version, by=tobias, at=now))


def test_five_hundred_lines_fit_on_as_many_pages_as_they_need(
    sale: Matter, tobias: User, now: datetime
) -> None:
    quote = quotes.start(matter=sale, by=tobias, at=now)
    version = quote.versions.get()
    from tandem.journey.quotes.models import QuoteLine

    QuoteLine.objects.bulk_create(
        [
            QuoteLine(
                version=version,
                position=10 * number,
                text=f"Rolle {number}",
                price=Decimal("12.5"),
                vat_rate=19,
            )
            for number in range(1, 501)
        ]
    )
    pdf = quotes.preview(version=version, by=tobias, at=now)
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) > 5
    text = _text(pdf)
    assert "Rolle 500" in text
    assert "6.250,00" in text


@given(st.decimals("0", "9999999", places=4))
def test_what_stands_in_an_input_reads_back_as_what_it_is(value: Decimal) -> None:
    assert forms.amount(forms.shown(value, places=forms.places_of(value))) == value


@given(st.decimals("0.001", "9999999", places=3))
def test_a_quantity_reads_back_as_what_it_is(value: Decimal) -> None:
    assert forms.amount(forms.shown(value)) == value


def _fonts(pdf: bytes) -> set[str]:
    """The fonts a document uses, without the mark of the subset."""
    names: set[str] = set()
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            names.add(str(inner["/BaseFont"]).partition("+")[2])
    return names


def test_a_letter_brings_its_own_font_also_for_czech_names(
    ready: Quote, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    hoelzl.street = "Čapekstraße 7"
    hoelzl.save()
    pdf = quotes.preview(version=ready.versions.get(), by=tobias, at=now)
    assert "Čapekstraße 7" in _text(pdf)
    assert {name.partition("-")[0] for name in _fonts(pdf)} == {"InstrumentSans"}


def test_the_letter_names_both_colleagues_and_the_company(
    ready: Quote, anna: User, tobias: User, now: datetime
) -> None:
    text = _text(quotes.preview(version=ready.versions.get(), by=tobias, at=now))
    for part in ("Ihr Kontakt", tobias.full_name, tobias.email, "Vertretung", anna.full_name, anna.email):
        assert part in text


def test_an_english_letter_has_no_german_words_of_ours(ready: Quote, tobias: User, now: datetime) -> None:
    version = quotes.set_terms(version=ready.versions.get(), language="en", payment="", by=tobias, at=now)
    text = _text(quotes.preview(version=version, by=tobias, at=now))
    for part in ("Dear Ms Hölzl,", "Net total", "VAT 19% on €49,059.20", "Kind regards", "Page 1 of"):
        assert part in text
    assert "Angebot" not in text


def test_abroad_the_country_stands_below_the_address(
    ready: Quote, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    hoelzl.country = "CH"
    hoelzl.save()
    assert "SCHWEIZ" in _text(quotes.preview(version=ready.versions.get(), by=tobias, at=now))


def test_without_a_discount_there_is_no_column_for_it(sale: Matter, tobias: User, now: datetime) -> None:
    version = quotes.start(matter=sale, by=tobias, at=now).versions.get()
    quotes.add_line(version=version, text="Rolle", price=Decimal(12), by=tobias, at=now)
    version.refresh_from_db()
    assert "Rabatt" not in _text(quotes.preview(version=version, by=tobias, at=now))


@pytest.mark.parametrize(("number_format", "amount"), [("de-DE", "18.400,00"), ("de-CH", "18’400.00")])
def test_a_letter_writes_numbers_as_the_company_does(
    ready: Quote, tobias: User, now: datetime, number_format: str, amount: str
) -> None:
    Company.objects.update(number_format=number_format)
    quotes.add_line(version=ready.versions.get(), text="Antrieb", price=Decimal(18400), by=tobias, at=now)
    assert amount in _text(quotes.preview(version=ready.versions.get(), by=tobias, at=now))


def test_sections_texts_and_choices_are_printed_as_what_they_are(
    sale: Matter, tobias: User, now: datetime
) -> None:
    version = quotes.start(matter=sale, by=tobias, at=now).versions.get()
    new = [
        quotes.NewLine(text="Förderer", kind="section"),
        quotes.NewLine(text="Rolle", price=Decimal(100)),
        quotes.NewLine(text="Rolle verzinkt", price=Decimal(120), choice="alternative"),
        quotes.NewLine(text="Abstreifer", price=Decimal(40), choice="optional"),
        quotes.NewLine(text="Alle Teile lackiert.", kind="text"),
        quotes.NewLine(kind="page_break"),
        quotes.NewLine(text="Montage", kind="section"),
        quotes.NewLine(text="Nachlass", price=Decimal(-10)),
        quotes.NewLine(text="Monteur", price=Decimal(80), quantity=Decimal("0.3333")),
    ]
    quotes.add_lines(version=version, new=new, by=tobias, at=now)
    terms = {"incoterm": "DAP", "incoterm_place": "Ulm", "delivery": "abgeladen", "warranty": "24 Monate"}
    quotes.set_terms(version=version, by=tobias, at=now, **terms)
    version.refresh_from_db()
    pdf = quotes.preview(version=version, by=tobias, at=now)
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
    assert len(pages) == 2
    for part in ("Summe Förderer", "alternativ zu Pos. 10", "(120,00)", "Alle Teile lackiert."):
        assert part in pages[0]
    for part in ("Summe Montage", "16,66", "0,3333", "DAP Ulm (Incoterms 2020), abgeladen", "24 Monate"):
        assert part in pages[1]
    assert "116,66" in pages[1]
    # What is optional stands apart, below the total.
    assert "Abstreifer" not in pages[0]
    assert pages[1].index("16,66") < pages[1].index("Abstreifer")
