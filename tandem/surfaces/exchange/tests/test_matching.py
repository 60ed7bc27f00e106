"""Which company a row means, and what it may change there."""

from __future__ import annotations

import pytest

from tandem.base.journal.models import Entry
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.surfaces.exchange import testing

pytestmark = pytest.mark.django_db
VAT = "DE136695976"


def counts(*rows: dict[str, str], by: User, headings: tuple[str, ...] = testing.HEADINGS) -> tuple[int, ...]:
    run = testing.read_in(testing.list_of(*rows, headings=headings), by=by)
    return tuple(run.counts[name] for name in ("created", "updated", "unchanged", "conflicts", "errors"))


def test_a_customer_is_found_by_number_whatever_the_spelling_of_its_name(
    hoelzl: Customer, anna: User
) -> None:
    row = {"Kd.-Nr.": "10482", "Firma": "HOELZL  Foerdertechnik gmbh", "Bemerkung": "neu"}
    assert counts(row, by=anna) == (0, 1, 0, 0, 0)
    hoelzl.refresh_from_db()
    assert (hoelzl.name, hoelzl.remark, hoelzl.revision) == ("Hölzl Fördertechnik GmbH", "neu", 2)


def test_a_number_of_another_company_is_a_conflict_in_the_database_and_in_the_file(
    hoelzl: Customer, anna: User
) -> None:
    said = [("10482", "Ganz andere GmbH"), ("7", "A"), ("7", "B")]
    rows = [{"Kd.-Nr.": number, "Firma": name} for number, name in said]
    assert counts(*rows, by=anna) == (1, 0, 0, 2, 0)


def test_the_vat_number_counts_where_only_one_company_has_it(hoelzl: Customer, anna: User) -> None:
    Customer.objects.filter(pk=hoelzl.pk).update(vat_number=VAT)
    row = {"Firma": "Hölzl Technik AG", "USt-IdNr.": VAT}
    assert counts(row, by=anna) == (0, 1, 0, 0, 0)
    hoelzl.refresh_from_db()
    assert (hoelzl.name, hoelzl.name_key) == ("Hölzl Technik AG", "hoelzltechnikag")
    at = hoelzl.created_at
    customers.create(name="Hölzl Werk Süd", vat_number=VAT, tandem=hoelzl.tandem, by=None, at=at)
    assert counts({"Firma": "Hölzl Nord GmbH", "USt-IdNr.": VAT}, by=anna) == (1, 0, 0, 0, 0)


def test_name_and_postcode_count_where_nothing_else_is_said(hoelzl: Customer, anna: User) -> None:
    row = {"Firma": "Hölzl Fördertechnik GmbH", "PLZ": "89077"}
    assert counts(row, by=anna) == (0, 0, 1, 0, 0)
    assert counts(row | {"PLZ": "80331"}, by=anna) == (1, 0, 0, 0, 0)


def test_two_different_numbers_are_never_one_customer(hoelzl: Customer, anna: User) -> None:
    row = {"Kd.-Nr.": "5", "Firma": "Hölzl Fördertechnik GmbH", "PLZ": "89077"}
    assert counts(row, by=anna) == (1, 0, 0, 0, 0)


def test_an_empty_cell_erases_nothing(hoelzl: Customer, anna: User) -> None:
    assert counts({"Kd.-Nr.": "10482", "Firma": "Hölzl Fördertechnik GmbH"}, by=anna) == (0, 0, 1, 0, 0)
    hoelzl.refresh_from_db()
    assert hoelzl.postcode == "89077"


def test_contacts_are_found_by_folded_name_and_numbers_are_added_once(
    hoelzl: Customer, claudia: object, anna: User
) -> None:
    row = {
        "Kd.-Nr.": "10482",
        "Firma": "Hölzl Fördertechnik GmbH",
        "Ansprechpartner": "Claudia HOELZL",
        "Telefon": "0731/1234-0; 0731 998877",
    }
    assert counts(row, by=anna) == (0, 1, 0, 0, 0)
    assert hoelzl.contacts.count() == 1
    assert sorted(hoelzl.channels.filter(kind="phone").values_list("value", flat=True)) == [
        "+4973112340",
        "+49731998877",
    ]
    assert counts(row, by=anna) == (0, 0, 1, 0, 0)


def test_the_tandem_comes_from_the_column_else_the_territory_else_the_intake(
    ulm: Tandem, allgaeu: Tandem, intake: Tandem, ben: User
) -> None:
    headings = ("Firma", "PLZ", "Tandem")
    rows = [
        {"Firma": "A", "PLZ": "89077", "Tandem": "allgaeu"},
        {"Firma": "B", "PLZ": "88045", "Tandem": ""},
        {"Firma": "C", "PLZ": "20095", "Tandem": ""},
        {"Firma": "D", "PLZ": "87435", "Tandem": "Gibt es nicht"},
    ]
    run = testing.read_in(testing.list_of(*rows, headings=headings), by=ben)
    assert dict(Customer.objects.values_list("name", "tandem__name")) == {
        "A": "Allgäu", "B": "Ulm-Bodensee", "C": intake.name, "D": "Allgäu",
    }  # fmt: skip
    assert [one.value for one in run.problems.all()] == ["Gibt es nicht"]


def test_phones_are_read_by_the_country_of_the_row_or_of_the_known_customer(ulm: Tandem, ben: User) -> None:
    first = {"Kd.-Nr.": "1", "Firma": "Näf AG", "Land": "Schweiz", "Telefon": "044 211 08 18"}
    assert counts(first, by=ben)[0] == 1
    run = testing.read_in(
        testing.list_of({"Kd.-Nr.": "1", "Firma": "Näf AG", "Telefon": "044 211 20 30"}), by=ben
    )
    assert run.counts["problems"] == 0
    assert sorted(Customer.objects.get().channels.values_list("value", flat=True)) == [
        "+41442110818",
        "+41442112030",
    ]


def test_inside_changes_customers_of_the_own_tandem_only(
    hoelzl: Customer, allgaeu: Tandem, sandra: User, ben: User
) -> None:
    row = {"Kd.-Nr.": "10482", "Firma": "Hölzl Fördertechnik GmbH", "Bemerkung": "von nebenan"}
    run = testing.read_in(testing.list_of(row), by=sandra)
    assert run.counts["errors"] == 1
    assert "Ulm-Bodensee" in run.problems.get().reason
    assert counts(row, by=ben) == (0, 1, 0, 0, 0)


def test_dirty_texts_are_cleaned_and_told(ulm: Tandem, anna: User) -> None:
    headings = ("Firma", "Ort", "Bemerkung")
    dirty = {"Firma": "A\u202egnitset\x07 GmbH", "Ort": "U" * 100_000, "Bemerkung": "🚜 " + "lang " * 20_000}
    run = testing.read_in(testing.list_of(dirty, headings=headings), by=anna)
    customer = Customer.objects.get(import_run_id=run.pk)
    assert (customer.name, len(customer.city)) == ("Agnitset GmbH", 100)
    assert customer.remark.startswith("🚜 lang")
    assert len(customer.remark) <= 20_000
    assert run.counts["problems"] == 3


def test_duplicates_within_a_file_are_found_across_chunks(
    ulm: Tandem, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem.surfaces.exchange.reading.CHUNK", 3)
    rows = [{"Kd.-Nr.": str(place), "Firma": f"Firma {place} GmbH", "USt-IdNr.": ""} for place in range(10)]
    rows += [
        {"Kd.-Nr.": "", "Firma": "FIRMA 1 GMBH"},
        {"Kd.-Nr.": "2", "Firma": "Firma 2 GmbH", "Bemerkung": "x"},
    ]
    rows += [{"Kd.-Nr.": "2", "Firma": "Firma 2 GmbH", "Bemerkung": "x"}, {"Kd.-Nr.": "3", "Firma": "Andere"}]
    assert counts(*rows, by=anna) == (10, 1, 2, 1, 0)
    assert Customer.objects.get(number="2").remark == "x"
    assert counts(*rows, by=anna) == (0, 0, 13, 1, 0)


def test_a_merged_customer_leads_to_the_one_it_was_merged_into(hoelzl: Customer, anna: User) -> None:
    alias = customers.create(
        name="Hoelzl alt", number="99", tandem=hoelzl.tandem, by=None, at=hoelzl.created_at
    )
    Customer.objects.filter(pk=alias.pk).update(merged_into=hoelzl)
    assert counts({"Kd.-Nr.": "99", "Firma": "Hölzl alt", "Bemerkung": "hier"}, by=anna) == (0, 1, 0, 0, 0)
    hoelzl.refresh_from_db()
    assert (hoelzl.number, hoelzl.name, hoelzl.remark) == ("10482", "Hölzl Fördertechnik GmbH", "hier")
    told = Entry.objects.filter(customer_id=hoelzl.pk, type="customers.changed").get()
    assert told.data["changes"] == [["Remark", "", "hier"]]
