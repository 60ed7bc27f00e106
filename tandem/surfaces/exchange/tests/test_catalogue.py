"""Products and prices from lists: columns found, problems by row, preview, once and again, as people and by command."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.base.journal.models import Entry
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import ORDER_DESK, User
from tandem.essentials.products import queries, testing
from tandem.essentials.products.models import CUSTOMER, CostPrice, Product, ProductGroup, Tier
from tandem.surfaces.exchange import command, jobs
from tandem.surfaces.exchange.models import ImportRun

pytestmark = pytest.mark.django_db

D = Decimal

ARTICLES = """Artikelnummer;Bezeichnung;Bezeichnung EN;Langtext;Warengruppe;ME;MwSt;VPE;Kupfer kg;EK-Preis
KG-250;Getriebemotor KG 250;Gear motor KG 250;5,5 kW, Hohlwelle;Antriebe;St;19 %;;12,5;1.506,50
FK-80;Förderkette FK 80;;Rolle 25 m;Ketten;Rolle;19;1;;1055
IBN;Inbetriebnahme vor Ort;;;Leistungen;Tag;regelsatz;;;
"""
PRICES = """Artikelnummer;Ab Menge;Preis;Währung;Preisliste
KG-250;;2.480,00;EUR;Liste 2026
KG-250;10;2.390,1234;EUR;Liste 2026
FK-80;;1890;EUR;Liste 2026
"""


@pytest.fixture
def desk(company: Any, now: datetime) -> User:
    return people.add_user(
        email="olga@tandem.example", first_name="Olga", last_name="Sachs", roles=[ORDER_DESK], by=None, at=now
    )


def commanded(
    kind: str, content: str | bytes, tmp_path: Path, capsys: Any, **more: Any
) -> tuple[int, dict[str, Any]]:
    path = tmp_path / "liste.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    options: dict[str, Any] = {"mapping": None, "dry_run": False, "as_json": True, "by": None, **more}
    capsys.readouterr()
    code = command.import_command(kind=kind, path=path, **options)
    said = capsys.readouterr().out
    return code, json.loads(said) if said else {}


def counts(said: dict[str, Any]) -> list[int]:
    return [said[name] for name in ("rows", "created", "updated", "unchanged", "conflicts", "errors")]


def test_articles_of_an_erp_come_in_and_again_change_nothing(
    company: Any, tmp_path: Path, capsys: Any
) -> None:
    code, said = commanded("products", ARTICLES, tmp_path, capsys)
    assert (code, counts(said), said["problems"]) == (0, [3, 3, 0, 0, 0, 0], [])
    motor = Product.objects.select_related("group", "unit").get(number="KG-250")
    assert (motor.name_en, motor.description_de, motor.unit.code) == (
        "Gear motor KG 250",
        "5,5 kW, Hohlwelle",
        "Stk",
    )
    assert motor.group is not None
    assert (motor.group.name_de, motor.copper_kg, motor.vat_kind) == ("Antriebe", D("12.5"), "standard")
    assert queries.cost_of(motor, day=date(2027, 1, 1)) == D("1506.5")
    before = list(Product.objects.order_by("pk").values())
    code, said = commanded("products", ARTICLES, tmp_path, capsys)
    assert (code, counts(said)) == (0, [3, 0, 0, 3, 0, 0])
    assert list(Product.objects.order_by("pk").values()) == before
    assert ProductGroup.objects.count() == 3


def test_only_what_changed_is_changed_and_an_empty_cell_erases_nothing(
    company: Any, anna: User, tmp_path: Path, capsys: Any
) -> None:
    commanded("products", ARTICLES, tmp_path, capsys)
    changed = "Artikelnummer;Bezeichnung;Langtext;ME\nkg-250;Getriebemotor KG 250 neu;;\nFK-80;Förderkette FK 80;;m\n"
    code, said = commanded("products", changed, tmp_path, capsys)
    assert (code, counts(said)) == (0, [2, 0, 2, 0, 0, 0])
    motor = Product.objects.get(number="KG-250")
    assert (motor.name_de, motor.description_de, motor.revision) == (
        "Getriebemotor KG 250 neu",
        "5,5 kW, Hohlwelle",
        2,
    )
    assert [one.number for one in queries.suggest(text="250 neu", user=anna)] == ["KG-250"]


def test_what_cannot_be_taken_is_told_by_row(company: Any, tmp_path: Path, capsys: Any) -> None:
    wrong = (
        "Artikelnummer;Bezeichnung;ME;MwSt;VPE;EK\n"
        ";Ohne Nummer;Stk;;;\n"
        "A1;;Stk;;;\n"
        "A2;Unbekannte Einheit;Fass;;;\n"
        "A3;Guter Artikel;Stk;17 %;-5;1,23456\n"
        "a3;Doppelt;Stk;;;\n"
        "A4;=cmd|' /C calc'!A0;Stk;;;\n"
    )
    code, said = commanded("products", wrong, tmp_path, capsys)
    assert (code, counts(said)) == (1, [6, 2, 0, 0, 0, 4])
    told = [(one["row"], one["column"]) for one in said["problems"]]
    assert told == [(2, ""), (3, ""), (4, ""), (5, "MwSt"), (5, "VPE"), (5, "EK"), (6, "")]
    assert Product.objects.get(number="A3").step is None
    assert not CostPrice.objects.exists()


def test_a_dry_run_writes_nothing(company: Any, tmp_path: Path, capsys: Any) -> None:
    code, said = commanded("products", ARTICLES, tmp_path, capsys, dry_run=True)
    assert (code, counts(said)) == (0, [3, 3, 0, 0, 0, 0])
    assert not Product.objects.exists()
    assert not ProductGroup.objects.exists()


def test_prices_come_in_by_row_and_by_column(
    company: Any, now: datetime, tmp_path: Path, capsys: Any
) -> None:
    commanded("products", ARTICLES, tmp_path, capsys)
    general = testing.a_list(at=now)
    swiss = testing.a_list(at=now, name="Schweiz CHF", currency="CHF")
    code, said = commanded("prices", PRICES, tmp_path, capsys)
    assert (code, counts(said)) == (0, [3, 3, 0, 0, 0, 0])
    assert counts(commanded("prices", PRICES, tmp_path, capsys)[1]) == [3, 0, 0, 3, 0, 0]
    wide = "Art-Nr.;Liste 2026;Schweiz CHF\nKG-250;2.500,00;2.650,00\nFK-80;;1.990,00\n"
    code, said = commanded("prices", wide, tmp_path, capsys)
    assert (code, counts(said)) == (0, [2, 1, 1, 0, 0, 0])
    held = Tier.objects.order_by("price_list", "product", "from_quantity")
    assert [(tier.price_list_id, tier.from_quantity, tier.price) for tier in held] == [
        (general.pk, D(0), D(2500)), (general.pk, D(10), D("2390.1234")), (general.pk, D(0), D(1890)),
        (swiss.pk, D(0), D(2650)), (swiss.pk, D(0), D(1990)),
    ]  # fmt: skip


def test_wrong_prices_are_told_and_the_good_ones_taken(
    company: Any, now: datetime, tmp_path: Path, capsys: Any
) -> None:
    commanded("products", ARTICLES, tmp_path, capsys)
    testing.a_list(at=now)
    testing.a_list(at=now, name="Andere", currency="CHF")
    wrong = (
        "Artikelnummer;Ab Menge;Preis;Währung;Preisliste\n"
        "KG-250;;0;EUR;Liste 2026\n"
        "KG-250;;-5;EUR;Liste 2026\n"
        "KG-250;;1,23456;EUR;Liste 2026\n"
        "KG-250;;99;CHF;Liste 2026\n"
        "KG-250;;99;EUR;Gibt es nicht\n"
        "GIBTSNICHT;;99;EUR;Liste 2026\n"
        "FK-80;viele;99;EUR;Liste 2026\n"
        "FK-80;;99;EUR;\n"
        "FK-80;1;98;EUR;Liste 2026\n"
        "FK-80;;97;EUR;Liste 2026\n"
    )
    code, said = commanded("prices", wrong, tmp_path, capsys)
    assert (code, counts(said)) == (1, [10, 1, 0, 0, 0, 9])
    assert list(Tier.objects.values_list("price", flat=True)) == [D(98)]
    assert {one["row"] for one in said["problems"]} == {2, 3, 4, 5, 6, 7, 8, 9, 11}


def test_numbers_of_a_spreadsheet_keep_four_decimals(
    company: Any, now: datetime, tmp_path: Path, capsys: Any
) -> None:
    testing.a_product(at=now, number="1234", name="Rolle")
    testing.a_list(at=now)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, heading in enumerate(("Item number", "From quantity", "Price")):
        sheet.write(0, place, heading)
    for row, (quantity, price) in enumerate(((0, 18.4), (100, 0.1 + 0.2), (500, 0.1234)), start=1):
        sheet.write_number(row, 0, 1234)
        sheet.write_number(row, 1, quantity)
        sheet.write_number(row, 2, price)
    book.close()
    path = tmp_path / "preise.xlsx"
    path.write_bytes(buffer.getvalue())
    assert (
        command.import_command(kind="prices", path=path, mapping=None, dry_run=False, as_json=True, by=None)
        == 0
    )
    held = Tier.objects.order_by("from_quantity").values_list("price", flat=True)
    assert list(held) == [D("18.4"), D("0.3"), D("0.1234")]


def test_what_was_taken_out_is_read_back_and_changes_nothing(
    client: Client, desk: User, now: datetime, tmp_path: Path, capsys: Any
) -> None:
    commanded("products", ARTICLES, tmp_path, capsys)
    held = testing.a_list(at=now)
    commanded("prices", PRICES, tmp_path, capsys)
    client.force_login(desk)
    for path, kind, rows in (
        ("/produkte/produkte.xlsx", "products", 3), (f"/produkte/preislisten/{held.pk}/preise.xlsx", "prices", 3),
    ):  # fmt: skip
        code, said = commanded(kind, client.get(path).content, tmp_path, capsys)
        assert (code, counts(said)) == (0, [rows, 0, 0, rows, 0, 0]), said


def test_in_the_browser_it_is_seen_before_it_is_written(client: Client, desk: User, now: datetime) -> None:
    client.force_login(desk)
    file = SimpleUploadedFile("artikel.csv", ARTICLES.encode())
    answer = client.post("/import/produkte", {"file": file})
    run = ImportRun.objects.get()
    assert answer.headers["Location"] == f"/import/{run.pk}"
    shown = client.get(f"/import/{run.pk}").content.decode()
    assert "Getriebemotor KG 250" in shown
    assert "Produkte einlesen" in shown
    assert not Product.objects.exists()
    client.post(f"/import/{run.pk}/spalten", {"column_9": "-"})
    client.post(f"/import/{run.pk}/einlesen")
    jobs.apply(run.pk)
    assert Product.objects.count() == 3
    assert not CostPrice.objects.exists()
    run.refresh_from_db()
    assert run.state == "done"
    assert client.get(f"/import/{run.pk}?tab=created").status_code == 200
    assert "rueckgaengig" in client.get(f"/import/{run.pk}").content.decode()


def test_who_does_not_keep_the_catalogue_reads_none_in(
    client: Client,
    anna: User,
    desk: User,
    nina: User,
    hoelzl: Customer,
    now: datetime,
    tmp_path: Path,
    capsys: Any,
) -> None:
    client.force_login(anna)
    assert client.get("/import/produkte").status_code == 403
    client.post("/import/produkte", {"file": SimpleUploadedFile("a.csv", ARTICLES.encode())})
    assert not ImportRun.objects.exists()
    code, _said = commanded("products", ARTICLES, tmp_path, capsys, by=anna.email)
    assert (code, Product.objects.count()) == (2, 0)
    # The administration keeps prices, but not those of a customer, whom it does not read.
    commanded("products", ARTICLES, tmp_path, capsys)
    own = testing.a_list(at=now, name="Hölzl", audience=CUSTOMER, customer=hoelzl)
    prices = "Artikelnummer;Preis;Preisliste\nKG-250;1;Hölzl\n"
    assert counts(commanded("prices", prices, tmp_path, capsys, by=nina.email)[1])[5] == 1
    assert counts(commanded("prices", prices, tmp_path, capsys, by=desk.email)[1])[1] == 1
    told = (
        Entry.objects.filter(type="products.price_list_changed", customer_id=hoelzl.pk)
        .order_by("-pk")
        .first()
    )
    assert told is not None
    assert told.data["prices"] == 1
    assert own.tiers.count() == 1
    assert client.get(f"/import/{ImportRun.objects.latest('pk').pk}").status_code == 404


def test_the_administration_learns_no_cost_from_a_list(
    client: Client, nina: User, tmp_path: Path, capsys: Any
) -> None:
    commanded("products", ARTICLES, tmp_path, capsys, by=nina.email)
    assert Product.objects.count() == 3
    assert not CostPrice.objects.exists()


def test_a_list_without_numbers_or_prices_is_refused(company: Any, tmp_path: Path, capsys: Any) -> None:
    assert commanded("products", "Name;Farbe\nx;y\n", tmp_path, capsys)[0] == 2
    assert commanded("prices", "Artikelnummer;Farbe\nx;y\n", tmp_path, capsys)[0] == 2
    assert commanded("products", b"", tmp_path, capsys)[0] == 2
