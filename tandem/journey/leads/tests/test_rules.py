"""What field may count on when a lead comes: the conditions of a release (INV7)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tandem.base.journal.models import Entry
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import BLOCK, INFORM, WARN, Scope
from tandem.journey.leads import actions as leads
from tandem.journey.leads import testing
from tandem.journey.leads.models import Lead
from tandem.journey.leads.rules import (
    BUYING_ROLE,
    CHECKED,
    CONTACT,
    PHONE,
    PLACE,
    RATING,
    REQUIREMENT,
    STREET,
    ReleaseConditions,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(hoelzl: Customer, claudia: Contact, anna: User, now: datetime) -> Lead:
    """A rated lead of a customer with street, phone and contact, whose role in buying nobody knows."""
    taken = testing.taken_in(customer=hoelzl, contact=claudia, by=anna, at=now)
    return testing.checked(lead=taken, by=anna, at=now)


def rule(*conditions: str, effect: str, at: datetime) -> None:
    kind = ReleaseConditions(conditions=conditions)
    playbook.set_rule(kind=kind, scope=Scope(), effect=effect, by=None, at=at)


def release(lead: Lead, by: User, at: datetime, reason: str = "") -> None:
    leads.release(lead=lead, briefing="Sucht bis März.", by=by, at=at, reason=reason)


def test_a_lead_that_has_everything_goes_to_field(lead: Lead, anna: User, now: datetime) -> None:
    rule(STREET, PHONE, CONTACT, REQUIREMENT, effect=BLOCK, at=now)
    release(lead, anna, now)
    assert Entry.objects.filter(type="leads.released").get().data["known"] == [
        "rating", "reachable", "place", "street", "phone", "email", "contact", "requirement", "checked",
    ]  # fmt: skip


def test_what_is_missing_is_named_and_who_could_allow_it(lead: Lead, anna: User, now: datetime) -> None:
    rule(PHONE, BUYING_ROLE, effect=BLOCK, at=now)
    with pytest.raises(
        rules.RuleForbids, match=r"fehlt noch: Rolle des Ansprechpartners im Einkauf.*Vertriebsleitung"
    ):
        release(lead, anna, now)
    lead.refresh_from_db()
    assert lead.released_at is None


def test_with_a_reason_it_goes_where_the_rule_only_warns(lead: Lead, anna: User, now: datetime) -> None:
    rule(BUYING_ROLE, effect=WARN, at=now)
    with pytest.raises(rules.ReasonWanted):
        release(lead, anna, now)
    release(lead, anna, now, reason="Frau Hölzl will heute noch angerufen werden.")
    assert (
        Entry.objects.filter(type="playbook.rule_set_aside", customer_id=lead.matter.customer_id).count() == 1
    )


def test_the_page_asks_why_or_says_who_could_allow_it(
    client: Client, lead: Lead, anna: User, now: datetime
) -> None:
    client.force_login(anna)
    path = f"/leads/{lead.matter_id}/pruefen"
    assert "Warum trotzdem?" not in client.get(path).content.decode()
    rule(BUYING_ROLE, effect=WARN, at=now)
    assert "Warum trotzdem?" in client.get(path).content.decode()
    refused = client.post(f"/leads/{lead.matter_id}/freigeben", {"briefing": "Sucht bis März."})
    assert refused.status_code == 422
    rule(BUYING_ROLE, effect=BLOCK, at=now)
    assert "kann es mit einem Grund zulassen" in client.get(path).content.decode()


def test_what_only_informs_is_shown_and_stops_nobody(
    client: Client, lead: Lead, anna: User, now: datetime
) -> None:
    rule(BUYING_ROLE, effect=INFORM, at=now)
    client.force_login(anna)
    assert "Dem Außendienst fehlt noch" in client.get(f"/leads/{lead.matter_id}/pruefen").content.decode()
    release(lead, anna, now)


def test_the_past_is_judged_by_what_was_known_then(
    lead: Lead, hoelzl: Customer, anna: User, now: datetime
) -> None:
    release(lead, anna, now)
    hoelzl.street = ""
    hoelzl.save()
    for conditions, hits in (((STREET,), 0), ((BUYING_ROLE,), 1)):
        past = rules.look_back(
            kind=ReleaseConditions(conditions=conditions),
            scope=Scope(),
            at=now + timedelta(days=1),
            seen=Customer.objects.all(),
        )
        assert past.hits == hits


class TestInPlaceOfTheFixedConditions:
    """What a company says itself counts instead of what is fixed (S1.5)."""

    def test_a_lead_that_nobody_has_rated_goes_where_the_company_wants_no_rating(
        self, hoelzl: Customer, claudia: Contact, anna: User, now: datetime
    ) -> None:
        taken = testing.taken_in(customer=hoelzl, contact=claudia, by=anna, at=now)
        with pytest.raises(leads.LeadIncomplete):
            release(taken, anna, now)
        rule(PHONE, effect=BLOCK, at=now)
        release(taken, anna, now)
        taken.refresh_from_db()
        assert (taken.state, taken.quality) == ("released", "")

    def test_the_page_offers_what_the_company_wants(
        self, client: Client, hoelzl: Customer, claudia: Contact, anna: User, now: datetime
    ) -> None:
        taken = testing.taken_in(customer=hoelzl, contact=claudia, by=anna, at=now)
        client.force_login(anna)
        path = f"/leads/{taken.matter_id}/pruefen"
        fixed = client.get(path).content.decode()
        assert "die Bewertung." in fixed
        rule(PHONE, effect=WARN, at=now)
        assert "die Bewertung." not in client.get(path).content.decode()

    def test_a_rule_that_only_informs_replaces_nothing(
        self, hoelzl: Customer, anna: User, now: datetime
    ) -> None:
        rule(PHONE, effect=INFORM, at=now)
        with pytest.raises(leads.LeadIncomplete):
            release(testing.taken_in(customer=hoelzl, by=anna, at=now), anna, now)

    def test_what_is_wrong_in_numbers_can_be_a_condition(
        self, lead: Lead, hoelzl: Customer, anna: User, now: datetime
    ) -> None:
        rule(CHECKED, effect=BLOCK, at=now)
        Customer.objects.filter(pk=hoelzl.pk).update(vat_number="DE123456789")
        with pytest.raises(rules.RuleForbids, match="nichts Falsches"):
            release(lead, anna, now)

    def test_releases_from_before_had_met_what_was_fixed(self, lead: Lead, anna: User, now: datetime) -> None:
        release(lead, anna, now)
        [entry] = Entry.objects.filter(type="leads.released")
        data = {key: value for key, value in entry.data.items() if key != "fixed"} | {"known": ["phone"]}
        Entry.objects.create(
            data=data, at=entry.at, actor_id=entry.actor_id, customer_id=entry.customer_id,
            matter_id=entry.matter_id, type=entry.type,
        )  # fmt: skip
        past = rules.look_back(
            kind=ReleaseConditions(conditions=(RATING, PLACE)),
            scope=Scope(),
            at=now + timedelta(days=1),
            seen=Customer.objects.all(),
        )
        assert past.hits == 0
