"""Questions on a quote: who is asked, what waits for the answer, and what an expert sees by link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.files import actions as files
from tandem.base.journal.models import Entry
from tandem.base.links import queries as links
from tandem.base.links.models import Link
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import lists, things
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import questions
from tandem.journey.quotes.models import (
    COLLEAGUE,
    CUSTOMER,
    LINE,
    OUTSIDE,
    TECHNICAL,
    Quote,
    QuoteLine,
    QuoteQuestion,
)

pytestmark = pytest.mark.django_db

ATEX = "Ist TM 113 in ATEX Zone 22 für Mehlstaub zugelassen?"
SITE = "https://tandem.example"


def line_of(quote: Quote, position: int) -> QuoteLine:
    return QuoteLine.objects.select_related("version").get(version__quote=quote, position=position)


def asked(quote: Quote, *, by: User, at: datetime, **given: Any) -> QuoteQuestion:
    told = {"kind": TECHNICAL, "to": OUTSIDE, "name": "Dr. Petra Ehlers", "text": ATEX, "holds": True}
    return quotes.ask(quote=quote, line=line_of(quote, 30), by=by, at=at, **{**told, **given})


def token_of(mail: OutgoingMail) -> str:
    return mail.body.rsplit("/link/", 1)[1]


def mailed(question: QuoteQuestion, *, by: User, at: datetime) -> str:
    mail = quotes.mail_link(
        question=question,
        to="p.ehlers@atex.example",
        subject="Frage",
        text="Guten Tag",
        site=SITE,
        by=by,
        at=at,
    )
    return token_of(mail)


def test_an_open_question_on_a_line_holds_the_sending_up_and_says_who_could_answer(
    ready: Quote, anna: User, tobias: User, now: datetime
) -> None:
    one = asked(ready, by=anna, at=now)
    with pytest.raises(quotes.NotReady, match=r"Position 30.*Ehlers.*Anna"):
        quotes.send(version=ready.versions.get(), by=tobias, at=now)
    quotes.answer(question=one, text="Ja, mit Zusatz T4.", by=anna, at=now)
    assert quotes.send(version=ready.versions.get(), by=tobias, at=now).sent_at == now


def test_a_question_that_holds_nothing_up_lets_the_quote_go(
    ready: Quote, anna: User, tobias: User, now: datetime
) -> None:
    asked(ready, by=anna, at=now, holds=False)
    assert quotes.send(version=ready.versions.get(), by=tobias, at=now).sent_at == now


def test_the_customer_is_asked_by_field_whoever_writes_the_question(
    ready: Quote, anna: User, tobias: User, now: datetime
) -> None:
    one = asked(ready, by=anna, at=now, to=CUSTOMER, name="")
    assert one.question.asked == tobias
    assert one.question.source == "Claudia Hölzl"
    assert [found.pk for found in lists.questions_to(tobias, day=now.date())] == [one.pk]


def test_whoever_asks_an_outside_expert_waits_for_no_colleague(
    ready: Quote, anna: User, now: datetime
) -> None:
    one = asked(ready, by=anna, at=now)
    thing = things.get(things.kinds()[things.QUESTION], one.pk)
    assert thing is not None
    assert (thing.holder_id, thing.waiter_id) == (anna.pk, None)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "  "}, "heißt"),
        ({"to": COLLEAGUE}, "wen du fragst"),
        ({"text": " \u200b "}, "leer"),
        ({"text": "x" * 60_001}, "60000"),
        ({"email": "a@b@c"}, "Adresse"),
        ({"shown": ("margin",)}, "Feld"),
    ],
)
def test_what_is_missing_is_said(
    ready: Quote, anna: User, now: datetime, given: dict[str, Any], says: str
) -> None:
    with pytest.raises((quotes.NotValid, teamwork.StepIncomplete), match=says):
        asked(ready, by=anna, at=now, **given)
    assert not QuoteQuestion.objects.exists()


def test_another_tandem_asks_nothing_on_this_quote(ready: Quote, sandra: User, now: datetime) -> None:
    from tandem.base.tools.errors import NotAllowed

    with pytest.raises(NotAllowed):
        asked(ready, by=sandra, at=now)


def test_a_line_of_another_quote_is_refused(ready: Quote, anna: User, hoelzl: Any, now: datetime) -> None:
    from tandem.journey.quotes import testing

    other = testing.ready_quote(
        matter=testing.matter_to_quote(customer=hoelzl, at=now, title="Halle 4"), by=anna, at=now
    )
    with pytest.raises(quotes.NotValid):
        quotes.ask(
            quote=ready,
            kind=TECHNICAL,
            to=OUTSIDE,
            name="E",
            text="?",
            line=line_of(other, 10),
            by=anna,
            at=now,
        )


# --- the expert's page


def test_the_page_shows_the_question_and_nothing_else_unless_the_asker_says_so(
    client: Client, ready: Quote, anna: User
) -> None:
    at = timezone.now()
    bare = client.get(f"/link/{mailed(asked(ready, by=anna, at=at), by=anna, at=at)}").content.decode()
    assert "Mehlstaub" in bare
    assert "Anna Reiter" in bare
    for secret in ("Trommelmotor", "Hölzl", "Gurtförderer", "1.365", "1365", "10482"):
        assert secret not in bare
    told = asked(ready, by=anna, at=at, shown=(LINE, "quantity", "customer"))
    full = client.get(f"/link/{mailed(told, by=anna, at=at)}").content.decode()
    for shown in ("Trommelmotor", "8 Stk", "Hölzl"):
        assert shown in full.replace("\xa0", " ")
    assert "1.365" not in full


def test_an_answer_by_link_has_the_name_typed_and_its_file_and_the_asker_is_told(
    client: Client, ready: Quote, anna: User
) -> None:
    at = timezone.now()
    one = asked(ready, by=anna, at=at)
    token = mailed(one, by=anna, at=at)
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = SimpleUploadedFile("Zulassung \u202efdp.pdf", b"%PDF-1.4 atex", content_type="application/pdf")
    answer = client.post(f"/link/{token}", {"name": "P. Ehlers 👩🏽‍🔧", "text": "Ja, T4.", "file": paper})
    assert answer.status_code == 302
    one.question.refresh_from_db()
    assert one.question.answer == "Ja, T4."
    assert one.question.who_answered.startswith("P. Ehlers")
    assert one.question.answered_by is None
    assert [file.name for file in one.answer_files.all()] == ["Zulassung fdp.pdf"]
    entry = Entry.objects.filter(type="quotes.answered_by_link").get()
    assert entry.actor_id is None
    # Sent again it shows what was done, and does nothing.
    again = client.post(f"/link/{token}", {"name": "X", "text": "Nein."})
    assert "Ja, T4." in again.content.decode()
    one.question.refresh_from_db()
    assert one.question.answer == "Ja, T4."
    assert list(checks.run_all()) == []


def test_an_expert_with_an_account_answers_by_link_as_themselves(
    client: Client, ready: Quote, anna: User, paul: User
) -> None:
    at = timezone.now()
    one = asked(ready, by=anna, at=at, to=COLLEAGUE, asked=paul)
    token = mailed(one, by=anna, at=at)
    assert client.post(f"/link/{token}", {"text": "Ja."}).status_code == 302
    one.question.refresh_from_db()
    assert one.question.answered_by == paul


def test_a_colleague_who_signs_in_gets_no_link(ready: Quote, anna: User, tobias: User, now: datetime) -> None:
    one = asked(ready, by=anna, at=now, to=COLLEAGUE, asked=tobias)
    with pytest.raises(quotes.NotNow, match="Tobias"):
        quotes.make_link(question=one, by=anna, at=now)
    assert not Link.objects.exists()


def test_files_of_the_question_are_there_and_no_others(client: Client, ready: Quote, anna: User) -> None:
    at = timezone.now()
    paper, other = (
        files.store(content=content, name=name, content_type="application/pdf", by=anna, at=at)
        for content, name in ((b"one", "Zeichnung.pdf"), (b"two", "Kalkulation.pdf"))
    )
    token = mailed(asked(ready, by=anna, at=at, files=[paper]), by=anna, at=at)
    assert "Zeichnung.pdf" in client.get(f"/link/{token}").content.decode()
    got = client.get(f"/link/{token}/{paper.pk}")
    assert got.content == b"one"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/link/{token}/{other.pk}").status_code == 404
    assert client.get(f"/link/{token}/pdf").status_code == 404


def test_a_closed_link_opens_no_more_and_a_new_one_closes_the_old(
    client: Client, ready: Quote, anna: User
) -> None:
    at = timezone.now()
    one = asked(ready, by=anna, at=at)
    first = mailed(one, by=anna, at=at)
    second = quotes.make_link(question=one, by=anna, at=at)
    assert client.get(f"/link/{first}").status_code == 404
    assert client.get(f"/link/{second}").status_code == 200
    quotes.close_link(question=one, by=anna, at=at)
    assert client.post(f"/link/{second}", {"name": "E", "text": "Ja"}).status_code == 404
    one.question.refresh_from_db()
    assert one.question.answered_at is None
    with pytest.raises(quotes.NotNow):
        quotes.close_link(question=one, by=anna, at=at)


def test_asked_again_the_link_stands_longer_and_takes_another_answer(
    client: Client, ready: Quote, anna: User
) -> None:
    at = timezone.now()
    one = asked(ready, by=anna, at=at)
    token = mailed(one, by=anna, at=at)
    client.post(f"/link/{token}", {"name": "E", "text": "Kommt drauf an."})
    before = Link.objects.get().expires_at
    later = at + timedelta(days=12)
    teamwork.reopen(question=one.question, reason="Welche Zone?", by=anna, at=later)
    link = Link.objects.get()
    assert link.expires_at > before
    assert links.standing(token, at=later) is not None
    client.post(f"/link/{token}", {"name": "E", "text": "Zone 22."})
    one.question.refresh_from_db()
    assert one.question.answer == "Zone 22."


def test_the_mail_goes_out_from_the_senders_address_and_only_then(
    ready: Quote, anna: User, now: datetime
) -> None:
    one = asked(ready, by=anna, at=now)
    assert not OutgoingMail.objects.exists()
    mailed(one, by=anna, at=now)
    mail = OutgoingMail.objects.get()
    assert (mail.sender, mail.to) == (anna.email, ["p.ehlers@atex.example"])
    assert SITE in mail.body


def test_a_new_version_takes_the_questions_of_its_lines_along(
    sent: Quote, tobias: User, now: datetime
) -> None:
    one = asked(sent, by=tobias, at=now)
    version = quotes.new_version(quote=sent, by=tobias, at=now)
    one.refresh_from_db()
    assert one.line is not None
    assert (one.line.version_id, one.line.position) == (version.pk, 30)
    assert questions.marked(questions.of(sent)) == {one.line_id}


def test_a_removed_line_leaves_its_question_on_the_quote(ready: Quote, tobias: User, now: datetime) -> None:
    one = asked(ready, by=tobias, at=now)
    quotes.remove_line(line=line_of(ready, 30), by=tobias, at=now)
    one.refresh_from_db()
    assert one.line is None
    assert questions.holding_up(ready) != []
