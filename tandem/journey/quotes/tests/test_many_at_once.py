"""Changing many quotes of the register at once, keeping views of it, and its Excel file."""

from __future__ import annotations

import io
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import Handover, Matter
from tandem.journey.quotes import testing
from tandem.journey.quotes.actions import bulk, kept_views
from tandem.journey.quotes.models import EVERYBODY, WITH_TANDEM, BulkEdit, Quote, SavedView
from tandem.journey.quotes.register import views

HTMX = {"HX-Request": "true"}


@pytest.fixture
def three(hoelzl: Customer, claudia: Contact, tobias: User, now: datetime) -> list[Quote]:
    """Two open ones and a draft."""
    made = []
    for place in range(3):
        matter = testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now, title=f"=SUM(A{place})")
        make = testing.sent_quote if place < 2 else testing.ready_quote
        made.append(make(matter=matter, by=tobias, at=now))
    return made


def test_dates_move_one_by_one_and_come_back(three: list[Quote], tobias: User, now: datetime) -> None:
    before = [quote.follow_up_at for quote in three]
    due_at = now + timedelta(days=20)
    made = bulk.move_follow_ups(quotes=[quote.pk for quote in three], due_at=due_at, by=tobias, at=now)
    assert [bool(row["said"]) for row in made.rows] == [False, False, True]
    for quote in three:
        quote.refresh_from_db()
    assert [quote.follow_up_at for quote in three] == [due_at, due_at, None]
    assert {matter.due_at for matter in Matter.objects.filter(quote__in=three[:2])} == {due_at}
    assert Entry.objects.filter(type="quotes.follow_up_moved").count() == 2
    # One has been moved again meanwhile: it stays.
    bulk.move_follow_up(quote=three[0], due_at=now + timedelta(days=30), by=tobias, at=now)
    back = bulk.undo(bulk=made, by=tobias, at=now)
    assert [bool(row["said"]) for row in back.rows] == [True, False]
    three[1].refresh_from_db()
    assert three[1].follow_up_at == before[1]
    with pytest.raises(Refused):
        bulk.undo(bulk=made, by=tobias, at=now)


def test_turns_are_handed_over_by_the_rules_of_handing_over(
    three: list[Quote], anna: User, tobias: User, sandra: User, allgaeu: Tandem, now: datetime
) -> None:
    ids = [quote.pk for quote in three]
    made = bulk.hand_over_many(quotes=ids, to=anna, briefing="Urlaub", by=tobias, at=now)
    assert all(not row["said"] for row in made.rows)
    assert {matter.accountable for matter in Matter.objects.filter(quote__in=three)} == {anna}
    assert {quote.person_key for quote in Quote.objects.filter(pk__in=ids)} == {anna.pk}
    again = bulk.hand_over_many(quotes=ids, to=anna, briefing="Urlaub", by=tobias, at=now)
    assert all("Anna Reiter" in row["said"] for row in again.rows)
    # Outside the tandem it is offered, and the giver keeps it until it is accepted.
    offered = bulk.hand_over_many(quotes=ids, to=sandra, briefing="Urlaub", by=tobias, at=now)
    assert [row["after"] for row in offered.rows] == ["Sandra Gerber angeboten"] * 3
    assert Handover.objects.filter(taker=sandra, state="offered").count() == 3
    strange = bulk.hand_over_many(quotes=ids, to=anna, briefing="Urlaub", by=sandra, at=now)
    assert all(row["said"] for row in strange.rows)


def test_what_one_does_not_see_is_not_even_told(
    three: list[Quote], anna: User, rolf: User, now: datetime
) -> None:
    made = bulk.hand_over_many(quotes=[three[0].pk], to=anna, briefing="x", by=rolf, at=now)
    assert made.rows == []


def test_more_than_five_hundred_are_refused(tobias: User, now: datetime) -> None:
    with pytest.raises(bulk.TooMany):
        bulk.move_follow_ups(quotes=list(range(501)), due_at=now + timedelta(days=1), by=tobias, at=now)


def test_the_sheet_says_how_many_and_the_page_what_came_of_it(
    client: Client, three: list[Quote], tobias: User, anna: User, now: datetime
) -> None:
    client.force_login(tobias)
    query = "was=day&alle_der_ansicht=1&ansicht_adresse=stand%3Dalle"
    assert "3 Angebote" in client.get(f"/angebote/viele?{query}", headers=HTMX).content.decode()
    few = "was=person&qs=" + ".".join(_base36(quote.pk) for quote in three[:2])
    assert "2 Angebote" in client.get(f"/angebote/viele?{few}", headers=HTMX).content.decode()
    sent = {
        "_key": str(uuid.uuid4()),
        "day": (now + timedelta(days=900)).date().isoformat(),
        "clock": "10:00",
    }
    answer = client.post(f"/angebote/viele?{query}", sent)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "2 erledigt" in page
    assert "1 abgelehnt" in page
    # Twice the same form is done once.
    assert client.post(f"/angebote/viele?{query}", sent).headers["Location"] == answer.headers["Location"]
    made = BulkEdit.objects.get()
    client.force_login(anna)
    assert client.get(f"/angebote/viele/{made.pk}").status_code == 404


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return digits[number] if number < 36 else _base36(number // 36) + digits[number % 36]


def test_views_are_kept_shared_renamed_and_come_back(
    ulm: Tandem, anna: User, tobias: User, sandra: User, juergen: User, now: datetime
) -> None:
    day = now.date()
    kept = kept_views.keep(
        name="Große", address="?stand=alle&betrag_von=50000&ab=xyz&ansicht=9", by=tobias, at=now
    )
    assert kept.address == "stand=alle&betrag_von=50000"
    assert views.seen_by(anna, day=day) == []
    kept_views.rename(view=kept, name="Die großen", shared=WITH_TANDEM, tandem=ulm, by=tobias, at=now)
    assert [view.name for view in views.seen_by(anna, day=day)] == ["Die großen"]
    assert views.seen_by(sandra, day=day) == []
    with pytest.raises(NotAllowed):
        kept_views.rename(view=kept, name="Meine", by=anna, at=now)
    with pytest.raises(NotAllowed):
        kept_views.keep(name="Alle", address="", shared=EVERYBODY, by=tobias, at=now)
    kept_views.keep(name="Alle", address="", shared=EVERYBODY, by=juergen, at=now)
    assert [view.name for view in views.seen_by(sandra, day=day)] == ["Alle"]
    with pytest.raises(kept_views.ViewRefused):
        kept_views.keep(name="Die großen", address="", by=tobias, at=now)
    kept_views.remove(view=kept, by=tobias, at=now)
    assert [view.name for view in views.seen_by(anna, day=day)] == ["Alle"]
    kept_views.bring_back(view=kept, by=tobias, at=now)
    assert len(views.seen_by(anna, day=day)) == 2


def test_a_view_is_kept_and_opened_on_the_page(client: Client, ulm: Tandem, tobias: User) -> None:
    client.force_login(tobias)
    sent = {"_key": str(uuid.uuid4()), "name": "Verloren", "shared": f"tandem-{ulm.pk}"}
    answer = client.post("/angebote/ansichten?stand=verloren&gruppe=grund", sent)
    view = SavedView.objects.get()
    assert answer.headers["Location"] == f"/angebote?stand=verloren&gruppe=grund&ansicht={view.pk}"
    short = client.get(f"/angebote?ansicht={view.pk}")
    assert short.headers["Location"] == answer.headers["Location"]
    page = client.get(answer.headers["Location"] + "&land=AT").content.decode()
    assert "Änderungen sichern" in page
    client.post(f"/angebote/ansichten/{view.pk}/inhalt", {"address": "?stand=alle"})
    view.refresh_from_db()
    assert view.address == "stand=alle"
    assert "zurueck" in client.post(f"/angebote/ansichten/{view.pk}/entfernen", follow=True).content.decode()
    client.post(f"/angebote/ansichten/{view.pk}/zurueck")
    view.refresh_from_db()
    assert view.removed_at is None


def _sheet(client: Client, query: str) -> list[list[Any]]:
    answer = client.get(f"/angebote/excel?{query}")
    assert answer.status_code == 200
    assert ".xlsx" in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_the_excel_file_is_what_is_seen(
    client: Client, three: list[Quote], tobias: User, rolf: User, now: datetime
) -> None:
    client.force_login(tobias)
    head, *rows, total = _sheet(client, "stand=alle&spalten=betrag,db,liefertermin,stand&nach=nummer")
    assert head == ["Nummer", "Angebot", "Netto", "Deckungsbeitrag", "Liefertermin", "Stand"]
    # A title that looks like a formula is a text.
    assert [row[1] for row in rows] == ["=SUM(A1)", "=SUM(A0)", "=SUM(A2)"]
    assert rows[0][2] == float(three[0].net)
    assert rows[0][4] == "KW 50, ab Lager, KW 51"
    assert total[2] == float(sum(quote.net for quote in three))
    grouped = _sheet(client, "stand=alle&gruppe=stand&spalten=betrag,db")
    assert [row[1] for row in grouped][1::1] == [
        *("Entwurf · EUR", "=SUM(A2)"),
        *("Offen · EUR", "=SUM(A1)", "=SUM(A0)"),
        "Summe · EUR",
    ]
    client.force_login(rolf)
    assert _sheet(client, "stand=alle&spalten=betrag,db") == [["Nummer", "Angebot", "Netto"]]
