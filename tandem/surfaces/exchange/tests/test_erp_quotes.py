"""Quotes that an ERP makes: each once, with turn and follow-up, kept up to date, and nothing half-written."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.db import connection
from django.test import Client

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import Refused
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import FOLLOW_UP
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.models import LOST, OPEN, SENT, SUPERSEDED, WON, Quote
from tandem.journey.quotes.register import sums
from tandem.journey.quotes.register.wanted import Wanted
from tandem.surfaces.exchange import command
from tandem.surfaces.exchange.erp import folder, taking_in
from tandem.surfaces.exchange.erp.taking_in import Report
from tandem.surfaces.exchange.tables import open_table

HEAD = (
    "Angebotsnummer;Datum;Kundennummer;Kunde;PLZ;Netto;Währung;DB;Status;Grund;Wahrscheinlichkeit;"
    "Gültig bis;Bearbeiter"
)
A = "A-1001;02.11.2026;10482;;;12.500,50;EUR;4.100,00;offen;;60 %;31.12.2026;Kranz"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def _list(place: Path, *rows: str, name: str = "angebote.csv") -> Path:
    path = place / name
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8-sig")
    return path


def _take(path: Path, now: datetime, by: User | None = None) -> Report:
    with open_table(path, path.name) as table:
        documents = taking_in.lying_in(path.parent)
        return taking_in.take_in(table=table, by=by, at=now, documents=documents)


def _row(text: str, **changed: str) -> str:
    cells = dict(zip(HEAD.split(";"), text.split(";"), strict=True))
    return ";".join((cells | changed).values())


def test_an_open_quote_gets_turn_follow_up_and_chance_like_our_own(
    tmp_path: Path, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    (tmp_path / "a-1001.PDF").write_bytes(PDF)
    report = _take(_list(tmp_path, A), now)
    assert report.told() == {
        "rows": 1,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "conflicts": 0,
        "errors": 0,
    }
    quote = Quote.objects.get()
    assert (quote.number, quote.state, quote.net, quote.margin) == (
        "A-1001", OPEN, Decimal("12500.50"), Decimal("4100.00")
    )  # fmt: skip
    assert (quote.probability, quote.weighted, quote.tandem_key) == (60, Decimal("7500.30"), hoelzl.tandem_id)
    matter = quote.matter
    assert matter.step is not None
    assert matter.step.key == FOLLOW_UP
    assert (matter.accountable, matter.waiting_for, matter.value) == (tobias, "customer", quote.net)
    assert quote.follow_up_at == matter.due_at
    assert matter.due_at is not None
    assert matter.due_at > now
    version = quote.versions.get()
    assert (version.state, version.pdf_sha256 != "", str(version.valid_until)) == (SENT, True, "2026-12-31")
    assert Entry.objects.filter(matter_id=matter.pk, type="quotes.came_from_erp").count() == 1
    [total] = sums.summed(tobias, Wanted(), at=now).totals
    assert (total.count, total.net) == (1, quote.net)
    assert list(checks.run_all()) == []


def test_the_same_list_twice_changes_nothing(tmp_path: Path, hoelzl: Customer, now: datetime) -> None:
    path = _list(tmp_path, A)
    _take(path, now)
    entries = Entry.objects.count()
    report = _take(path, now + timedelta(days=1))
    assert report.told()["unchanged"] == 1
    assert (Quote.objects.count(), Matter.objects.count(), Entry.objects.count()) == (1, 1, entries)


def test_another_sum_or_document_is_a_new_version(tmp_path: Path, hoelzl: Customer, now: datetime) -> None:
    _take(_list(tmp_path, A), now)
    report = _take(_list(tmp_path, _row(A, Netto="13.000,00")), now + timedelta(days=1))
    assert report.told()["updated"] == 1
    (tmp_path / "A-1001.pdf").write_bytes(PDF)
    _take(_list(tmp_path, _row(A, Netto="13.000,00")), now + timedelta(days=2))
    quote = Quote.objects.get()
    told = list(quote.versions.order_by("number").values_list("number", "state", "net"))
    assert told == [
        (1, SUPERSEDED, Decimal("12500.50")),
        (2, SUPERSEDED, Decimal("13000.00")),
        (3, SENT, Decimal("13000.00")),
    ]
    assert (quote.net, quote.matter.value) == (Decimal("13000.00"), Decimal("13000.00"))
    assert list(checks.run_all()) == []


def test_won_in_the_erp_is_the_proof(tmp_path: Path, hoelzl: Customer, now: datetime) -> None:
    _take(_list(tmp_path, A), now)
    _take(_list(tmp_path, _row(A, Status="beauftragt")), now + timedelta(days=3))
    quote = Quote.objects.get()
    assert (quote.order_reference, quote.weighted) == ("im ERP gewonnen", quote.net)
    assert quote.state == WON
    assert list(checks.run_all()) == []
    # An older list that says open does not reopen it.
    report = _take(_list(tmp_path, A), now + timedelta(days=4))
    assert report.told()["conflicts"] == 1


def test_lost_without_a_reason_asks_for_it(
    tmp_path: Path, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    _take(_list(tmp_path, A), now)
    lost = _list(tmp_path, _row(A, Status="verloren"))
    _take(lost, now + timedelta(days=3))
    quote = Quote.objects.get()
    assert (quote.state, quote.erp_state, quote.probability) == (OPEN, LOST, 0)
    assert "A-1001" in quote.matter.next_step
    assert quote.matter.waiting_for == "nothing"
    assert _take(lost, now + timedelta(days=4)).told()["unchanged"] == 1
    quotes.lose(quote=quote, reason="price", by=tobias, at=now + timedelta(days=5))
    assert list(checks.run_all()) == []
    assert _take(lost, now + timedelta(days=6)).told()["unchanged"] == 1


@pytest.mark.parametrize(
    ("written", "reason"), [("Preis", "price"), ("zu hoher Preis", "price"), ("Chef wollte nicht", "other")]
)
def test_lost_with_a_reason_is_lost(
    tmp_path: Path, hoelzl: Customer, now: datetime, written: str, reason: str
) -> None:
    _take(_list(tmp_path, _row(A, Status="verloren", Grund=written)), now)
    quote = Quote.objects.get()
    assert (quote.state, quote.lost_reason, quote.customer_words) == (LOST, reason, written)
    assert quote.matter.closed_at is not None
    assert list(checks.run_all()) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"Angebotsnummer": ""},
        {"Angebotsnummer": "26-0001"},
        {"Angebotsnummer": "X" * 41},
        {"Datum": "31.02.2026"},
        {"Datum": ""},
        {"Netto": "viel"},
        {"Netto": "-5"},
        {"Netto": "1e99"},
        {"Währung": "USD"},
        {"Status": "schwebend"},
        {"Kundennummer": "99999"},
        {"Kundennummer": "", "Kunde": "Unbekannt AG", "PLZ": "89077"},
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_stops_no_other(
    tmp_path: Path, hoelzl: Customer, now: datetime, changed: dict[str, str]
) -> None:
    report = _take(_list(tmp_path, _row(A, **changed), _row(A, Angebotsnummer="B-2")), now)
    assert report.told()["errors"] == 1
    assert report.told()["created"] == 1
    assert [problem.row for problem in report.problems] == [2]
    assert Quote.objects.get().number == "B-2"


def test_what_is_only_unreadable_beside_is_left_out_and_said(
    tmp_path: Path, hoelzl: Customer, anna: User, now: datetime
) -> None:
    report = _take(_list(tmp_path, _row(A, DB="?", Wahrscheinlichkeit="120", Bearbeiter="Niemand")), now)
    assert report.told()["created"] == 1
    assert len(report.problems) == 3
    assert Quote.objects.get().margin is None


def test_customers_are_found_by_name_and_postcode(tmp_path: Path, hoelzl: Customer, now: datetime) -> None:
    row = _row(A, Kundennummer="", Kunde="HOELZL Fördertechnik GmbH", PLZ="89077")
    assert _take(_list(tmp_path, row), now).told()["created"] == 1


def test_a_number_of_our_own_and_a_number_of_another_customer_are_conflicts(
    tmp_path: Path, hoelzl: Customer, now: datetime
) -> None:
    _take(_list(tmp_path, A, A), now)
    assert Quote.objects.count() == 1
    Quote.objects.update(currency="CHF")
    report = _take(_list(tmp_path, A), now)
    assert report.told()["conflicts"] == 1
    assert "CHF" in report.problems[0].reason


def test_it_is_not_edited_here(
    client: Client, tmp_path: Path, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    _take(_list(tmp_path, A), now)
    quote = Quote.objects.get()
    with pytest.raises(Refused):
        quotes.new_version(quote=quote, by=tobias, at=now)
    client.force_login(tobias)
    page = client.get(f"/angebote/{quote.pk}").content.decode()
    assert "kommt aus dem ERP" in page
    assert "12.500,50" in page
    assert "Neue Version" not in page
    assert f"/angebote/{quote.pk}/nachfassen" in page


def test_inside_takes_in_for_the_own_tandem_only(
    tmp_path: Path, hoelzl: Customer, allgaeu: object, sandra: User, now: datetime
) -> None:
    report = _take(_list(tmp_path, A), now, by=sandra)
    assert report.told()["errors"] == 1
    assert "Ulm-Bodensee" in report.problems[0].reason


def test_an_excel_list_on_the_command_line(
    tmp_path: Path, hoelzl: Customer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "angebote.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["Quote No", "Date", "Customer No", "Amount", "State", "Probability"])
        sheet.write_row(1, 0, ["Q7", None, 10482, 990.5, "open", 0.4])
        sheet.write_datetime(1, 1, datetime(2026, 11, 2), day)  # Excel knows no zones
    assert command.import_quotes_command(path=path, dry_run=True, as_json=True, by=None) == 0
    assert json.loads(capsys.readouterr().out)["created"] == 1
    assert Quote.objects.count() == 0
    assert command.import_quotes_command(path=path, dry_run=False, as_json=True, by=None) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("rows", "created", "errors")} == {
        "rows": 1,
        "created": 1,
        "errors": 0,
    }
    quote = Quote.objects.get()
    assert (quote.net, quote.probability, quote.title != "") == (Decimal("990.50"), 40, True)
    (tmp_path / "leer.csv").write_text("Farbe;Form\nrot;rund\n")
    wrong = command.import_quotes_command(path=tmp_path / "leer.csv", dry_run=False, as_json=True, by=None)
    assert wrong == 2


def test_the_folder_takes_each_list_once_and_moves_it_away(
    tmp_path: Path, hoelzl: Customer, now: datetime
) -> None:
    (tmp_path / "A-1001.pdf").write_bytes(PDF)
    (tmp_path / "Z-9.pdf").write_bytes(PDF)
    _list(tmp_path, A, _row(A, Angebotsnummer="A-2", Netto="viel"))
    _list(tmp_path, A, name="halb.csv.part")
    (tmp_path / "kaputt.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    assert folder.look(at=now, folder=tmp_path, settled=0) == 2
    assert folder.look(at=now, folder=tmp_path, settled=0) == 0
    assert Quote.objects.get().versions.get().pdf is not None
    done = sorted(path.name.partition(" ")[2].partition(" ")[2] for path in (tmp_path / "done").iterdir())
    assert done == ["A-1001.pdf", "angebote.csv", "angebote.csv.report.txt"]
    [report] = (tmp_path / "done").glob("*.report.txt")
    assert "Netto" in report.read_text()
    failed = [path.name for path in (tmp_path / "failed").iterdir()]
    assert len(failed) == 2
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"Z-9.pdf", "halb.csv.part"}


def test_a_list_that_is_still_written_is_left_alone(tmp_path: Path, hoelzl: Customer, now: datetime) -> None:
    path = _list(tmp_path, A)
    assert folder.look(at=now, folder=tmp_path) == 0
    long_ago = time.time() - 60
    os.utime(path, (long_ago, long_ago))
    assert folder.look(at=now, folder=tmp_path, settled=0.2) == 1


def test_a_list_that_a_killed_worker_left_is_taken_again(
    tmp_path: Path, hoelzl: Customer, now: datetime
) -> None:
    (tmp_path / folder.WORKING).mkdir()
    left = _list(tmp_path / folder.WORKING, A)
    assert folder.look(at=now, folder=tmp_path, settled=0) == 0
    long_ago = time.time() - 2 * folder.ABANDONED_SECONDS
    os.utime(left, (long_ago, long_ago))
    assert folder.look(at=now, folder=tmp_path, settled=0) == 1


def test_without_the_folder_nothing_happens(tmp_path: Path, now: datetime) -> None:
    assert folder.look(at=now, folder=tmp_path / "nirgends") == 0


def test_a_thousand_rows_ask_hardly_more_than_ten(tmp_path: Path, hoelzl: Customer, now: datetime) -> None:
    from django.test.utils import CaptureQueriesContext

    def statements(count: int, start: int) -> int:
        rows = [_row(A, Angebotsnummer=f"N-{start + place}") for place in range(count)]
        with CaptureQueriesContext(connection) as asked:
            assert _take(_list(tmp_path, *rows), now).told()["created"] == count
        return len(asked)

    few = statements(10, 0)
    assert statements(500, 1000) <= few + 5
    with CaptureQueriesContext(connection) as asked:
        assert _take(tmp_path / "angebote.csv", now).told()["unchanged"] == 500
    assert len(asked) <= few
