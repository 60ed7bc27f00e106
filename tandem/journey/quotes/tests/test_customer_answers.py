"""What comes back to the customer: the answer to their question, and one confirmation of what they decided."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from tandem.base.design import formats
from tandem.base.journal.models import Entry
from tandem.base.links.models import Link
from tandem.base.post.models import FAILED, OutgoingMail
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import REQUEST, Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.models import CustomerDecision, CustomerQuestion, Quote
from tandem.journey.quotes.testing import SITE, token_of
from tandem.journey.quotes.tests.test_customer_link import NO, YES, _at_once, _one_more

ASKED = {"act": "ask", "name": "Claudia Hölzl", "text": "Geht auch <b>KW 49</b>?\nUnd Rot?", "_key": "0" * 32}


@pytest.fixture
def question(client: Client, page: str) -> CustomerQuestion:
    assert client.post(page, ASKED).status_code == 302
    return CustomerQuestion.objects.get()


def money(amount: Decimal | None) -> str:
    assert amount is not None
    return formats.money(amount, "EUR", exact=True, language="de").replace("\xa0", " ")


def body_of(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\xa0", " ")


@pytest.mark.django_db
class TestAnswering:
    def test_the_link_shows_the_question_and_then_its_answer(
        self, client: Client, page: str, question: CustomerQuestion, anna: User
    ) -> None:
        before = body_of(client, page)
        assert "Geht auch &lt;b&gt;KW 49&lt;/b&gt;?" in before
        assert "beantwortet sie hier" in before
        mails = OutgoingMail.objects.count()
        quotes.reply(question=question, text="Ja, <KW 49> geht.", by=anna, at=timezone.now())
        after = body_of(client, page)
        assert "Ja, &lt;KW 49&gt; geht." in after
        assert "Anna" in after
        assert "beantwortet sie hier" not in after
        # Nothing goes to the customer by itself.
        assert OutgoingMail.objects.count() == mails
        assert Matter.objects.get(kind=REQUEST).closed_at is not None
        assert Entry.objects.filter(type="quotes.customer_got_answer").count() == 1
        assert list(checks.run_all()) == []

    def test_by_mail_only_where_the_person_says_so(
        self, client: Client, question: CustomerQuestion, tobias: User
    ) -> None:
        client.force_login(tobias)
        url = f"/angebote/kundenfragen/{question.pk}"
        given = {"text": "Ja.", "to": "c.hoelzl@hoelzl.example"}
        assert client.post(url, {**given, "to": "", "reply": "mail"}).status_code == 422
        assert client.post(url, {**given, "reply": "page"}).status_code == 302
        assert not OutgoingMail.objects.filter(kind="quotes.reply").exists()
        client.post(f"/link/{token_of()}", {**ASKED, "text": "Und Blau?", "_key": "1" * 32})
        second = CustomerQuestion.objects.order_by("-pk")[0]
        assert (
            client.post(f"/angebote/kundenfragen/{second.pk}", {**given, "reply": "mail"}).status_code == 302
        )
        mail = OutgoingMail.objects.get(kind="quotes.reply")
        assert (mail.to, mail.sender) == (["c.hoelzl@hoelzl.example"], tobias.email)
        assert "> Und Blau?" in mail.body
        second.refresh_from_db()
        assert second.mail == mail

    def test_what_colleagues_note_in_the_request_is_not_shown(
        self, client: Client, page: str, question: CustomerQuestion, tobias: User
    ) -> None:
        at = timezone.now()
        teamwork.close(matter=question.request, outcome="done", result="Streng vertraulich", by=tobias, at=at)
        assert "vertraulich" not in body_of(client, page)
        # It can be answered for the customer all the same.
        quotes.reply(question=question, text="Ja, gern.", by=tobias, at=at)
        assert "Ja, gern." in body_of(client, page)

    def test_the_next_version_shows_it_as_well_and_no_other_quote(
        self, client: Client, question: CustomerQuestion, offered: Quote, tobias: User,
        hoelzl: Customer, claudia: Contact,
    ) -> None:  # fmt: skip
        quotes.reply(question=question, text="Ja, KW 49.", by=tobias, at=timezone.now())
        version = quotes.new_version(quote=offered, by=tobias, at=timezone.now())
        quotes.send(version=version, link_site=SITE, by=tobias, at=timezone.now())
        assert "Ja, KW 49." in body_of(client, f"/link/{token_of()}")
        _one_more(hoelzl, claudia, tobias, 2)
        assert "Ja, KW 49." not in body_of(client, f"/link/{token_of()}")

    def test_a_stranger_and_an_empty_answer_are_refused(
        self, question: CustomerQuestion, paul: User, tobias: User
    ) -> None:
        with pytest.raises(NotAllowed):
            quotes.reply(question=question, text="Ja.", by=paul, at=timezone.now())
        with pytest.raises(quotes.NotValid):
            quotes.reply(question=question, text=" \n", by=tobias, at=timezone.now())
        with pytest.raises(quotes.NotValid):
            quotes.reply(question=question, text="Ja.", mail_to="kein@", by=tobias, at=timezone.now())
        question.refresh_from_db()
        assert question.is_open

    def test_the_second_is_told_who_was_faster_and_the_answer_stays(
        self, question: CustomerQuestion, anna: User, tobias: User
    ) -> None:
        quotes.reply(question=question, text="Ja.", by=anna, at=timezone.now())
        with pytest.raises(quotes.RepliedAlready, match="Anna"):
            quotes.reply(question=question, text="Nein.", by=tobias, at=timezone.now())
        with pytest.raises(DatabaseError), transaction.atomic():
            CustomerQuestion.objects.update(answer="Nein.")

    def test_the_quote_and_the_request_lead_to_it(
        self, client: Client, question: CustomerQuestion, offered: Quote, tobias: User,
        django_assert_max_num_queries: Callable[..., Any],
    ) -> None:  # fmt: skip
        client.force_login(tobias)
        with django_assert_max_num_queries(15):
            page = body_of(client, f"/angebote/{offered.pk}")
        assert f"/angebote/kundenfragen/{question.pk}" in page
        request = body_of(client, f"/vorgaenge/{question.request_id}")
        assert f"/angebote/{offered.pk}#rueckfragen" in request


@pytest.mark.django_db
class TestConfirming:
    def test_what_was_ordered_by_whom_where_and_when(self, client: Client, page: str, offered: Quote) -> None:
        client.post(page, {**YES, "wishes": "Auch Position 60."})
        mail = OutgoingMail.objects.get(kind="quotes.accepted")
        version = offered.versions.get()
        body = mail.body.replace("\xa0", " ")
        day = timezone.localtime(CustomerDecision.objects.get().at).strftime("%d.%m.%Y")
        for said in (
            str(offered.number), "Version: 1", money(version.net), money(version.gross), "Claudia Hölzl, Ulm", day,
            "Auch Position 60.", version.pdf_sha256,
        ):  # fmt: skip
            assert said in body
        assert mail.to == [version.sent_to]
        assert list(mail.attachments.all()) == [version.pdf]
        assert CustomerDecision.objects.get().mail == mail
        assert list(checks.run_all()) == []

    def test_in_the_language_of_the_quote(self, client: Client, sale: Matter, tobias: User) -> None:
        at = timezone.now()
        quote = quotes.start(matter=sale, by=tobias, at=at)
        version = quote.versions.get()
        quotes.add_line(version=version, text="Roller", price=Decimal(9), by=tobias, at=at)
        quotes.set_terms(version=version, language="en", by=tobias, at=at)
        quotes.send(version=version, link_site=SITE, by=tobias, at=at)
        client.post(f"/link/{token_of()}?sprache=de", NO)
        mail = OutgoingMail.objects.get(kind="quotes.declined")
        assert "Reason: The price" in mail.body
        assert "declined" in mail.subject

    def test_twice_and_from_two_tabs_is_one_mail(self, client: Client, page: str) -> None:
        for given in (YES, YES, NO, {**YES, "name": "Jemand"}):
            client.post(page, given)
        Client().post(page, YES)
        kinds = OutgoingMail.objects.exclude(kind__in=("quotes.quote", "quotes.copy")).values_list(
            "kind", flat=True
        )
        assert list(kinds) == ["quotes.accepted"]

    def test_a_refused_acceptance_sends_nothing(self, client: Client, page: str) -> None:
        client.post(page, {**YES, "place": ""})
        assert not OutgoingMail.objects.filter(kind="quotes.accepted").exists()

    def test_one_that_did_not_arrive_goes_out_once_more(
        self, client: Client, page: str, offered: Quote, tobias: User
    ) -> None:
        client.post(page, YES)
        mail = OutgoingMail.objects.get(kind="quotes.accepted")
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=FAILED, attempts=6, last_error="550 no such user"
        )
        client.force_login(tobias)
        assert "550 no such user" in body_of(client, f"/angebote/{offered.pk}")
        quotes.send_mail_again(version=offered.versions.get(), by=tobias, at=timezone.now())
        mail.refresh_from_db()
        assert mail.state == "waiting"


@pytest.mark.xdist_group("threads")
def test_two_tabs_at_once_send_one_confirmation(
    fresh_database: str, hoelzl: Customer, claudia: Contact, tobias: User
) -> None:
    for number in range(8):
        quote, _token = _one_more(hoelzl, claudia, tobias, number)
        version, link = quote.versions.get(), Link.objects.order_by("-pk")[0]
        told = {"version": version, "link": link, "name": "C", "at": timezone.now()}
        _at_once(
            *[lambda told=told: quotes.accept(**told, place="Ulm", binding=True)] * 2,
            lambda told=told: quotes.decline(**told, reason="price"),  # type: ignore[misc]
        )
    assert OutgoingMail.objects.filter(kind__in=("quotes.accepted", "quotes.declined")).count() == 8
    assert CustomerDecision.objects.filter(mail__isnull=False).count() == 8
