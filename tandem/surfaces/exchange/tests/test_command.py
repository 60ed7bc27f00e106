"""`tandem import customers FILE`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tandem.base.journal.models import Entry
from tandem.essentials.customers.models import Channel, Customer, SearchDocument, Site
from tandem.essentials.people.models import Company, Tandem, User
from tandem.surfaces.exchange import testing
from tandem.surfaces.exchange.models import DONE, ImportedRow, ImportRun

pytestmark = pytest.mark.django_db
EXPECTED = json.loads((testing.MESSY / "expected.json").read_text())
COUNTS = ("rows", "created", "updated", "unchanged", "conflicts", "errors")


@pytest.mark.parametrize("name", ["customers_messy.csv", "customers_messy.xlsx"])
def test_both_messy_lists_give_the_expected_counts_and_the_second_time_nothing_changes(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = testing.MESSY / name
    dry_code, dry = testing.commanded(path, capsys, dry_run=True)
    assert (dry_code, Customer.objects.count(), ImportRun.objects.count()) == (1, 0, 0)
    code, told = testing.commanded(path, capsys)
    assert code == 1
    assert told == dry
    assert {count: told[count] for count in COUNTS} == {count: EXPECTED[count] for count in COUNTS}
    assert len(told["problems"]) >= EXPECTED["problems_at_least"]
    assert set(told["problems"][0]) == {"row", "column", "value", "reason"}
    entries, customers = Entry.objects.count(), Customer.objects.count()
    assert customers == EXPECTED["created"]
    _code, again = testing.commanded(path, capsys)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 42)
    assert (Entry.objects.count(), Customer.objects.count()) == (entries, customers)


def test_an_import_into_nothing_makes_an_empty_company(capsys: pytest.CaptureFixture[str]) -> None:
    testing.commanded(testing.MESSY / "customers_messy.csv", capsys)
    assert Company.objects.get().set_up_at is None
    assert set(Customer.objects.values_list("tandem__name", flat=True)) == {
        Tandem.objects.get(is_intake=True).name
    }


def test_each_taken_row_is_stored_found_and_journalled(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    testing.commanded(testing.MESSY / "customers_messy.csv", capsys)
    naef = Customer.objects.get(number="10401")
    assert (naef.name, naef.klass, naef.turnover_year, naef.remark) == (
        "Näf Förderanlagen AG", "B", 2025, "ruft lieber vormittags an",
    )  # fmt: skip
    assert str(naef.turnover) == "6480.00"
    assert str(naef.last_contact_date) == "2026-02-02"
    assert Site.objects.get(customer=naef, is_head_office=True).city == "Friedrichshafen"
    assert [contact.full_name for contact in naef.contacts.all()] == ["Dr. Jochen Binder"]
    assert set(naef.channels.values_list("value", flat=True)) == {"+49754155010", "info@kunde01.example"}
    assert SearchDocument.objects.filter(customer=naef).count() == 2
    types = list(Entry.objects.filter(customer_id=naef.pk).order_by("pk").values_list("type", "actor_id"))
    assert types == [("customers.created", None), ("customers.changed", None)]
    assert (
        set(Channel.objects.filter(customer__number="20005").values_list("value", flat=True))
        == {
            "+498947113",
            "+491712345678",
        }
        or Channel.objects.filter(customer__number="20005").count() == 2
    )
    assert Customer.objects.get(number="20004").postcode == "01067"
    assert Customer.objects.get(number="20008").name.startswith("=HYPERLINK")
    assert Customer.objects.get(number="20010").country == "FR"


def test_the_person_named_by_by_stands_in_the_journal(anna: User, capsys: pytest.CaptureFixture[str]) -> None:
    testing.commanded(testing.MESSY / "customers_messy.csv", capsys, by=anna.email.upper())
    assert set(Entry.objects.values_list("actor_id", "side")) == {(anna.pk, "inside")}
    assert ImportRun.objects.get().by == anna


def test_a_list_without_a_fault_ends_with_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gut.csv"
    path.write_bytes(
        testing.list_of({"Kd.-Nr.": "1", "Firma": "Eins GmbH"}, {"Kd.-Nr.": "2", "Firma": "Zwei GmbH"})
    )
    code, told = testing.commanded(path, capsys)
    assert (code, told["created"], told["problems"]) == (0, 2, [])
    run = ImportRun.objects.get()
    assert (run.state, run.counts["created"], ImportedRow.objects.filter(run=run).count()) == (DONE, 2, 2)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (None, {"by": "niemand@tandem.example"}),
        (None, {"mapping": "Gibtsnicht=name"}),
        (None, {"mapping": "Firma=nirgends"}),
        (None, {"mapping": "fehlt.json"}),
        (b"", {}),
        (b"%PDF-1.7 nothing", {}),
        (b"Farbe;Form\nrot;rund\nblau;eckig\n", {}),
    ],
)
def test_what_cannot_begin_ends_with_two_and_a_sentence(
    written: bytes | None, wanted: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(testing.list_of({"Kd.-Nr.": "1", "Firma": "Eins GmbH"}) if written is None else written)
    from tandem.surfaces.exchange.command import import_customers_command

    options: dict[str, Any] = {"mapping": None, "dry_run": False, "as_json": True, "by": None}
    code = import_customers_command(path=path, **(options | wanted))
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.startswith("tandem: ")
    assert "Traceback" not in said.err
    assert Customer.objects.count() == 0


@pytest.mark.parametrize("as_file", [True, False])
def test_a_mapping_places_columns_by_their_headings(
    as_file: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, mapping = tmp_path / "liste.csv", "Was=name, Wo=city, Ort=-"
    path.write_bytes(b"Was;Wo;Ort\nEins GmbH;Ulm;Halle 3\n")
    if as_file:
        mapping = str(tmp_path / "zuordnung.json")
        Path(mapping).write_text(json.dumps({"Was": "name", "wo": "city", "Ort": None}))
    code, told = testing.commanded(path, capsys, mapping=mapping)
    assert (code, told["created"]) == (0, 1)
    assert Customer.objects.values_list("name", "city").get() == ("Eins GmbH", "Ulm")
