"""Whoever moves a visit tells the customer so: the rules of contacts are asked, wherever it is moved (INV7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.calendar.testing import on
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import BLOCK, WARN, Scope
from tandem.essentials.teamwork.contacts import VISIT as IN_PERSON
from tandem.essentials.teamwork.rules import ConsultationFirst
from tandem.essentials.teamwork.situation import Situation
from tandem.journey.calls import actions as calls
from tandem.journey.calls.models import Booking
from tandem.journey.calls.testing import visit_booked
from tandem.journey.leads.testing import accepted

pytestmark = pytest.mark.django_db
SET_ASIDE = "playbook.rule_set_aside"


@pytest.fixture
def booking(hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime) -> Booking:
    """Tobias visits Hölzl tomorrow at half past ten."""
    lead = accepted(customer=hoelzl, inside=anna, field=tobias, at=now)
    return visit_booked(matter=lead.matter, by=anna, at=now)


def ask_first(effect: str, now: datetime) -> None:
    """From now on inside asks field before anything about a visit is settled with a customer."""
    playbook.set_rule(
        kind=ConsultationFirst(channels=(IN_PERSON,)), scope=Scope(), effect=effect, by=None, at=now
    )


def moved(booking: Booking, *, by: User, now: datetime, **more: Any) -> Booking:
    start = on(now, "14:00", days=2)
    return calls.move_visit(
        booking=booking, starts_at=start, ends_at=start + timedelta(hours=1), by=by, at=now, **more
    )


def test_a_rule_that_blocks_the_contact_blocks_the_move(
    booking: Booking, anna: User, tobias: User, now: datetime
) -> None:
    ask_first(BLOCK, now)
    with pytest.raises(rules.RuleForbids, match="Tobias wird zuerst gefragt"):
        moved(booking, by=anna, now=now, reason="Es passt uns besser.")
    booking.appointment.refresh_from_db()
    assert booking.appointment.starts_at == on(now, "10:30", days=1), "nothing has moved"
    assert moved(booking, by=tobias, now=now).appointment.starts_at == on(now, "14:00", days=2)


def test_a_rule_that_warns_wants_a_reason_and_the_timeline_keeps_it(
    booking: Booking, anna: User, now: datetime
) -> None:
    ask_first(WARN, now)
    with pytest.raises(rules.ReasonWanted):
        moved(booking, by=anna, now=now)
    moved(booking, by=anna, now=now, reason="Die Halle ist am Mittwoch gesperrt.")
    told = Entry.objects.get(type=SET_ASIDE)
    assert (told.data["reason"], told.matter_id) == ("Die Halle ist am Mittwoch gesperrt.", booking.matter_id)
    assert list(checks.run_all()) == []


def test_what_the_customer_asked_for_no_rule_holds_up(booking: Booking, anna: User, now: datetime) -> None:
    ask_first(BLOCK, now)
    moved(booking, by=anna, now=now, by_customer=True)
    assert not Entry.objects.filter(type=SET_ASIDE).exists()
    situation = Situation(customer=booking.matter.customer, at=now)
    assert situation.customer_came_at == now, "the customer came to us"


def test_the_move_counts_as_the_last_contact_of_whoever_moved_it(
    booking: Booking, tobias: User, now: datetime
) -> None:
    later = now + timedelta(hours=2)
    moved(booking, by=tobias, now=later)
    last = Situation(customer=booking.matter.customer, at=later).last_contact("field")
    assert last is not None
    assert (last.at, last.channel) == (later, IN_PERSON)


@pytest.mark.parametrize("page", ["the visit", "the calendar"])
def test_both_pages_ask_for_the_reason_and_take_it(
    client: Client, booking: Booking, anna: User, now: datetime, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    ask_first(WARN, now)
    client.force_login(anna)
    is_calendar = page == "the calendar"
    path = (
        f"/kalender/{booking.appointment_id}/verschieben"
        if is_calendar
        else f"/termine/{booking.pk}/verschieben"
    )
    sent = {"day": "2026-11-26", "clock": "14:00", "minutes": "60"}
    refused = client.post(path, sent)
    assert refused.status_code == 422
    assert "Warum trotzdem?" in refused.content.decode()
    reason = "reason" if is_calendar else "rule_reason"
    assert client.post(path, {**sent, reason: "Kranarbeiten in der Halle."}).status_code == 302
    assert Entry.objects.get(type=SET_ASIDE).data["reason"] == "Kranarbeiten in der Halle."


@pytest.mark.parametrize("page", ["the visit", "the calendar"])
def test_both_pages_take_that_the_customer_asked(
    client: Client, booking: Booking, anna: User, now: datetime, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    ask_first(BLOCK, now)
    client.force_login(anna)
    is_calendar = page == "the calendar"
    shown = f"/kalender/{booking.appointment_id}" if is_calendar else f"/vorgaenge/{booking.matter_id}/termin"
    assert "Der Kunde hat darum gebeten" in client.get(shown).content.decode()
    path = f"{shown}/verschieben" if is_calendar else f"/termine/{booking.pk}/verschieben"
    sent = {"day": "2026-11-26", "clock": "14:00", "minutes": "60", "by_customer": "on"}
    assert client.post(path, sent).status_code == 302
    assert Entry.objects.get(type="calls.visit_moved").data["by_customer"] is True
