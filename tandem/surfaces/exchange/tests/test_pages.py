"""The import in the browser: who may, what is shown, what happens once."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.leads.models import Lead
from tandem.surfaces.exchange import jobs, testing
from tandem.surfaces.exchange.models import DONE, PREVIEWED, RUNNING, UNDONE, ImportPart, ImportRun
from tandem.surfaces.exchange.views.lists import neutral

pytestmark = pytest.mark.django_db
EXPECTED = json.loads((testing.MESSY / "expected.json").read_text())


def send(client: Client, content: bytes, name: str = "kunden.csv", key: str = "") -> int:
    response = client.post(
        "/import/hochladen", {"file": SimpleUploadedFile(name, content), "_key": key or str(uuid.uuid4())}
    )
    return response.status_code


def workbook(*rows: list[object]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, cells in enumerate(rows):
        sheet.write_row(place, 0, cells)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["customers_messy.csv", "customers_messy.xlsx"])
def test_both_messy_lists_go_through_the_browser(name: str, client: Client, ulm: Tandem, anna: User) -> None:
    client.force_login(anna)
    assert send(client, (testing.MESSY / name).read_bytes(), name) == 302
    run = ImportRun.objects.get()
    assert (run.state, Customer.objects.count(), Entry.objects.count()) == (PREVIEWED, 0, 0)
    assert {count: run.counts[count] for count in EXPECTED if count != "problems_at_least"} == {
        count: value for count, value in EXPECTED.items() if count != "problems_at_least"
    }
    for tab in ("", "updated", "unchanged", "conflict", "error", "problems"):
        assert client.get(f"/import/{run.pk}?tab={tab}").status_code == 200
    key = str(uuid.uuid4())
    assert client.post(f"/import/{run.pk}/einlesen", {"_key": key}).status_code == 302
    assert client.post(f"/import/{run.pk}/einlesen", {"_key": key}).status_code == 302
    run.refresh_from_db()
    assert run.state == RUNNING
    assert b"hx-get" in client.get(f"/import/{run.pk}").content
    jobs.apply(run.pk)
    jobs.apply(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts["created"], Customer.objects.count()) == (DONE, 39, 39)
    assert ImportPart.objects.count() == 0
    assert client.get(f"/import/{run.pk}/stand")["HX-Refresh"] == "true"
    assert "Rückgängig" in client.get(f"/import/{run.pk}").content.decode()
    assert client.post(f"/import/{run.pk}/rueckgaengig", {"_key": str(uuid.uuid4())}).status_code == 302
    jobs.undo(run.pk, anna.pk)
    run.refresh_from_db()
    assert (run.state, Customer.objects.count()) == (UNDONE, 0)
    assert client.get(f"/import/{run.pk}").status_code == 200


def test_a_form_sent_twice_uploads_once(client: Client, ulm: Tandem, anna: User) -> None:
    client.force_login(anna)
    key = str(uuid.uuid4())
    assert [send(client, testing.list_of({"Firma": "Eins"}), key=key) for _ in range(2)] == [302, 302]
    assert ImportRun.objects.count() == 1


def test_columns_can_be_placed_by_a_person(client: Client, ulm: Tandem, anna: User) -> None:
    client.force_login(anna)
    send(client, b"Was;Wo\nEins GmbH;Ulm\nZwei GmbH;Ulm\n")
    run = ImportRun.objects.get()
    page = client.get(f"/import/{run.pk}").content.decode()
    assert "Eins GmbH" in page
    client.post(
        f"/import/{run.pk}/spalten", {"column_0": "name", "column_1": "city", "_key": str(uuid.uuid4())}
    )
    run.refresh_from_db()
    assert (run.state, run.counts["created"]) == (PREVIEWED, 2)
    twice = client.post(f"/import/{run.pk}/spalten", {"column_0": "name", "column_1": "name"})
    assert twice.status_code == 422
    run.refresh_from_db()
    assert (run.state, run.mapping[1]["target"]) == (PREVIEWED, "city")


def test_who_may_not_import_is_told(
    client: Client, ulm: Tandem, anna: User, rolf: User, tobias: User, paul: User, lea: User, martina: User
) -> None:
    run = testing.previewed(testing.list_of({"Firma": "Eins"}), by=anna)
    for person in (rolf, tobias, paul, lea, martina):
        client.force_login(person)
        assert client.get("/import").status_code == 403
        for path in ("", "/stand", "/hinweise.csv"):
            assert client.get(f"/import/{run.pk}{path}").status_code == 404
        for act in ("einlesen", "rueckgaengig", "verwerfen", "spalten"):
            assert client.post(f"/import/{run.pk}/{act}", {"_key": str(uuid.uuid4())}).status_code == 404
        assert send(client, testing.list_of({"Firma": "Eins"})) == 403
    run.refresh_from_db()
    assert (run.state, ImportRun.objects.count()) == (PREVIEWED, 1)


def test_administrators_see_their_own_runs_and_nothing_of_what_stands_in_the_files(
    client: Client, hoelzl: Customer, nina: User, anna: User
) -> None:
    Customer.objects.filter(pk=hoelzl.pk).update(remark="streng vertraulich")
    other = testing.previewed(testing.list_of({"Firma": "Eins"}), by=anna)
    client.force_login(nina)
    assert client.get(f"/import/{other.pk}").status_code == 404
    same = {"Kd.-Nr.": "10482", "Firma": "HOELZL FOERDERTECHNIK GMBH", "Bemerkung": "neu"}
    rows = [same, {"Kd.-Nr.": "10482", "Firma": "X"}]
    run = testing.previewed(testing.list_of(*rows), by=nina)
    for tab in ("updated", "conflict", "problems"):
        page = client.get(f"/import/{run.pk}?tab={tab}").content.decode()
        assert "vertraulich" not in page
    assert hoelzl.name not in client.get(f"/import/{run.pk}?tab=conflict").content.decode()


def test_the_download_holds_every_hint_and_runs_no_formula(client: Client, ulm: Tandem, anna: User) -> None:
    run = testing.previewed(
        testing.list_of({"Firma": "Eins", "Telefon": '=HYPERLINK("http://x.example")'}), by=anna
    )
    client.force_login(anna)
    response = client.get(f"/import/{run.pk}/hinweise.csv")
    told = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert told.splitlines()[0] == "Zeile;Spalte;Wert;Grund"
    assert "'=HYPERLINK" in told
    assert [neutral(cell) for cell in ("=1", "+1", "-1", "@x", "\t=1", " =1", "1")] == [
        "'=1", "'+1", "'-1", "'@x", "'\t=1", "' =1", "1",
    ]  # fmt: skip


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    return buffer.getvalue()


BAD: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "no table": lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
    "protected": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "16,000 columns": lambda: workbook([f"Spalte {place}" for place in range(16_000)], ["x"] * 16_000),
    "zip bomb": _bomb,
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_gets_a_sentence_and_leaves_nothing(
    kind: str, client: Client, ulm: Tandem, anna: User
) -> None:
    client.force_login(anna)
    response = client.post("/import/hochladen", {"file": SimpleUploadedFile("liste.xlsx", BAD[kind]())})
    assert response.status_code == 422
    assert 'class="fld-e"' in response.content.decode()
    assert ImportRun.objects.count() == 0


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    client: Client, ulm: Tandem, anna: User, settings: Settings
) -> None:
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    client.force_login(anna)
    response = client.post("/import/hochladen", {"file": SimpleUploadedFile("gross.csv", b"a;b\n" * 600_000)})
    assert response.status_code == 422
    assert "3 MB" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "created"),
    [
        (b"Firma\nEins GmbH\nZwei GmbH\n", 2),
        (b"Firma;Firma;Ort;Ort\nEins GmbH;EINS;Ulm;Wien\n", 1),
        (workbook(["Firma", "Umsatz"], ["Eins GmbH", "=1+1"]), 1),
    ],
)
def test_odd_lists_are_read(content: bytes, created: int, client: Client, ulm: Tandem, anna: User) -> None:
    client.force_login(anna)
    assert send(client, content) == 302
    assert ImportRun.objects.get().counts["created"] == created


def test_the_new_companies_of_a_list_become_leads_once(client: Client, ulm: Tandem, anna: User) -> None:
    content = testing.list_of(
        {
            "Firma": "Mühlbach Kunststoff GmbH",
            "PLZ": "89077",
            "Ort": "Ulm",
            "Ansprechpartner": "Frau Jutta Brenner",
        },
        {"Firma": "Oberle Metallbau KG", "PLZ": "88045", "Ort": "Friedrichshafen"},
    )
    run = testing.read_in(content, by=anna)
    client.force_login(anna)
    assert "2 neue Firmen können Leads werden" in client.get(f"/import/{run.pk}").content.decode()
    asked = {"title": "Anfrage LogiMAT", "campaign": "LogiMAT 2026"}
    assert client.post(f"/import/{run.pk}/leads", {"title": ""}).status_code == 422
    assert client.post(f"/import/{run.pk}/leads", asked).status_code == 302
    again = client.post(f"/import/{run.pk}/leads", asked)
    assert "ist schon ein Lead" in again.content.decode()
    leads = Lead.objects.select_related("matter__accountable", "matter__contact", "matter__step").order_by(
        "pk"
    )
    assert [(lead.source, lead.campaign, lead.matter.title) for lead in leads] == [
        ("list", "LogiMAT 2026", "Anfrage LogiMAT")
    ] * 2
    assert {lead.matter.accountable for lead in leads} == {anna}
    assert {lead.matter.step.key for lead in leads if lead.matter.step} == {"prepare"}
    assert str(leads[0].matter.contact) == "Jutta Brenner"
    assert "können Leads werden" not in client.get(f"/import/{run.pk}").content.decode()
    assert not list(checks.run_all())


def test_a_list_that_was_not_read_in_makes_no_leads(client: Client, ulm: Tandem, anna: User) -> None:
    run = testing.previewed(testing.list_of({"Firma": "Oberle Metallbau KG"}), by=anna)
    client.force_login(anna)
    client.post(f"/import/{run.pk}/leads", {"title": "Anfrage"})
    assert not Lead.objects.exists()
