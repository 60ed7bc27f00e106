"""An ERP's quotes by the browser: seen first, columns corrected, documents beside the list, taken back as a whole."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from tandem.base.files import actions as files
from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.models import Quote, QuoteVersion
from tandem.surfaces.exchange import actions, jobs
from tandem.surfaces.exchange.actions import runs
from tandem.surfaces.exchange.models import (
    DONE,
    FAILED,
    PREVIEWED,
    QUOTES,
    UNDONE,
    UPLOADED,
    ImportDocument,
    ImportProblem,
    ImportRun,
)

pytestmark = pytest.mark.django_db

HEAD = "Angebotsnummer;Datum;Kundennummer;Netto;Status;Gültig bis"
ROW = "{};02.11.2026;10482;{};offen;31.12.2026"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def lines(*rows: tuple[str, str], head: str = HEAD) -> bytes:
    return "\n".join([head, *(ROW.format(*row) for row in rows)]).encode("utf-8-sig")


def uploaded(client: Client, content: bytes, *documents: tuple[str, bytes]) -> ImportRun:
    given = [SimpleUploadedFile(name, held, "application/pdf") for name, held in documents]
    answer = client.post(
        "/import/angebote/hochladen",
        {"file": SimpleUploadedFile("angebote.csv", content), "documents": given},
    )
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.get(pk=int(answer.headers["Location"].rsplit("/", 1)[1]))


def read_in(client: Client, run: ImportRun) -> ImportRun:
    assert client.post(f"/import/{run.pk}/einlesen").status_code == 302
    jobs.apply(run.pk)
    run.refresh_from_db()
    return run


def undone(client: Client, run: ImportRun, by: User) -> ImportRun:
    assert client.post(f"/import/{run.pk}/rueckgaengig").status_code == 302
    jobs.undo(run.pk, by.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def signed_in(client: Client, hoelzl: Customer, anna: User) -> Client:
    client.force_login(anna)
    return client


def test_a_list_is_seen_before_it_is_read_in(signed_in: Client, paul: User) -> None:
    run = uploaded(signed_in, lines(("A-1001", "12.500,50"), ("A-2", "viel")))
    shown = signed_in.get(f"/import/{run.pk}").content.decode()
    assert (run.state, Quote.objects.count(), Matter.objects.count()) == (PREVIEWED, 0, 0)
    assert "A-1001" in shown
    assert "12.500,50" in shown
    assert "viel" in signed_in.get(f"/import/{run.pk}?tab=problems").content.decode()
    assert read_in(signed_in, run).state == DONE
    assert Quote.objects.get().number == "A-1001"
    # Twice is once.
    assert signed_in.post(f"/import/{run.pk}/einlesen").status_code == 409
    jobs.apply(run.pk)
    assert Quote.objects.count() == 1
    picture = {"file": SimpleUploadedFile("bild.csv", b"\x89PNG\r\n\x1a\n")}
    assert signed_in.post("/import/angebote/hochladen", picture).status_code == 422
    signed_in.force_login(paul)
    assert signed_in.get(f"/import/{run.pk}").status_code == 404


def test_the_proposed_columns_are_corrected(signed_in: Client) -> None:
    head = "Angebotsnummer;Datum;Kundennummer;Zeilensumme;Status;Gültig bis"
    run = uploaded(signed_in, lines(("A-1", "900"), head=head))
    assert run.state == FAILED
    page = signed_in.get(f"/import/{run.pk}").content.decode()
    assert "Der Liste fehlt eine Spalte für: Netto." in page
    assert 'name="column_3"' in page
    wrong = signed_in.post(f"/import/{run.pk}/spalten", {"column_3": "net", "column_1": "net"})
    assert wrong.status_code == 422
    assert (
        signed_in.post(f"/import/{run.pk}/spalten", {"column_3": "net", "column_4": "-"}).status_code == 302
    )
    run.refresh_from_db()
    assert (run.state, run.counts["created"]) == (PREVIEWED, 1)
    read_in(signed_in, run)
    assert str(Quote.objects.get().net) == "900.00"


def test_documents_come_with_the_list_and_are_matched_by_their_name(signed_in: Client) -> None:
    run = uploaded(
        signed_in,
        lines(("A-1", "900"), ("A-2", "800"), ("A-3", "700")),
        ("a-1.PDF", PDF),
        ("A-3.pdf", b"no pdf"),
        ("Z-9.pdf", PDF),
    )
    assert ImportDocument.objects.filter(run=run).count() == 3
    problems = {one.value: one.reason for one in ImportProblem.objects.filter(run=run)}
    assert set(problems) == {"A-3.pdf", "Z-9.pdf"}
    read_in(signed_in, run)
    documents = dict(QuoteVersion.objects.values_list("quote__number", "pdf_sha256"))
    assert [bool(documents[number]) for number in ("A-1", "A-2", "A-3")] == [True, False, False]
    version = QuoteVersion.objects.select_related("pdf").get(quote__number="A-1")
    assert version.pdf is not None
    assert files.read(file=version.pdf) == PDF
    # What was uploaded is not kept twice.
    assert not ImportDocument.objects.exists()
    assert list(checks.run_all()) == []


def test_a_long_list_is_checked_by_the_worker(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    run = uploaded(signed_in, lines(*[(f"A-{place}", "10") for place in range(5)]))
    assert run.state == UPLOADED
    assert "import-progress" in signed_in.get(f"/import/{run.pk}").content.decode()
    jobs.preview(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts["created"]) == (PREVIEWED, 5)


class TestUndo:
    def test_what_the_list_brought_goes_and_the_list_can_come_again(
        self, signed_in: Client, anna: User, hoelzl: Customer
    ) -> None:
        content = lines(("A-1", "900"), ("A-2", "800"))
        run = read_in(signed_in, uploaded(signed_in, content, ("A-1.pdf", PDF)))
        taken = undone(signed_in, run, anna)
        assert (taken.state, taken.undo_report["removed"], taken.undo_report["left"]) == (UNDONE, 2, 0)
        assert not Quote.objects.exists()
        assert not Matter.objects.exists()
        assert Entry.objects.filter(type="quotes.erp_taken_out").count() == 2
        assert signed_in.get(f"/kunden/{hoelzl.pk}").status_code == 200
        assert "2 Angebote entfernt" in signed_in.get(f"/import/{run.pk}").content.decode()
        assert list(checks.run_all()) == []
        read_in(signed_in, uploaded(signed_in, content))
        assert Quote.objects.count() == 2

    def test_what_was_worked_on_since_stays_with_a_sentence(
        self, signed_in: Client, anna: User, tobias: User, now: datetime
    ) -> None:
        numbers = ("A-1", "A-2", "A-3", "A-4", "A-5")
        run = read_in(signed_in, uploaded(signed_in, lines(*[(number, "900") for number in numbers])))
        held = {quote.number: quote for quote in Quote.objects.select_related("matter")}
        at = timezone.now()
        quotes.win(quote=held["A-1"], reference="B1", by=tobias, at=at)
        teamwork.ask(matter=held["A-2"].matter, asked=tobias, text="Wann?", by=anna, at=at)
        read_in(signed_in, uploaded(signed_in, lines(("A-3", "950"))))
        quotes.follow_up(quote=held["A-4"], situation="Kommt nächste Woche.", by=tobias, at=at)
        taken = undone(signed_in, run, anna)
        assert taken.undo_report["removed"] == 1
        assert list(Quote.objects.order_by("number").values_list("number", flat=True)) == [
            "A-1",
            "A-2",
            "A-3",
            "A-4",
        ]
        left = taken.undo_report["list"]
        assert [one["name"].partition(" ")[0] for one in left] == ["A-1", "A-2", "A-3", "A-4"]
        assert all(one["reason"] for one in left)
        page = signed_in.get(f"/import/{run.pk}").content.decode()
        assert "Jemand hat seitdem an diesem Angebot gearbeitet." in page
        assert list(checks.run_all()) == []

    def test_what_the_list_only_changed_stays(self, signed_in: Client, anna: User) -> None:
        read_in(signed_in, uploaded(signed_in, lines(("A-1", "900"))))
        second = read_in(signed_in, uploaded(signed_in, lines(("A-1", "950"), ("A-2", "10"))))
        taken = undone(signed_in, second, anna)
        assert taken.undo_report["removed"] == 1
        assert [one["name"].partition(" ")[0] for one in taken.undo_report["list"]] == ["A-1"]
        quote = Quote.objects.get()
        assert (quote.number, str(quote.net), quote.versions.count()) == ("A-1", "950.00", 2)

    def test_what_was_sent_here_stays_whatever_a_transaction_says(
        self, signed_in: Client, anna: User
    ) -> None:
        read_in(signed_in, uploaded(signed_in, lines(("A-1", "900"))))
        with pytest.raises(DatabaseError), transaction.atomic():
            QuoteVersion.objects.all()._raw_delete(using="default")
        QuoteVersion.objects.filter(state="draft").update(from_erp=False)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE quotes_quoteversion SET from_erp = false")
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("SELECT set_config('tandem.taking_out', 'on', true)")
            cursor.execute("DELETE FROM quotes_quoteversion")

    def test_it_is_asked_for_once(self, signed_in: Client, anna: User) -> None:
        run = undone(signed_in, read_in(signed_in, uploaded(signed_in, lines(("A-1", "900")))), anna)
        assert signed_in.post(f"/import/{run.pk}/rueckgaengig").status_code == 409
        assert actions.undo(run=run, by=anna, at=timezone.now()).state == UNDONE


def test_the_kind_is_kept_apart_from_the_other_imports(signed_in: Client) -> None:
    run = uploaded(signed_in, lines(("A-1", "900")))
    assert run.kind == QUOTES
    assert "angebote.csv" in signed_in.get("/import/angebote").content.decode()
    assert "angebote.csv" not in signed_in.get("/import").content.decode()
