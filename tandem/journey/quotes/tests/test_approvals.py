"""Beyond a limit a quote goes out only with somebody's yes, whichever way is tried (INV7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import actions as customers
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import BLOCK, WARN, Scope
from tandem.essentials.teamwork import things
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.models import SENT, TAKEN_BACK, Quote, QuoteApproval, QuoteVersion
from tandem.journey.quotes.queries import approvals
from tandem.journey.quotes.rules import LINE, DiscountLimit, MarginLimit
from tandem.journey.quotes.tests.going_out import is_out, seen_of

pytestmark = pytest.mark.django_db


def _ask(version: QuoteVersion, by: User, at: datetime) -> QuoteApproval:
    return quotes.ask_approval(version=version, reason="Rahmenvertrag ab Januar", by=by, at=at)


def _grant(approval: QuoteApproval, by: User, at: datetime, **more: Any) -> QuoteApproval:
    seen = seen_of(approval.version)
    return quotes.answer_approval(approval=approval, granted=True, seen=seen, by=by, at=at, **more)


# --- asking and answering


def test_with_a_yes_it_goes_out_and_the_journal_says_whose_it_was(
    beyond: QuoteVersion, tobias: User, juergen: User, now: datetime
) -> None:
    with pytest.raises(rules.RuleForbids, match="Vertriebsleitung"):
        quotes.send(version=beyond, by=tobias, at=now)
    approval = _ask(beyond, tobias, now)
    assert (approval.asked, approval.roles) == (juergen, ["sales_lead"])
    # By rule one working day: Wednesday 25 November.
    assert approval.due_at.date() == date(2026, 11, 25)
    with pytest.raises(rules.RuleForbids):
        quotes.send(version=beyond, reason="Es eilt.", by=tobias, at=now)
    _grant(approval, juergen, now, reason="Einmalig.")
    assert quotes.send(version=beyond, by=tobias, at=now).state == SENT
    aside = Entry.objects.get(type="playbook.rule_set_aside")
    assert aside.data["reason"] == "Freigegeben von Jürgen Wolff: Einmalig."
    told = Entry.objects.filter(type__startswith="quotes.approval").order_by("pk")
    assert [(entry.type, entry.actor_id) for entry in told] == [
        ("quotes.approval_asked", tobias.pk),
        ("quotes.approval_answered", juergen.pk),
    ]


def test_a_no_says_why_and_holds(beyond: QuoteVersion, tobias: User, juergen: User, now: datetime) -> None:
    approval = _ask(beyond, tobias, now)
    with pytest.raises(quotes.NoReason, match="warum nicht"):
        quotes.answer_approval(approval=approval, granted=False, seen="", by=juergen, at=now)
    no = quotes.answer_approval(
        approval=approval, granted=False, seen="", reason="Höchstens 9 %.", by=juergen, at=now
    )
    assert (no.state, no.answer) == ("refused", "Höchstens 9 %.")
    with pytest.raises(rules.RuleForbids):
        quotes.send(version=beyond, by=tobias, at=now)
    # Asked anew, once more; the history keeps both.
    assert _ask(beyond, tobias, now).state == "asked"
    assert [one.state for one in approvals.of_version(beyond)] == ["asked", "refused"]


def test_asking_wants_a_reason_and_a_limit_that_is_exceeded(
    beyond: QuoteVersion, tobias: User, anna: User, now: datetime
) -> None:
    with pytest.raises(quotes.NoReason):
        quotes.ask_approval(version=beyond, reason="  ", by=tobias, at=now)
    # Inside has no limit here.
    with pytest.raises(quotes.NothingToApprove, match="kein Ja"):
        _ask(beyond, anna, now)
    _ask(beyond, tobias, now)
    with pytest.raises(quotes.NotNow, match="Jürgen Wolff"):
        _ask(beyond, tobias, now)


def test_only_whoever_may_answers_and_never_whoever_asks(
    beyond: QuoteVersion, tobias: User, anna: User, now: datetime
) -> None:
    approval = _ask(beyond, tobias, now)
    for person in (tobias, anna):
        with pytest.raises(NotAllowed, match="Vertriebsleitung"):
            _grant(approval, person, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuoteApproval.objects.filter(pk=approval.pk).update(
            state="granted", answered_at=now, answered_by=tobias
        )


def test_while_the_lead_is_away_the_stand_in_answers(
    beyond: QuoteVersion, tobias: User, anna: User, juergen: User, now: datetime
) -> None:
    today = now.date()
    people.report_absence(user=juergen, from_date=today, to_date=today, deputy=anna, by=None, at=now)
    approval = _ask(beyond, tobias, now)
    assert "Anna Reiter" in Entry.objects.get(type="quotes.approval_asked").data["asked"]
    _grant(approval, anna, now)
    assert quotes.send(version=beyond, by=tobias, at=now).state == SENT


def test_a_deputy_does_not_approve_their_own_quote(
    beyond: QuoteVersion, tobias: User, juergen: User, now: datetime
) -> None:
    today = now.date()
    people.report_absence(user=juergen, from_date=today, to_date=today, deputy=tobias, by=None, at=now)
    with pytest.raises(quotes.NothingToApprove, match="Vertriebsleitung"):
        _ask(beyond, tobias, now)


def test_the_entitled_still_send_with_a_reason_of_their_own(
    beyond: QuoteVersion, juergen: User, now: datetime
) -> None:
    limit = DiscountLimit(roles=("field", "inside"), on=LINE, percent=5)
    playbook.set_rule(kind=limit, scope=Scope(), effect=BLOCK, by=None, at=now)
    juergen.roles = ["sales_lead", "field"]
    juergen.save()
    with pytest.raises(rules.ReasonWanted):
        quotes.send(version=beyond, by=juergen, at=now)
    assert quotes.send(version=beyond, reason="Messepreis", by=juergen, at=now).state == SENT


def test_where_a_limit_only_wants_a_reason_nobody_is_asked(
    ready: Quote, tobias: User, juergen: User, now: datetime
) -> None:
    limit = DiscountLimit(roles=("field",), on=LINE, percent=8)
    playbook.set_rule(kind=limit, scope=Scope(), effect=WARN, by=None, at=now)
    with pytest.raises(quotes.NothingToApprove):
        _ask(ready.versions.get(), tobias, now)
    assert quotes.send(version=ready.versions.get(), reason="Rahmen", by=tobias, at=now).state == SENT


# --- what makes a yes void


@pytest.mark.parametrize(
    "change",
    [
        lambda version, by, at: quotes.set_line(
            line=version.lines.get(position=40), discount=Decimal(11), by=by, at=at
        ),
        lambda version, by, at: quotes.set_line(
            line=version.lines.get(position=10), price=Decimal(2479), by=by, at=at
        ),
        lambda version, by, at: quotes.set_line(
            line=version.lines.get(position=10), quantity=Decimal(7), by=by, at=at
        ),
        lambda version, by, at: quotes.set_line(
            line=version.lines.get(position=10), text="Anderes", by=by, at=at
        ),
        lambda version, by, at: quotes.set_line(
            line=version.lines.get(position=10), cost=Decimal(2000), by=by, at=at
        ),
        lambda version, by, at: quotes.set_terms(version=version, discount=Decimal(1), by=by, at=at),
        lambda version, by, at: quotes.add_line(version=version, text="Mehr", price=Decimal(1), by=by, at=at),
        lambda version, by, at: quotes.remove_line(line=version.lines.get(position=60), by=by, at=at),
        lambda version, by, at: quotes.set_terms(version=version, payment="180 Tage netto", by=by, at=at),
    ],
    ids=["discount", "price", "quantity", "text", "cost", "total", "added", "removed", "payment"],
)
def test_whatever_changes_after_the_yes_makes_it_void(
    beyond: QuoteVersion, tobias: User, juergen: User, now: datetime, change: Any
) -> None:
    _grant(_ask(beyond, tobias, now), juergen, now)
    change(beyond, tobias, now)
    with pytest.raises(rules.RuleForbids):
        quotes.send(version=beyond, reason="Es war doch freigegeben.", by=tobias, at=now)
    assert not is_out(beyond)
    # Asked again and granted, it goes.
    _grant(_ask(beyond, tobias, now), juergen, now)
    assert quotes.send(version=beyond, by=tobias, at=now).state == SENT


def test_a_change_of_the_customer_makes_it_void(
    beyond: QuoteVersion, ulm: Tandem, tobias: User, juergen: User, now: datetime
) -> None:
    _grant(_ask(beyond, tobias, now), juergen, now)
    other = customers.create(name="Anderer Kunde", tandem=ulm, by=None, at=now)
    matter = beyond.quote.matter
    before = seen_of(beyond)
    type(matter).objects.filter(pk=matter.pk).update(customer=other)
    assert seen_of(beyond) != before
    with pytest.raises(rules.RuleForbids):
        quotes.send(version=QuoteVersion.objects.get(pk=beyond.pk), to="a@b.example", by=tobias, at=now)


def test_a_date_of_delivery_that_inside_adds_leaves_it_standing(
    beyond: QuoteVersion, anna: User, tobias: User, juergen: User, now: datetime
) -> None:
    _grant(_ask(beyond, tobias, now), juergen, now)
    quotes.set_line(line=beyond.lines.get(position=30), delivery="KW 51", by=anna, at=now)
    assert quotes.send(version=beyond, by=tobias, at=now).state == SENT


def test_terms_that_no_limit_measures_leave_it_standing(
    beyond: QuoteVersion, tobias: User, juergen: User, now: datetime
) -> None:
    _grant(_ask(beyond, tobias, now), juergen, now)
    terms: dict[str, Any] = {
        "delivery": "unabgeladen", "incoterm": "DAP", "incoterm_place": "Ulm", "warranty": "24 Monate",
        "introduction": "Wie besprochen:", "valid_until": date(2027, 1, 31), "pictures": True,
    }  # fmt: skip
    quotes.set_terms(version=beyond, by=tobias, at=now, **terms)
    quotes.send(version=beyond, by=tobias, at=now)
    assert is_out(beyond)


def test_a_stricter_rule_after_the_yes_wants_another(
    beyond: QuoteVersion, tobias: User, juergen: User, now: datetime
) -> None:
    _grant(_ask(beyond, tobias, now), juergen, now)
    later = now + timedelta(minutes=5)
    playbook.set_rule(kind=MarginLimit(percent=60), scope=Scope(), effect=BLOCK, by=None, at=later)
    with pytest.raises(rules.RuleForbids):
        quotes.send(version=beyond, by=tobias, at=later)


def test_a_yes_is_for_its_version_alone(
    beyond: QuoteVersion, tobias: User, juergen: User, now: datetime
) -> None:
    _grant(_ask(beyond, tobias, now), juergen, now)
    sent = quotes.send(version=beyond, by=tobias, at=now)
    draft = quotes.new_version(quote=Quote.objects.get(pk=sent.quote_id), note="neu", by=tobias, at=now)
    with pytest.raises(rules.RuleForbids):
        quotes.send(version=draft, by=tobias, at=now)


def test_what_was_looked_at_is_what_is_approved(
    beyond: QuoteVersion, tobias: User, juergen: User, now: datetime
) -> None:
    approval = _ask(beyond, tobias, now)
    seen = seen_of(beyond)
    quotes.set_line(line=beyond.lines.get(position=40), discount=Decimal(30), by=tobias, at=now)
    with pytest.raises(quotes.ChangedSince, match="gerade geändert"):
        quotes.answer_approval(approval=approval, granted=True, seen=seen, by=juergen, at=now)
    assert _grant(approval, juergen, now).state == "granted"
    assert quotes.send(version=beyond, by=tobias, at=now).state == SENT


def test_a_yes_can_be_taken_back_until_it_has_gone_out(
    beyond: QuoteVersion, tobias: User, anna: User, juergen: User, now: datetime
) -> None:
    approval = _grant(_ask(beyond, tobias, now), juergen, now)
    with pytest.raises(NotAllowed):
        quotes.take_approval_back(approval=approval, by=anna, at=now)
    assert quotes.take_approval_back(approval=approval, by=juergen, at=now).state == TAKEN_BACK
    with pytest.raises(rules.RuleForbids):
        quotes.send(version=beyond, by=tobias, at=now)
    again = _grant(_ask(beyond, tobias, now), juergen, now)
    quotes.send(version=beyond, by=tobias, at=now)
    with pytest.raises(quotes.Frozen):
        quotes.take_approval_back(approval=again, by=juergen, at=now)


def test_a_request_that_is_no_longer_needed_ends_with_the_sending(
    beyond: QuoteVersion, tobias: User, now: datetime
) -> None:
    approval = _ask(beyond, tobias, now)
    quotes.set_line(line=beyond.lines.get(position=40), discount=Decimal(8), by=tobias, at=now)
    quotes.send(version=beyond, by=tobias, at=now)
    approval.refresh_from_db()
    assert (approval.state, approval.ended_by) == (TAKEN_BACK, tobias)


# --- pages


def test_asked_and_answered_on_the_pages(
    beyond: QuoteVersion, tobias: User, juergen: User, client: Client
) -> None:
    client.force_login(tobias)
    page = client.get(f"/angebote/{beyond.quote_id}").content.decode()
    assert "Jürgen fragen" in page
    client.post(f"/angebote/{beyond.quote_id}/freigabe", {"reason": "Rahmenvertrag"})
    approval = QuoteApproval.objects.get()
    assert "Jürgen ist gefragt" in client.get(f"/angebote/{beyond.quote_id}").content.decode()

    client.force_login(juergen)
    assert f"/angebote/freigaben/{approval.pk}" in client.get("/heute").content.decode()
    sheet = client.get(f"/angebote/freigaben/{approval.pk}").content.decode()
    assert "49.059,20" in sheet
    assert "Rahmenvertrag" in sheet
    answer = client.post(
        f"/angebote/freigaben/{approval.pk}", {"reply": "granted", "reason": "", "seen": seen_of(beyond)}
    )
    assert answer.status_code == 302
    approval.refresh_from_db()
    assert approval.is_granted

    client.force_login(tobias)
    assert "Jürgen hat freigegeben" in client.get("/heute").content.decode()
    page = client.get(f"/angebote/{beyond.quote_id}").content.decode()
    assert "Freigegeben von Jürgen" in page
    client.post(
        f"/angebote/{beyond.quote_id}/senden",
        {"to": "c@hoelzl.example", "subject": "Angebot", "text": "Guten Tag", "copy": "on"},
    )
    assert QuoteVersion.objects.get(pk=beyond.pk).state == SENT


def test_it_is_waited_for_and_escalated_like_everything_with_a_date(
    beyond: QuoteVersion, tobias: User, juergen: User, now: datetime
) -> None:
    approval = _ask(beyond, tobias, now)
    thing = things.get(things.kinds()["approval"], approval.pk)
    assert thing is not None
    assert (thing.holder_id, thing.waiter_id, thing.due_at) == (juergen.pk, tobias.pk, approval.due_at)
    _grant(approval, juergen, now)
    assert things.get(things.kinds()["approval"], approval.pk) is None


def test_whoever_may_not_see_it_gets_nothing(
    beyond: QuoteVersion, tobias: User, nina: User, client: Client, now: datetime
) -> None:
    approval = _ask(beyond, tobias, now)
    client.force_login(nina)
    assert client.get(f"/angebote/freigaben/{approval.pk}").status_code == 404
    assert client.post(f"/angebote/freigaben/{approval.pk}/zurueck").status_code == 404


def test_typing_within_the_limits_asks_nothing_of_approvals(
    ready: Quote, tobias: User, client: Client
) -> None:
    client.force_login(tobias)
    line = ready.versions.get().lines.get(position=10)
    with CaptureQueriesContext(connection) as asked:
        client.post(
            f"/angebote/positionen/{line.pk}",
            {"field": "price", "value": "2000"},
            headers={"Accept": "application/json"},
        )
    assert not [one for one in asked.captured_queries if "quoteapproval" in one["sql"]]
