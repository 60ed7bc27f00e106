"""A customer is called twice: what the rules do, who is told, how the two of them solve it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.rules import ConsultationFirst
from tests.journeys.conftest import Clock, SignIn
from tests.journeys.pages import first_matter_of_the_day, said, whose_turn

pytestmark = pytest.mark.browser


def test_anna_does_not_call_the_customer_whom_tobias_called_yesterday(
    sign_in: SignIn, clock: Clock, ulm: Tandem, hoelzl: Customer, claudia: Contact, anna: User, tobias: User
) -> None:
    # The company has agreed: at A customers inside asks field first. Tobias spoke with Claudia Hölzl yesterday.
    yesterday = clock.now() - timedelta(days=1)
    a_customers = Scope(kind="class", klass="A")
    playbook.set_rule(kind=ConsultationFirst(), scope=a_customers, effect=BLOCK, by=None, at=yesterday)
    matter = testing.sale(customer=hoelzl, contact=claudia, step_key="follow_up", at=yesterday)
    teamwork.note(
        customer=hoelzl, channel="call", text="Preis geklärt", contact=claudia.full_name, by=tobias, at=yesterday
    )  # fmt: skip

    # Anna opens the file to call. It tells her before she dials, and she asks with two clicks.
    desk = sign_in(anna)
    desk.goto(f"/kunden/{hoelzl.pk}")
    card = whose_turn(desk)
    expect(card).to_contain_text("Tobias wird zuerst gefragt.")
    expect(card).to_contain_text("Telefonat mit Claudia Hölzl")
    card.get_by_role("link", name="Mit Tobias abstimmen").click()
    desk.get_by_role("dialog").get_by_role("button", name="Fragen").click()
    said(desk, "Tobias ist gefragt.")
    expect(whose_turn(desk)).to_contain_text("Tobias ist gefragt und antwortet bis")

    # Tobias finds it at the top of his day and answers, with what she should know.
    tobiass = sign_in(tobias)
    first = first_matter_of_the_day(tobiass)
    expect(first).to_contain_text("Anna fragt vor einem Kontakt")
    first.get_by_role("link", name="Antworten").click()
    tobiass.get_by_label("Was sollte man vorher wissen?").fill("Erst nach 14 Uhr, sie ist in der Montage.")
    tobiass.get_by_role("button", name="Nur zu").click()
    said(tobiass, "Anna hat deine Antwort.")

    # Now the way is free, and the call stands in the timeline without any excuse.
    desk.goto(f"/kunden/{hoelzl.pk}")
    expect(whose_turn(desk)).to_contain_text("Tobias: nur zu.")
    expect(whose_turn(desk)).to_contain_text("Erst nach 14 Uhr")
    desk.goto(f"/vorgaenge/{matter.pk}/notiz")
    desk.get_by_label("Was ist wissenswert?").fill("Liefertermin zugesagt.")
    desk.get_by_role("button", name="Speichern").click()
    said(desk, "Es steht im Verlauf.")
    assert Entry.objects.filter(type="teamwork.noted", actor_id=anna.pk).exists()
    assert not Entry.objects.filter(type="playbook.rule_set_aside").exists()
    assert list(checks.run_all()) == []
