import pytest

from tandem.surfaces.exchange import columns

MESSY = (
    "Kd.-Nr. Firma Straße PLZ Ort Land Telefon Mobil E-Mail Ansprechpartner Funktion Branche "
    "Umsatz_2025 Klasse USt-IdNr. Letzter_Kontakt Bemerkung"
)
ENGLISH = (
    "Customer No.|Company Name|Street Address|ZIP Code|City|Country|Phone|Mobile Phone|Email Address|"
    "Contact Person|Job Title|Industry"
)
TARGETS = (
    "number name street postcode city country phone mobile email contact contact_function industry "
    "turnover class vat_number last_contact remark"
)


def targets(*headings: str, sample: list[list[str]] | None = None) -> list[str | None]:
    return [proposal.target for proposal in columns.propose(headings, sample or [])]


def test_a_german_list_is_understood() -> None:
    headings = [heading.replace("_", " ") for heading in MESSY.split()]
    assert targets(*headings) == TARGETS.split()


def test_an_english_list_is_understood() -> None:
    assert targets(*ENGLISH.split("|")) == TARGETS.split()[:12]


def test_a_mixed_list_is_understood() -> None:
    assert targets("Debitor", "Company", "PLZ", "Town", "E-mail", "Sales Team", "Homepage") == [
        "number",
        "name",
        "postcode",
        "city",
        "email",
        "tandem",
        "website",
    ]


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("KUNDENNUMMER", "number"),
        ("Strasse / Nr.", "street"),
        ("Telefon Einkauf", "phone"),
        ("Ansprechpartnr", "contact"),
        ("e-mail (Zentrale)", "email"),
        ("Letzter Besuch am", "last_contact"),
        ("ABC-Klasse", "class"),
        ("UID-Nr.", "vat_number"),
        ("PLZ/Ort", "postcode_city"),
        ("Hausnr.", "house_number"),
    ],
)
def test_headings_are_recognised_in_many_spellings(heading: str, target: str) -> None:
    assert targets(heading) == [target]


@pytest.mark.parametrize(
    ("heading", "year", "factor"),
    [
        ("Umsatz 2025", 2025, 1),
        ("Turnover FY25 (EUR)", 2025, 1),
        ("Umsatz 2024 in TEUR", 2024, 1000),
        ("Jahresumsatz", None, 1),
    ],
)
def test_a_turnover_knows_its_year_and_its_unit(heading: str, year: int | None, factor: int) -> None:
    [proposal] = columns.propose([heading], [["1.000"]])
    assert (proposal.target, proposal.year, proposal.factor) == ("turnover", year, factor)


def test_each_target_is_proposed_once_and_phones_several_times() -> None:
    assert targets("Firma", "Kunde", "Telefon", "Telefon 2", "Mobil") == [
        "name",
        None,
        "phone",
        "phone",
        "mobile",
    ]
    assert targets("Umsatz 2023", "Umsatz 2025", "Umsatz 2024") == [None, "turnover", None]


def test_name_is_the_company_or_the_person_beside_it() -> None:
    assert targets("Name", "Ort") == ["name", "city"]
    assert targets("Firma", "Vorname", "Name") == ["name", "contact_first", "contact_last"]
    assert targets("Firma", "Name") == ["name", "contact"]


def test_a_customer_may_be_a_number_or_a_name() -> None:
    assert targets("Kunde", "Firma", sample=[["10400", "A GmbH"], ["10401", "B AG"]]) == ["number", "name"]
    assert targets("Kunde", sample=[["A GmbH"], ["B AG"]]) == ["name"]


def test_where_the_heading_says_nothing_the_values_do() -> None:
    sample = [
        [
            "info@a.example",
            "+49 731 1234",
            "89073",
            "Hölzl GmbH",
            "Industriestr. 1",
            "01.02.2026",
            "DE136695976",
            "www.a.example",
            "x",
        ],
        [
            "info@b.example",
            "0731/12340",
            "88045",
            "Näf AG",
            "Hauptweg 17",
            "2.3.26",
            "ATU13585627",
            "https://b.example",
            "17",
        ],
    ]
    assert targets(*"abcdefghi", sample=sample) == [
        "email",
        "phone",
        "postcode",
        "name",
        "street",
        "last_contact",
        "vat_number",
        "website",
        None,
    ]


def test_a_heading_that_its_values_contradict_is_not_believed() -> None:
    assert targets("Firma", "Kontakt", sample=[["A", "01.02.2026"], ["B", "2.3.26"]]) == [
        "name",
        "last_contact",
    ]


def test_a_guess_is_less_sure_than_a_word() -> None:
    sure, guessed = columns.propose(["Firma", "Spalte X"], [["A", "a@b.example"]])
    assert sure.confidence > 0.9 > guessed.confidence > 0


def test_a_long_or_empty_heading_does_no_harm() -> None:
    assert targets("", "x" * 100_000, "💥") == [None, None, None]
