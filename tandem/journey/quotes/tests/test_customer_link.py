"""The customer's link: what it shows, and that what is done there is done once and proves what it says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from tandem.base.files import actions as files
from tandem.base.journal.models import Entry
from tandem.base.links import actions as links
from tandem.base.links.models import Link
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import ORDER
from tandem.essentials.teamwork.models import REQUEST, Matter, Notice
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing
from tandem.journey.quotes.models import (
    ACCEPTED,
    LOST,
    OPEN,
    SENT,
    WON,
    CustomerDecision,
    Quote,
    QuoteVersion,
)
from tandem.journey.quotes.testing import SITE, token_of

YES = {"act": "accept", "name": "Claudia Hölzl", "place": "Ulm", "binding": "on"}
NO = {"act": "decline", "name": "Claudia Hölzl", "reason": "price", "words": "Zu teuer. لا 👩🏽‍🔧"}


@pytest.mark.django_db
class TestWhatItShows:
    def test_the_quote_as_it_was_sent_and_nothing_of_the_house(
        self, client: Client, page: str, offered: Quote
    ) -> None:
        answer = client.get(page)
        body = answer.content.decode().replace("\xa0", " ")
        version = offered.versions.get()
        for shown in (
            offered.number,
            "Getriebemotor KG 250",
            "13.689,60",
            version.pdf_sha256,
            "Tobias Kranz",
        ):
            assert str(shown) in body
        for secret in ("Deckungsbeitrag", "1.506", "15.515", "sessionid", "/angebote", "csrf"):
            assert secret not in body
        assert not answer.cookies
        assert "Quote" in client.get(f"{page}?sprache=en").content.decode()

    def test_the_document_is_the_frozen_one(self, client: Client, page: str, offered: Quote) -> None:
        version = offered.versions.get()
        assert version.pdf is not None
        assert client.get(f"{page}/pdf").content == files.read(file=version.pdf)
        assert client.get(f"{page}/{version.pdf_id}").status_code == 404

    def test_the_copy_for_inside_carries_no_link(self, page: str) -> None:
        copy = OutgoingMail.objects.get(kind="quotes.copy")
        assert "/link/" not in copy.body

    def test_without_the_box_the_mail_has_no_link(self, ready: Quote, tobias: User, now: datetime) -> None:
        quotes.send(version=ready.versions.get(), by=tobias, at=now)
        assert not Link.objects.exists()
        assert "/link/" not in OutgoingMail.objects.get(kind="quotes.quote").body

    def test_a_page_asks_the_database_few_times(
        self, client: Client, page: str, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        client.get(page)
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            client.get(page)


@pytest.mark.django_db
class TestAccepting:
    def test_it_is_won_with_its_proof_and_the_order_is_next(
        self, client: Client, page: str, offered: Quote, anna: User, tobias: User
    ) -> None:
        assert client.post(page, {**YES, "wishes": "Auch Position 60."}).status_code == 302
        offered.refresh_from_db()
        version = offered.versions.get()
        assert (offered.state, version.state, offered.decided_by) == (WON, ACCEPTED, None)
        decision = CustomerDecision.objects.get()
        assert (decision.name, decision.place, decision.pdf_sha256) == (
            "Claudia Hölzl", "Ulm", version.pdf_sha256,
        )  # fmt: skip
        matter = Matter.objects.get(pk=offered.matter_id)
        assert matter.step is not None
        assert matter.step.stands_for(ORDER)
        entry = Entry.objects.get(type="quotes.customer_accepted")
        assert (entry.lane, entry.actor_id) == ("customer", None)
        told = set(Notice.objects.exclude(text="").values_list("person__first_name", flat=True))
        assert told == {"Anna", "Tobias"}
        assert "Vielen Dank" in client.get(page).content.decode()
        assert list(checks.run_all()) == []

    def test_a_second_post_shows_what_was_done(self, client: Client, page: str) -> None:
        client.post(page, YES)
        again = client.post(page, {**NO, "name": "Jemand"})
        assert again.status_code == 409
        assert "Claudia Hölzl" in again.content.decode()
        assert CustomerDecision.objects.count() == 1

    @pytest.mark.parametrize("missing", ["name", "place", "binding"])
    def test_what_is_missing_is_asked_for_and_the_rest_kept(
        self, client: Client, page: str, offered: Quote, missing: str
    ) -> None:
        given = {key: value for key, value in YES.items() if key != missing}
        answer = client.post(page, given)
        assert answer.status_code == 422
        assert ("Ulm" if missing != "place" else "Claudia") in answer.content.decode()
        offered.refresh_from_db()
        assert offered.state == OPEN

    def test_after_its_validity_it_says_whom_to_ask(
        self, client: Client, page: str, offered: Quote, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = timezone.now() + timedelta(days=40)
        monkeypatch.setattr(timezone, "now", lambda: late)
        body = client.get(page).content.decode()
        assert "gültig bis" in body
        assert "Verbindlich bestellen" not in body
        assert "Tobias Kranz" in body
        assert client.post(page, YES).status_code == 409
        much_later = timezone.now() + timedelta(days=60)
        monkeypatch.setattr(timezone, "now", lambda: much_later)
        assert client.get(page).status_code == 404

    def test_only_the_newest_version_is_accepted(
        self, client: Client, page: str, offered: Quote, tobias: User
    ) -> None:
        at = timezone.now()
        version = quotes.new_version(quote=offered, by=tobias, at=at)
        # While it is being written the one that is with the customer still counts.
        assert "Verbindlich bestellen" in client.get(page).content.decode()
        quotes.send(version=version, link_site=SITE, by=tobias, at=at)
        assert "neuere Fassung" in client.get(page).content.decode()
        refused = client.post(page, YES)
        assert refused.status_code == 409
        assert "neuere Fassung" in refused.content.decode()
        assert client.post(f"/link/{token_of()}", YES).status_code == 302
        assert QuoteVersion.objects.get(state=ACCEPTED).number == 2

    def test_what_was_decided_is_sealed(self, client: Client, page: str) -> None:
        client.post(page, YES)
        decision = CustomerDecision.objects.get()
        with pytest.raises(DatabaseError), transaction.atomic():
            CustomerDecision.objects.filter(pk=decision.pk).update(name="Jemand")
        with pytest.raises(DatabaseError), transaction.atomic():
            decision.delete()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE quotes_customerdecision DISABLE TRIGGER quotes_decision_sealed")
            cursor.execute("UPDATE quotes_customerdecision SET name = 'Jemand'")
            cursor.execute("ALTER TABLE quotes_customerdecision ENABLE TRIGGER quotes_decision_sealed")
        assert [found.invariant for found in checks.run_all()] == ["INV6"]

    def test_nobody_wins_without_what_the_customer_accepted(self, offered: Quote) -> None:
        with pytest.raises(quotes.ProofMissing):
            quotes.win(quote=offered, reference="4500", by=None, at=timezone.now())

    def test_what_was_won_by_hand_is_closed_for_the_link(
        self, client: Client, page: str, offered: Quote, tobias: User
    ) -> None:
        quotes.win(quote=offered, reference="4500123", by=tobias, at=timezone.now())
        assert "bereits entschieden" in client.get(page).content.decode()
        assert client.post(page, YES).status_code == 409

    def test_a_closed_link_accepts_nothing(
        self, client: Client, page: str, offered: Quote, tobias: User
    ) -> None:
        quotes.close_customer_link(version=offered.versions.get(), by=tobias, at=timezone.now())
        assert client.post(page, YES).status_code == 404
        token = quotes.give_link(version=offered.versions.get(), by=tobias, at=timezone.now())
        assert client.get(page).status_code == 404
        assert client.get(f"/link/{token}").status_code == 200


@pytest.mark.django_db
class TestDeclining:
    def test_it_is_fields_to_say_whether_the_quote_is_lost(
        self, client: Client, page: str, offered: Quote, tobias: User
    ) -> None:
        assert client.post(page, NO).status_code == 302
        offered.refresh_from_db()
        matter = Matter.objects.get(pk=offered.matter_id)
        assert (offered.state, offered.versions.get().state) == (OPEN, SENT)
        assert matter.accountable == tobias
        assert "abgelehnt" in matter.next_step
        assert offered.follow_up_at == matter.due_at
        assert "Abgelehnt" in client.get(page).content.decode()
        assert client.post(page, YES).status_code == 409
        assert list(checks.run_all()) == []
        client.force_login(tobias)
        sheet = client.get(f"/angebote/{offered.pk}/verloren").content.decode()
        assert "Zu teuer. لا" in sheet
        quotes.lose(quote=offered, reason="price", words="Zu teuer.", by=tobias, at=timezone.now())
        assert Quote.objects.get().state == LOST

    def test_a_reason_of_ours_alone_is_none(self, client: Client, page: str) -> None:
        assert client.post(page, {**NO, "reason": "no_answer"}).status_code == 422
        assert client.post(page, {**NO, "reason": ""}).status_code == 422
        assert not CustomerDecision.objects.exists()

    def test_fifty_thousand_characters_are_kept(self, client: Client, page: str) -> None:
        words = "\u202eÄ👩🏽‍🔧" * 10_000
        assert client.post(page, {**NO, "words": words}).status_code == 302
        decision = CustomerDecision.objects.get()
        assert len(decision.words) >= 50_000
        assert "\u202e" not in decision.words


@pytest.mark.django_db
class TestAsking:
    def test_it_is_a_request_for_whoever_speaks_with_the_customer(
        self, client: Client, page: str, tobias: User
    ) -> None:
        given = {"act": "ask", "name": "Claudia", "text": "Geht auch KW 49?", "_key": "0" * 32}
        answer = client.post(page, given)
        assert answer.status_code == 302
        assert client.post(page, given).status_code == 302
        request = Matter.objects.get(kind=REQUEST)
        assert request.accountable == tobias
        assert "KW 49" in request.title
        entry = Entry.objects.get(type="quotes.customer_asked")
        assert entry.lane == "customer"
        assert "angekommen" in client.get(answer.headers["Location"]).content.decode()

    def test_nobody_floods_the_house_by_a_link(self, client: Client, page: str) -> None:
        for number in range(20):
            client.post(page, {"act": "ask", "name": "C", "text": f"Frage {number}"})
        answer = client.post(page, {"act": "ask", "name": "C", "text": "Noch eine"})
        assert answer.status_code == 409
        assert Matter.objects.filter(kind=REQUEST).count() == 20

    def test_an_act_that_there_is_none_of_does_nothing(self, client: Client, page: str) -> None:
        assert client.post(page, {"act": "pay"}).status_code == 422
        assert client.post(page).status_code == 422


# --- two at once


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """What each came to, started together."""
    gate = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _one_more(customer: Customer, contact: Contact, by: User, number: int) -> tuple[Quote, str]:
    at = timezone.now()
    matter = testing.matter_to_quote(customer=customer, contact=contact, at=at, title=f"Halle {number}")
    quote = quotes.start(matter=matter, by=by, at=at)
    version = quote.versions.get()
    quotes.add_line(version=version, text="Rolle", price=Decimal(9), by=by, at=at)
    quotes.send(version=version, link_site=SITE, by=by, at=at)
    return quote, token_of()


@pytest.mark.xdist_group("threads")
def test_of_accept_and_decline_at_once_one_wins(
    fresh_database: str, hoelzl: Customer, claudia: Contact, tobias: User
) -> None:
    for number in range(50):
        quote, token = _one_more(hoelzl, claudia, tobias, number)
        version, link = quote.versions.get(), Link.objects.order_by("-pk")[0]
        told = {"version": version, "link": link, "name": "C", "at": timezone.now()}
        results = _at_once(
            lambda told=told: quotes.accept(**told, place="Ulm", binding=True),  # type: ignore[misc]
            lambda told=told: quotes.decline(**told, reason="price"),  # type: ignore[misc]
        )
        refused = [one for one in results if isinstance(one, Exception)]
        assert [type(one) for one in refused] == [quotes.DecidedAlready], results
        decision = CustomerDecision.objects.get(version=version)
        quote.refresh_from_db()
        assert (quote.state == WON) == decision.is_acceptance
        assert token
    assert list(checks.run_all()) == []


@pytest.mark.xdist_group("threads")
def test_accepting_while_a_new_version_goes_out_is_one_or_the_other(
    fresh_database: str, hoelzl: Customer, claudia: Contact, tobias: User
) -> None:

    for number in range(10):
        quote, _token = _one_more(hoelzl, claudia, tobias, number)
        old, link = quote.versions.get(), Link.objects.order_by("-pk")[0]
        new = quotes.new_version(quote=quote, by=tobias, at=timezone.now())
        at = timezone.now()
        accepted, sent = _at_once(
            lambda old=old, link=link, at=at: quotes.accept(  # type: ignore[misc]
                version=old, link=link, name="C", place="Ulm", binding=True, at=at
            ),
            lambda new=new, at=at: quotes.send(version=new, by=tobias, at=at),  # type: ignore[misc]
        )
        quote.refresh_from_db()
        if isinstance(accepted, Exception):
            assert isinstance(accepted, quotes.Replaced), accepted
            assert not isinstance(sent, Exception)
            assert quote.state == OPEN
        else:
            assert isinstance(sent, quotes.NotNow | quotes.Frozen), sent
            assert quote.state == WON

    assert list(checks.run_all()) == []


@pytest.mark.xdist_group("threads")
def test_closing_the_link_while_it_is_used_is_before_or_after(
    fresh_database: str, hoelzl: Customer, claudia: Contact, tobias: User
) -> None:
    for number in range(10):
        quote, _token = _one_more(hoelzl, claudia, tobias, number)
        version, link, at = quote.versions.get(), Link.objects.order_by("-pk")[0], timezone.now()
        accepted, closed = _at_once(
            lambda version=version, link=link, at=at: quotes.accept(  # type: ignore[misc]
                version=version, link=link, name="C", place="Ulm", binding=True, at=at
            ),
            lambda version=version, at=at: quotes.close_customer_link(  # type: ignore[misc]
                version=version, by=tobias, at=at
            ),
        )
        assert closed == 1
        quote.refresh_from_db()
        if isinstance(accepted, Exception):
            assert isinstance(accepted, links.Closed), accepted
            assert quote.state == OPEN
        else:
            assert quote.state == WON
    assert list(checks.run_all()) == []
