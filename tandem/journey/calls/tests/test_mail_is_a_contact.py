"""A mail about a visit is a contact: the guard stands above it, rules and objections hold (X3, INV7)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.journal.models import Entry
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import CustomerMail
from tandem.essentials.consent.models import ALL
from tandem.essentials.consent.models import MAIL as BY_MAIL
from tandem.essentials.consent.testing import objected
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import BLOCK, WARN, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.contacts import MAIL, NEW_BUSINESS
from tandem.essentials.teamwork.rules import BlockedWhile, ConsultationFirst
from tandem.essentials.teamwork.situation import Situation
from tandem.journey.calls.models import Booking
from tandem.journey.calls.testing import visit_booked
from tandem.journey.leads.testing import accepted

pytestmark = pytest.mark.django_db
HERS, OURS = "c.hoelzl@hoelzl.example", "info@hoelzl.example"


@pytest.fixture
def booking(hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime) -> Booking:
    lead = accepted(customer=hoelzl, inside=anna, field=tobias, at=now)
    return visit_booked(matter=lead.matter, by=anna, at=now, days=7, contact=claudia)


def _mail(booking: Booking, *, by: User, at: datetime, to: str = HERS, reason: str = "") -> CustomerMail:
    return calendar.mail_customer(
        appointment=booking.appointment,
        to=to,
        subject="Termin",
        text="Guten Tag",
        by=by,
        at=at,
        reason=reason,
    )


def test_whoever_wants_no_mail_gets_none_whatever_it_says(
    booking: Booking, claudia: Contact, anna: User, now: datetime
) -> None:
    objected(about=claudia, channel=BY_MAIL, at=now, by=anna)
    with pytest.raises(rules.RuleForbids, match="Widerspruch vom"):
        _mail(booking, by=anna, at=now, reason="Nur der Termin.")
    calendar.cancel(appointment=booking.appointment, by=anna, at=now)
    with pytest.raises(rules.RuleForbids):
        _mail(booking, by=anna, at=now)
    assert not OutgoingMail.objects.filter(kind="calendar.customer").exists()
    assert not Entry.objects.filter(type="calendar.customer_told").exists()


def test_an_objection_of_one_stops_no_mail_to_the_other(
    booking: Booking, claudia: Contact, hoelzl: Customer, anna: User, now: datetime
) -> None:
    other = Contact.objects.create(customer=hoelzl, first_name="Karl", last_name="Wenz")
    other.channels.create(customer=hoelzl, kind="email", value="k.wenz@hoelzl.example")
    objected(about=other, channel=BY_MAIL, at=now, by=anna)
    assert _mail(booking, by=anna, at=now)
    with pytest.raises(rules.RuleForbids, match="Karl Wenz"):
        _mail(booking, by=anna, at=now, to="K.Wenz@hoelzl.example")


def test_the_company_s_objection_holds_for_everybody(
    booking: Booking, hoelzl: Customer, anna: User, now: datetime
) -> None:
    objected(about=hoelzl, channel=ALL, at=now, by=anna)
    for to in (HERS, OURS, "jemand@anderswo.example"):
        with pytest.raises(rules.RuleForbids):
            _mail(booking, by=anna, at=now, to=to)


def _question_open(booking: Booking, tobias: User, anna: User, now: datetime, effect: str) -> None:
    playbook.set_rule(
        kind=BlockedWhile(fact="teamwork.open_question", purpose=NEW_BUSINESS), scope=Scope(), effect=effect, by=None,
        at=now,
    )  # fmt: skip
    teamwork.ask(matter=booking.matter, text="Passt die Höhe?", asked=tobias, by=anna, at=now)


def test_blocked_while_something_is_open(booking: Booking, anna: User, tobias: User, now: datetime) -> None:
    _question_open(booking, tobias, anna, now, BLOCK)
    with pytest.raises(rules.RuleForbids, match="ist offen"):
        _mail(booking, by=anna, at=now)
    calendar.cancel(appointment=booking.appointment, by=anna, at=now)
    assert _mail(booking, by=anna, at=now), "nobody is kept from saying that they can't come"


def test_with_a_reason_the_timeline_keeps_it(
    booking: Booking, anna: User, tobias: User, now: datetime
) -> None:
    _question_open(booking, tobias, anna, now, WARN)
    with pytest.raises(rules.ReasonWanted):
        _mail(booking, by=anna, at=now)
    _mail(booking, by=anna, at=now, reason="Frau Hölzl wartet darauf.")
    told = Entry.objects.get(type="playbook.rule_set_aside")
    assert (told.data["reason"], told.matter_id) == ("Frau Hölzl wartet darauf.", booking.matter_id)
    assert list(checks.run_all()) == []


def test_the_mail_counts_as_the_side_s_contact(booking: Booking, anna: User, now: datetime) -> None:
    later = now + timedelta(hours=2)
    _mail(booking, by=anna, at=later)
    last = Situation(customer=booking.matter.customer, at=later).last_contact("inside")
    assert last is not None
    assert (last.at, last.channel) == (later, MAIL)


def test_the_page_shows_the_verdict_before_and_takes_the_reason(
    client: Client, booking: Booking, anna: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    playbook.set_rule(kind=ConsultationFirst(channels=(MAIL,)), scope=Scope(), effect=WARN, by=None, at=now)
    client.force_login(anna)
    path = f"/kalender/{booking.appointment_id}/mail"
    shown = client.get(path).content.decode()
    assert "Tobias wird zuerst gefragt" in shown
    assert "Warum trotzdem?" in shown
    sent = {"to": HERS, "subject": "Termin", "text": "Guten Tag"}
    refused = client.post(path, sent)
    assert refused.status_code == 422
    assert "Guten Tag" in refused.content.decode(), "what was typed stays"
    assert client.post(path, {**sent, "reason": "Der Kunde wartet."}).status_code == 302
    assert CustomerMail.objects.count() == 1


def test_the_page_says_that_they_objected_and_asks_for_no_reason(
    client: Client, booking: Booking, claudia: Contact, anna: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(timezone, "now", lambda: now)
    objected(about=claudia, channel=BY_MAIL, at=now, by=anna)
    client.force_login(anna)
    shown = client.get(f"/kalender/{booking.appointment_id}/mail").content.decode()
    assert "Widerspruch vom" in shown
    assert "Warum trotzdem?" not in shown
