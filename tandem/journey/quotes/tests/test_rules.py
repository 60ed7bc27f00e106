"""What the rules say when a quote goes out: copy to inside, discounts, contribution margin (INV7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tandem.base.journal.models import Entry
from tandem.base.post.models import OutgoingMail
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import BLOCK, INFORM, WARN, Scope
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing
from tandem.journey.quotes.models import DRAFT, OPEN, Quote, QuoteVersion
from tandem.journey.quotes.queries import approvals
from tandem.journey.quotes.rules import LINE, CopyToInside, DiscountLimit, FollowUpDue, MarginLimit, SendQuote

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(hoelzl: Customer, claudia: Contact, tobias: User, now: datetime) -> Quote:
    """The drawn quote: 6 to 10 % on its lines, 7.2 % together, 35 % margin."""
    matter = testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    return testing.ready_quote(matter=matter, by=tobias, at=now)


def rule(kind: rules.RuleKind, effect: str, at: datetime) -> Rule:
    return playbook.set_rule(kind=kind, scope=Scope(), effect=effect, by=None, at=at)


def send(quote: Quote, by: User, at: datetime, **more: Any) -> QuoteVersion:
    return quotes.send(version=quote.versions.get(), by=by, at=at, **more)


def discounted(quote: Quote, share: str, by: User, at: datetime) -> None:
    quotes.set_terms(version=quote.versions.get(), discount=Decimal(share), by=by, at=at)


# --- copy to inside


def test_a_fresh_company_is_told_who_gets_no_copy_and_held_up_by_nothing(
    ready: Quote, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    (held,) = rules.holding_for(customer=hoelzl, kind_keys=[CopyToInside.key], at=now)
    assert (held.effect, held.rule.made_by) == (INFORM, None)
    act = SendQuote(customer=hoelzl, by=tobias, at=now, left_out="Anna Reiter")
    (finding,) = rules.check(act).findings
    assert "Anna Reiter" in finding.objection.sentence
    assert send(ready, tobias, now, copy=False).copy_mail is None


def test_whoever_sends_reads_what_a_hint_says(
    client: Client, ready: Quote, anna: User, tobias: User, now: datetime
) -> None:
    client.force_login(tobias)
    form = {"to": "c.hoelzl@hoelzl.example", "subject": "Unser Angebot", "text": "Guten Tag"}
    page = client.post(f"/angebote/{ready.pk}/senden", form, follow=True).content.decode()
    assert (
        "ist unterwegs an c.hoelzl@hoelzl.example. Anna Reiter bekommt von diesem Angebot keine Kopie."
        in page
    )


def test_a_quote_without_a_copy_to_inside_wants_a_reason(
    ready: Quote, anna: User, tobias: User, now: datetime
) -> None:
    rule(CopyToInside(), WARN, now)
    with pytest.raises(rules.ReasonWanted, match="Anna Reiter"):
        send(ready, tobias, now, copy=False)
    assert not OutgoingMail.objects.exists()
    sent = send(ready, tobias, now, copy=False, reason="Anna hat ihn mit mir geschrieben.")
    assert sent.copy_mail is None
    assert Entry.objects.get(type="quotes.sent").data["left_out"] == "Anna Reiter"
    assert Entry.objects.get(type="playbook.rule_set_aside").data["reason"].startswith("Anna hat")


def test_with_the_copy_nothing_is_asked(ready: Quote, tobias: User, now: datetime) -> None:
    rule(CopyToInside(), BLOCK, now)
    assert send(ready, tobias, now).copy_mail is not None


def test_inside_needs_no_copy_of_its_own(ready: Quote, anna: User, now: datetime) -> None:
    rule(CopyToInside(), BLOCK, now)
    assert send(ready, anna, now, copy=False).copy_mail is None


# --- discounts


@pytest.mark.parametrize(("limit", "goes"), [(7, False), (8, True)])
def test_all_discounts_together_are_held_against_the_limit(
    ready: Quote, tobias: User, now: datetime, limit: int, goes: bool
) -> None:
    rule(DiscountLimit(roles=("field",), percent=limit), BLOCK, now)
    if goes:
        send(ready, tobias, now)
        return
    with pytest.raises(rules.RuleForbids, match="Vertriebsleitung"):
        send(ready, tobias, now)
    assert Quote.objects.get(pk=ready.pk).state == DRAFT
    assert Quote.objects.get(pk=ready.pk).number is None


@pytest.mark.parametrize(("limit", "objects"), [(9, True), (10, False)])
def test_the_highest_discount_of_a_line_is_held_against_its_limit(
    ready: Quote, tobias: User, now: datetime, limit: int, objects: bool
) -> None:
    rule(DiscountLimit(roles=("field",), on=LINE, percent=limit), BLOCK, now)
    verdict = rules.check(_judged(ready, tobias, now))
    assert bool(verdict.findings) == objects


def test_whom_a_limit_does_not_name_it_does_not_hold(ready: Quote, anna: User, now: datetime) -> None:
    rule(DiscountLimit(roles=("field", "agent"), percent=1), BLOCK, now)
    send(ready, anna, now)


def test_sales_management_sends_it_all_the_same_with_a_reason(
    ready: Quote, juergen: User, tobias: User, now: datetime
) -> None:
    rule(DiscountLimit(roles=("field",), percent=5), BLOCK, now)
    juergen.roles = ["sales_lead", "field"]
    juergen.save()
    with pytest.raises(rules.ReasonWanted):
        send(ready, juergen, now)
    send(ready, juergen, now, reason="Rahmenvertrag für drei Jahre.")
    assert Quote.objects.get(pk=ready.pk).state == OPEN


# --- margin


def test_what_is_said_of_the_margin_tells_nothing_of_it(
    ready: Quote, tobias: User, anna: User, now: datetime
) -> None:
    """The journal is read by people who may not see margins, as may be whoever sends."""
    rule(MarginLimit(roles=("field",), percent=60), WARN, now)
    with pytest.raises(rules.ReasonWanted) as refusal:
        send(ready, tobias, now)
    send(ready, tobias, now, reason="Mit Jürgen besprochen.")
    entry = Entry.objects.get(type="playbook.rule_set_aside")
    for words in (str(refusal.value), str(entry.data)):
        assert "60" not in words
        assert "Deckungsbeitrag" not in words


def test_a_margin_that_is_not_known_is_not_judged(ready: Quote, tobias: User, now: datetime) -> None:
    rule(MarginLimit(roles=("field",), percent=60), BLOCK, now)
    line = ready.versions.get().lines.first()
    assert line is not None
    quotes.set_line(line=line, cost=None, by=tobias, at=now)
    send(ready, tobias, now)


def test_the_editor_shows_the_margin_s_rule_to_who_may_see_margins_only(
    client: Client, ready: Quote, tobias: User, rolf: User, now: datetime
) -> None:
    rule(MarginLimit(roles=("field", "agent"), percent=60), INFORM, now)
    client.force_login(tobias)
    assert "unter 60\N{NO-BREAK SPACE}%" in client.get(f"/angebote/{ready.pk}").content.decode()
    tobias.roles = ["agent"]
    tobias.save()
    page = client.get(f"/angebote/{ready.pk}").content.decode()
    assert "Deckungsbeitrag" not in page


# --- in the browser


def test_the_editor_warns_before_sending_and_as_soon_as_a_discount_is_typed(
    client: Client, ready: Quote, tobias: User, now: datetime
) -> None:
    rule(DiscountLimit(roles=("field",), percent=12), BLOCK, now)
    client.force_login(tobias)
    warning = "über 12\N{NO-BREAK SPACE}%"
    assert warning not in client.get(f"/angebote/{ready.pk}").content.decode()
    typed = client.post(
        f"/angebote/{ready.pk}/bedingungen",
        {"field": "discount", "value": "9"},
        headers={"Accept": "application/json"},
    )
    assert warning in typed.json()["parts"]["warnings"]
    assert warning in client.get(f"/angebote/{ready.pk}").content.decode()


def test_the_sheet_asks_why_where_a_rule_wants_a_reason(
    client: Client, ready: Quote, tobias: User, now: datetime
) -> None:
    rule(DiscountLimit(roles=("field",), percent=5), WARN, now)
    client.force_login(tobias)
    path = f"/angebote/{ready.pk}/senden"
    sheet = client.get(path)
    assert "Warum trotzdem?" in sheet.content.decode()
    form = {"to": "c@hoelzl.example", "subject": "Angebot", "text": "Bitte sehr.", "copy": "on"}
    refused = client.post(path, form)
    assert refused.status_code == 422
    assert client.post(path, {**form, "reason": "Drei Jahre Laufzeit."}).status_code == 302
    assert Quote.objects.get(pk=ready.pk).state == OPEN


def test_leaving_the_copy_out_asks_why_only_then(
    client: Client, ready: Quote, anna: User, tobias: User, now: datetime
) -> None:
    rule(CopyToInside(), WARN, now)
    client.force_login(tobias)
    path = f"/angebote/{ready.pk}/senden"
    assert "Warum trotzdem?" not in client.get(path).content.decode()
    form = {"to": "c@hoelzl.example", "subject": "Angebot", "text": "Bitte sehr."}
    asked = client.post(path, form).content.decode()
    assert "Warum trotzdem?" in asked
    assert "Anna Reiter" in asked


# --- looking back


def test_the_past_is_judged_as_it_went_out(ready: Quote, anna: User, tobias: User, now: datetime) -> None:
    send(ready, tobias, now, copy=False)
    later = now + timedelta(days=1)
    (act,) = SendQuote.past(customers=Customer.objects.all(), since=later - timedelta(days=90))
    assert act == _judged(ready, tobias, now, left_out="Anna Reiter")
    assert (
        rules.look_back(kind=CopyToInside(), scope=Scope(), at=later, seen=Customer.objects.all()).hits == 1
    )
    assert (
        rules.look_back(
            kind=DiscountLimit(roles=("field",), percent=8),
            scope=Scope(),
            at=later,
            seen=Customer.objects.all(),
        ).hits
        == 0
    )


def _judged(quote: Quote, by: User, at: datetime, left_out: str = "") -> SendQuote:
    from tandem.journey.quotes import queries

    version = QuoteVersion.objects.select_related("quote__matter__customer").get(quote=quote)
    lines = queries.lines_of(version)
    sums = queries.totals_of_lines(version, lines)
    return approvals.judged(version, lines, sums, left_out=left_out, by=by, at=at)


@pytest.mark.parametrize(("days", "hits"), [(5, 1), (7, 0)])
def test_how_often_a_quote_would_have_been_followed_up_too_late(
    ready: Quote, tobias: User, now: datetime, days: int, hits: int
) -> None:
    send(ready, tobias, now)
    # The sixth working day after sending.
    asked_at = now + timedelta(days=8)
    quotes.follow_up(quote=ready, situation="Entscheidet im Januar.", by=tobias, at=asked_at)
    past = rules.look_back(
        kind=FollowUpDue(days=days), scope=Scope(), at=asked_at, seen=Customer.objects.all()
    )
    assert past.hits == hits
