"""The card of questions on the page of a quote, its sheets, and who may use them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.base.links.models import Link
from tandem.base.post.models import OutgoingMail
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.models import OUTSIDE, TECHNICAL, Quote, QuoteLine, QuoteQuestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(ready: Quote, anna: User) -> QuoteQuestion:
    line = QuoteLine.objects.select_related("version").get(version__quote=ready, position=30)
    return quotes.ask(
        quote=ready, kind=TECHNICAL, to=OUTSIDE, name="Dr. Ehlers", text="Mehlstaub?", line=line, holds=True,
        by=anna, at=timezone.now(),
    )  # fmt: skip


def post(client: Client, path: str, **given: Any) -> Any:
    return client.post(path, {**given, "_key": str(uuid.uuid4())})


def test_a_question_is_asked_from_the_page_with_its_file(client: Client, ready: Quote, anna: User) -> None:
    client.force_login(anna)
    line = QuoteLine.objects.get(version__quote=ready, position=30)
    paper = SimpleUploadedFile("Datenblatt.pdf", b"%PDF", content_type="application/pdf")
    given = {
        "name": "Dr. Ehlers",
        "text": "Mehlstaub?",
        "kind": "technical",
        "line": str(line.pk),
        "holds": "line",
    }
    answer = post(client, f"/angebote/{ready.pk}/rueckfrage?an=outside", **given, upload=paper)
    assert answer.status_code == 302
    made = QuoteQuestion.objects.get()
    assert (made.line, made.holds, made.to) == (line, True, OUTSIDE)
    body = client.get(f"/angebote/{ready.pk}").content.decode()
    for shown in ("Mehlstaub?", "Anna klärt mit Dr. Ehlers", "Datenblatt.pdf", "ungeklärt", "1 offen"):
        assert shown in body
    assert "Mehlstaub?" in client.get(f"/angebote/{ready.pk}/senden").content.decode()


def test_a_question_on_the_whole_quote_lets_it_go_unless_said_otherwise(
    client: Client, ready: Quote, anna: User, tobias: User
) -> None:
    client.force_login(anna)
    given = {"text": "Passt KW 50?", "kind": "delivery", "asked": str(tobias.pk), "line": ""}
    post(client, f"/angebote/{ready.pk}/rueckfrage", **given, holds="line")
    post(client, f"/angebote/{ready.pk}/rueckfrage", **given, holds="yes")
    assert list(QuoteQuestion.objects.order_by("pk").values_list("holds", flat=True)) == [False, True]


@pytest.mark.usefixtures("allgaeu")
def test_whoever_may_not_act_reads_the_card_and_changes_nothing(
    client: Client, ready: Quote, question: QuoteQuestion, sandra: User
) -> None:
    client.force_login(sandra)
    body = client.get(f"/angebote/{ready.pk}").content.decode()
    assert "Mehlstaub?" in body
    assert "/rueckfrage?" not in body
    for path, given in (
        (
            f"/angebote/{ready.pk}/rueckfrage?an=outside",
            {"name": "E", "text": "?", "kind": "price", "holds": "no"},
        ),
        (f"/angebote/rueckfragen/{question.pk}/antwort", {"text": "Ja"}),
        (f"/angebote/rueckfragen/{question.pk}/link", {"to": "a@b.example", "subject": "x", "text": "x"}),
        (f"/angebote/rueckfragen/{question.pk}/link/neu", {}),
        (f"/angebote/rueckfragen/{question.pk}/link/schliessen", {}),
    ):
        assert post(client, path, **given).status_code in {403, 409, 422}, path
    question.question.refresh_from_db()
    assert question.question.answered_at is None
    assert (QuoteQuestion.objects.count(), Link.objects.count(), OutgoingMail.objects.count()) == (1, 0, 0)


def test_whom_the_customer_is_not_for_sees_no_question(
    client: Client, question: QuoteQuestion, rolf: User, paul: User
) -> None:
    for person in (rolf, paul):
        client.force_login(person)
        for path in ("antwort", "link"):
            assert client.get(f"/angebote/rueckfragen/{question.pk}/{path}").status_code == 404


def test_a_file_is_there_for_its_own_question_only(
    client: Client, ready: Quote, question: QuoteQuestion, anna: User
) -> None:
    client.force_login(anna)
    paper = SimpleUploadedFile("T4.html", b"<script>1</script>", content_type="text/html")
    post(client, f"/angebote/rueckfragen/{question.pk}/antwort", text="Ja, T4.", upload=paper)
    file = question.answer_files.get()
    got = client.get(f"/angebote/rueckfragen/{question.pk}/dateien/{file.pk}")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Type"] == "application/octet-stream"
    other = quotes.ask(
        quote=ready, kind=TECHNICAL, to=OUTSIDE, name="E", text="?", by=anna, at=timezone.now()
    )
    assert client.get(f"/angebote/rueckfragen/{other.pk}/dateien/{file.pk}").status_code == 404


def test_a_link_by_hand_is_shown_once(client: Client, question: QuoteQuestion, anna: User) -> None:
    client.force_login(anna)
    answer = post(client, f"/angebote/rueckfragen/{question.pk}/link/neu")
    first, second = client.get(answer.headers["Location"]), client.get(answer.headers["Location"])
    assert "/link/" in first.content.decode()
    assert "testserver/link/" not in second.content.decode()
    assert "Link bis" in second.content.decode()


def test_the_company_says_whether_a_quote_goes_out_with_a_link(
    client: Client, ready: Quote, tobias: User, now: datetime
) -> None:
    client.force_login(tobias)
    path = f"/angebote/{ready.pk}/senden"
    box = 'name="link"'
    checked = client.get(path).content.decode().split(box)[1].split(">")[0]
    assert "checked" in checked
    people.edit_company(customer_links=False, by=None, at=now)
    assert "checked" not in client.get(path).content.decode().split(box)[1].split(">")[0]
    given = {"to": "c@hoelzl.example", "subject": "Angebot", "text": "Guten Tag", "copy": "on"}
    assert post(client, path, **given).status_code == 302
    assert not Link.objects.exists()


def test_the_page_asks_the_database_as_often_for_twelve_questions_as_for_one(
    client: Client, ready: Quote, question: QuoteQuestion, anna: User
) -> None:
    client.force_login(anna)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/angebote/{ready.pk}").status_code == 200
        return len(found)

    asked()
    before = asked()
    for number in range(11):
        one = quotes.ask(
            quote=ready, kind=TECHNICAL, to=OUTSIDE, name="E", text=f"{number}?", by=anna, at=timezone.now()
        )
        quotes.make_link(question=one, by=anna, at=timezone.now())
    assert asked() == before
