"""The note on the customer file asks why, where a rule wants a reason, and loses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tandem.base.journal.models import Entry
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, WARN, Scope
from tandem.essentials.teamwork.rules import ConsultationFirst, WhoContacts

pytestmark = pytest.mark.django_db
CALL = {"channel": "call", "text": "Mit Frau Hölzl gesprochen", "contact": ""}


@pytest.fixture
def signed_in(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


def test_a_call_against_a_rule_is_kept_with_its_reason(
    signed_in: Client, hoelzl: Customer, now: datetime
) -> None:
    rule = WhoContacts(occasion="came_up", side="field")
    playbook.set_rule(kind=rule, scope=Scope(), effect=WARN, by=None, at=now - timedelta(days=9))
    path = f"/kunden/{hoelzl.pk}/notiz"
    asked = signed_in.post(path, CALL)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "Warum trotzdem?" in page
    assert "Mit Frau Hölzl gesprochen" in page
    assert signed_in.post(path, CALL | {"rule_reason": "Sie hat darum gebeten."}).status_code == 302
    assert Entry.objects.filter(type="playbook.rule_set_aside").count() == 1


def test_a_note_and_what_the_customer_said_are_never_held_up(
    signed_in: Client, hoelzl: Customer, now: datetime
) -> None:
    playbook.set_rule(
        kind=ConsultationFirst(), scope=Scope(), effect=BLOCK, by=None, at=now - timedelta(days=9)
    )
    path = f"/kunden/{hoelzl.pk}/notiz"
    for channel in ("note", "customer"):
        assert signed_in.post(path, CALL | {"channel": channel}).status_code == 302
    blocked = signed_in.post(path, CALL | {"rule_reason": "Trotzdem."})
    assert blocked.status_code == 422
    assert "Mit Tobias abstimmen" in blocked.content.decode()
    assert Entry.objects.filter(type="teamwork.noted").count() == 2
