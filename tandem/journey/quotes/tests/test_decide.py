"""Chasing a quote, and how it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tandem.base.journal.models import Entry
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter, Task
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.models import Quote


def test_a_follow_up_keeps_the_situation_and_sets_the_next_date(
    sent: Quote, anna: User, now: datetime
) -> None:
    friday = now + timedelta(days=3)
    done = quotes.follow_up(
        quote=sent,
        situation="Budget frei, Siegert ist im Spiel",
        probability=70,
        next_at=friday,
        by=anna,
        at=now,
    )
    sent.refresh_from_db()
    assert done.situation == "Budget frei, Siegert ist im Spiel"
    assert (sent.probability, sent.follow_up_at) == (70, friday)
    matter = Matter.objects.get(pk=sent.matter_id)
    assert (matter.due_at, matter.waiting_for) == (friday, "customer")
    assert sent.follow_ups.filter(done_at=None).count() == 1


@pytest.mark.parametrize("situation", ["", "   "])
def test_a_follow_up_without_words_is_refused(sent: Quote, anna: User, now: datetime, situation: str) -> None:
    with pytest.raises(quotes.SituationMissing):
        quotes.follow_up(quote=sent, situation=situation, by=anna, at=now)


def test_a_quote_that_was_never_sent_is_neither_chased_nor_won(
    ready: Quote, tobias: User, now: datetime
) -> None:
    with pytest.raises(quotes.NotNow, match="nie gesendet"):
        quotes.follow_up(quote=ready, situation="x", by=tobias, at=now)
    with pytest.raises(quotes.NotNow, match="nie gesendet"):
        quotes.win(quote=ready, reference="4500123", by=tobias, at=now)


def test_won_needs_proof(sent: Quote, tobias: User, now: datetime) -> None:
    with pytest.raises(quotes.ProofMissing, match="Nachweis"):
        quotes.win(quote=sent, reference="  ", by=tobias, at=now)
    sent.refresh_from_db()
    assert sent.state == "open"


def test_won_moves_the_matter_to_the_order_and_asks_both_to_evaluate(
    sent: Quote, tobias: User, now: datetime
) -> None:
    quotes.win(quote=sent, reference="Bestellung 4500123", by=tobias, at=now)
    matter = Matter.objects.get(pk=sent.matter_id)
    assert matter.step is not None
    assert matter.step.key == "order"
    assert sent.versions.get().state == "accepted"
    assert Task.objects.filter(step_key="evaluate").count() == 1
    assert Entry.objects.filter(type="quotes.won").count() == 1
    assert [found for found in checks.run_all() if "quote" in found.record] == []


def test_only_the_valid_version_can_be_accepted(sent: Quote, tobias: User, now: datetime) -> None:
    first = sent.versions.get()
    second = quotes.new_version(quote=sent, by=tobias, at=now)
    quotes.send(version=second, by=tobias, at=now)
    with pytest.raises(quotes.ProofMissing, match="2"):
        quotes.win(quote=sent, accepted_version=first, by=tobias, at=now)
    quotes.win(quote=sent, accepted_version=second, by=tobias, at=now)
    assert sorted(sent.versions.values_list("state", flat=True)) == ["accepted", "superseded"]


def test_lost_closes_the_matter_with_its_reason(sent: Quote, tobias: User, now: datetime) -> None:
    quotes.lose(quote=sent, reason="competitor", competitor="Siegert", words="Zu teuer", by=tobias, at=now)
    sent.refresh_from_db()
    matter = Matter.objects.get(pk=sent.matter_id)
    assert (matter.outcome, sent.state, sent.competitor) == ("lost", "lost", "Siegert")
    assert Task.objects.filter(step_key="evaluate", done_at=None).exists()
    assert [found for found in checks.run_all() if "quote" in found.record] == []


@pytest.mark.parametrize(("reason", "competitor"), [("", ""), ("launisch", ""), ("competitor", "")])
def test_lost_without_a_reason_is_refused(
    sent: Quote, tobias: User, now: datetime, reason: str, competitor: str
) -> None:
    with pytest.raises(quotes.ReasonMissing):
        quotes.lose(quote=sent, reason=reason, competitor=competitor, by=tobias, at=now)
    sent.refresh_from_db()
    assert sent.state == "open"


def test_who_comes_second_learns_who_decided(sent: Quote, anna: User, tobias: User, now: datetime) -> None:
    quotes.lose(quote=sent, reason="price", by=tobias, at=now)
    with pytest.raises(quotes.NotNow, match="Tobias"):
        quotes.win(quote=sent, reference="4500123", by=anna, at=now)


def test_a_matter_has_one_quote(ready: Quote, tobias: User, now: datetime) -> None:
    with pytest.raises(quotes.NotNow, match="Gurtförderer"):
        quotes.start(matter=ready.matter, by=tobias, at=now)


def test_amounts_beyond_reason_are_refused(ready: Quote, tobias: User, now: datetime) -> None:
    line = ready.versions.get().lines.get(position=10)
    with pytest.raises(quotes.NotValid):
        quotes.set_line(line=line, quantity=Decimal(9_999_999), price=Decimal(99_999_999), by=tobias, at=now)
    with pytest.raises(quotes.NotValid):
        quotes.set_line(line=line, price=Decimal("1.00001"), by=tobias, at=now)
    with pytest.raises(quotes.NotValid):
        quotes.set_line(line=line, price=Decimal("NaN"), by=tobias, at=now)


def test_a_mail_that_failed_is_sent_once_more_by_a_person(sent: Quote, tobias: User, now: datetime) -> None:
    version = sent.versions.get()
    with pytest.raises(quotes.NotNow):
        quotes.send_mail_again(version=version, by=tobias, at=now)
    OutgoingMail.objects.filter(kind="quotes.quote").update(state="failed", attempts=6)
    version = sent.versions.select_related("mail", "copy_mail").get()
    quotes.send_mail_again(version=version, by=tobias, at=now)
    assert OutgoingMail.objects.get(kind="quotes.quote").state == "waiting"
    assert Entry.objects.filter(type="quotes.mail_again").count() == 1
