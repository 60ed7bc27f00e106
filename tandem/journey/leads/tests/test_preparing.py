"""Preparing a lead: what a look finds, its score and why, its age in working time, who learns of a missed date."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.coordination import actions as coordination
from tandem.essentials.coordination import rising
from tandem.essentials.coordination.chain import COORDINATION
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.customers.models import Channel, Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.leads import actions as leads
from tandem.journey.leads import campaigns, findings, queries, scoring
from tandem.journey.leads.models import Campaign, Lead
from tandem.journey.leads.testing import checked, released, taken_in

pytestmark = pytest.mark.django_db


def looks(lead: Lead, user: User) -> dict[str, findings.Finding]:
    found = queries.get_for(user, lead.matter_id)
    return {one.key: one for one in queries.looked_at(found, list(found.matter.customer.channels.all()))}


class TestLooks:
    """What is missing is named, what is not checked is not claimed."""

    def test_what_is_there(self, hoelzl: Customer, claudia: Contact, anna: User, now: datetime) -> None:
        lead = taken_in(customer=hoelzl, contact=claudia, by=anna, at=now)
        assert {key: one.state for key, one in looks(lead, anna).items()} == {
            "address": "fine", "place": "fine", "numbers": "fine", "mail": "fine", "vat": "unchecked", "person": "fine",
        }  # fmt: skip

    def test_of_an_empty_file_everything_is_missing(self, ulm: Tandem, anna: User, now: datetime) -> None:
        lead = leads.take_in(source="fair", title="X", new_customer={"name": "Leer AG"}, by=anna, at=now)
        found = looks(lead, anna)
        assert {key for key, one in found.items() if one.is_open} == {"address", "numbers", "mail", "person"}
        assert "nicht geprüft" in found["place"].sentence.lower()
        assert all(one.url.startswith(f"/kunden/{lead.matter.customer_id}/") for one in found.values())

    def test_what_is_wrong_is_named(
        self, hoelzl: Customer, claudia: Contact, anna: User, now: datetime
    ) -> None:
        lead = taken_in(customer=hoelzl, contact=claudia, by=anna, at=now)
        Customer.objects.filter(pk=hoelzl.pk).update(postcode="123", vat_number="DE123456789")
        Channel.objects.filter(kind="phone").update(value="+49000")
        Channel.objects.filter(kind="email").update(value="kein-at")
        found = looks(lead, anna)
        assert [found[key].state for key in ("place", "numbers", "mail", "vat")] == ["wrong"] * 4

    def test_postcodes_that_we_do_not_know_are_said_to_be_unchecked(
        self, hoelzl: Customer, anna: User, now: datetime
    ) -> None:
        lead = taken_in(customer=hoelzl, by=anna, at=now)
        Customer.objects.filter(pk=hoelzl.pk).update(country="JP", postcode="100-0001")
        assert looks(lead, anna)["place"].state == findings.UNCHECKED


class TestScore:
    """A proposal that says where it comes from."""

    def test_it_is_the_points_out_of_all_points(
        self, hoelzl: Customer, claudia: Contact, anna: User, now: datetime
    ) -> None:
        score = queries.score(taken_in(customer=hoelzl, contact=claudia, by=anna, at=now))
        assert sum(part.most for part in score.parts) == 100
        assert score.value == sum(part.points for part in score.parts)
        assert {part.key: part.points for part in score.parts}["figures"] == 10  # '24 m, bis März'
        assert (score.quality, score.probability) == ("B", 50)

    def test_what_it_weighs_is_the_companys(
        self, hoelzl: Customer, claudia: Contact, anna: User, ben: User, now: datetime
    ) -> None:
        lead = taken_in(customer=hoelzl, contact=claudia, by=anna, at=now)
        leads.set_weights(weights={"person": 10, "known": 10}, by=ben, at=now)
        score = queries.score(lead)
        assert (score.value, score.quality) == (100, "A")
        assert [part.key for part in score.parts] == ["person", "known"]
        for wrong in ({}, {"person": 101}, {"person": -1}):
            with pytest.raises(leads.WeightsRefused):
                leads.set_weights(weights=wrong, by=ben, at=now)
        with pytest.raises(NotAllowed):
            leads.set_weights(weights={"person": 1}, by=anna, at=now)

    def test_the_persons_own_rating_stands_beside_it_in_the_journal(
        self, hoelzl: Customer, claudia: Contact, anna: User, now: datetime
    ) -> None:
        lead = leads.check(
            lead=taken_in(customer=hoelzl, contact=claudia, by=anna, at=now),
            quality="A", probability=90, reason="Ich kenne sie.", by=anna, at=now,
        )  # fmt: skip
        told = journal.tell(Entry.objects.filter(type="leads.checked").get())
        assert f"B, 50 %, {lead.score} Punkte" in told.event.sentence()
        assert (lead.quality, lead.probability) == ("A", 90)

    def test_the_page_says_why(self, client: Client, hoelzl: Customer, anna: User, now: datetime) -> None:
        lead = taken_in(customer=hoelzl, by=anna, at=now)
        client.force_login(anna)
        page = client.get(f"/leads/{lead.matter_id}/pruefen").content.decode()
        assert f"Warum {queries.score(lead).value}" in page
        assert "Hat schon bei uns gekauft" in page

    def test_the_page_of_points(self, client: Client, ben: User, anna: User) -> None:
        client.force_login(ben)
        given = dict.fromkeys(scoring.FACTORS, "10")
        assert client.post("/leads/punkte", given).status_code == 302
        assert queries.weights() == dict.fromkeys(scoring.FACTORS, 10)
        assert client.post("/leads/punkte", {**given, "wish": "x"}).status_code == 422
        client.force_login(anna)
        assert client.get("/leads/punkte").status_code == 403


class TestTheWorkList:
    """What inside does first, and what has waited too long."""

    def test_a_returned_lead_stands_on_top(
        self, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
    ) -> None:
        old = taken_in(customer=hoelzl, by=anna, at=now - timedelta(days=20), title="Alt")
        back = released(lead=taken_in(customer=hoelzl, contact=claudia, by=anna, at=now), by=anna, at=now)
        assert queries.worklist(anna) == [old, back]
        leads.return_lead(lead=back, reason="Noch unklar.", by=tobias, at=now)
        assert queries.worklist(anna) == [back, old]
        assert queries.worklist(anna, after=(0, back.taken_in_at, back.pk)) == [old]

    def test_ages_are_working_time(self, hoelzl: Customer, anna: User, now: datetime) -> None:
        lead = taken_in(customer=hoelzl, by=anna, at=datetime(2026, 11, 20, 16, tzinfo=now.tzinfo))
        monday = datetime(2026, 11, 23, 9, tzinfo=now.tzinfo)
        age = queries.age(lead, at=monday, due_at=lead.matter.due_at)
        assert (age.hours, age.days, age.is_overdue) == (2, 0, False)
        later = queries.age(lead, at=monday + timedelta(days=3), due_at=lead.matter.due_at)
        assert (later.days, later.is_overdue) == (3, True)

    def test_what_is_overdue_goes_up_to_coordination_and_the_list_says_so(
        self, client: Client, hoelzl: Customer, anna: User, ben: User, now: datetime
    ) -> None:
        taken_in(customer=hoelzl, by=anna, at=now)
        for day in range(2, 9):
            for hour in (9, 14, 16):
                at = (now + timedelta(days=day)).replace(hour=hour)
                for rise in rising.due(at=at):
                    coordination.escalate(rise=rise, at=at)
        assert Escalation.objects.filter(level=COORDINATION).exists()
        [row] = queries.worklist(anna)
        assert row.is_raised
        client.force_login(anna)
        assert "Koordination weiß es" in client.get("/leads").content.decode()

    def test_it_says_what_is_missing_and_where_it_is_mended(
        self, client: Client, hoelzl: Customer, anna: User, now: datetime, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            taken_in(customer=hoelzl, by=anna, at=now, title=f"Anfrage {number}")
        client.force_login(anna)
        with django_assert_max_num_queries(15):
            page = client.get("/leads").content.decode()
        assert f"/kunden/{hoelzl.pk}/ansprechpartner/neu" in page

    def test_the_page_of_a_lead_asks_fifteen_times_at_most(
        self, client: Client, hoelzl: Customer, claudia: Contact, anna: User, now: datetime,
        django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        lead = taken_in(customer=hoelzl, contact=claudia, by=anna, at=now)
        client.force_login(anna)
        client.get("/leads")
        with django_assert_max_num_queries(15):
            assert client.get(f"/leads/{lead.matter_id}/pruefen").status_code == 200


class TestCampaigns:
    """Leads, releases and orders of a campaign against its cost."""

    def test_figures_and_cost_per_lead(
        self, client: Client, hoelzl: Customer, claudia: Contact, anna: User, ben: User, now: datetime
    ) -> None:
        first = taken_in(customer=hoelzl, contact=claudia, by=anna, at=now, campaign="LogiMAT 2026")
        released(lead=first, by=anna, at=now)
        taken_in(customer=hoelzl, by=anna, at=now, campaign="logimat  2026")
        checked(lead=taken_in(customer=hoelzl, by=anna, at=now, campaign="Ohne Kosten"), by=anna, at=now)
        leads.keep_campaign(campaign=None, name="LogiMAT 2026", cost=Decimal("1000"), by=ben, at=now)
        kept, other = campaigns.lines()
        assert (kept.leads, kept.released, kept.won, kept.per_lead) == (2, 1, 0, Decimal("500.00"))
        assert (other.name, other.campaign, other.per_lead) == ("Ohne Kosten", None, None)
        client.force_login(ben)
        assert "500,00" in client.get("/leads/kampagnen").content.decode()

    def test_an_order_won_counts(self, hoelzl: Customer, anna: User, ben: User, now: datetime) -> None:
        lead = taken_in(customer=hoelzl, by=anna, at=now, campaign="Messe")
        leads.keep_campaign(campaign=None, name="Messe", cost=Decimal("99.99"), by=ben, at=now)
        # A sale is won at the end of the process; here it is only the figure that matters.
        Matter.objects.filter(pk=lead.matter_id).update(closed_at=now, outcome="won")
        [line] = campaigns.lines()
        assert (line.won, line.per_won) == (1, Decimal("99.99"))

    def test_kept_on_the_page_and_refused_with_a_sentence(
        self, client: Client, ben: User, anna: User, now: datetime
    ) -> None:
        client.force_login(ben)
        given = {"name": "Messe", "from_date": "2026-03-01", "to_date": "2026-03-05", "cost": "1.234,50"}
        assert client.post("/leads/kampagnen/anlegen", given).status_code == 302
        kept = Campaign.objects.get()
        assert kept.cost == Decimal("1234.50")
        assert client.get(f"/leads/kampagnen/{kept.pk}").status_code == 200
        for wrong in (
            {"name": "MESSE"}, {"name": " "}, {"to_date": "2026-02-01", "name": "B"}, {"cost": "x", "name": "C"},
            {"cost": "-5", "name": "D"}, {"cost": "9" * 25, "name": "E"},
        ):  # fmt: skip
            assert client.post("/leads/kampagnen/anlegen", {**given, **wrong}).status_code == 422
        client.force_login(anna)
        assert client.get("/leads/kampagnen").status_code == 200
        client.post("/leads/kampagnen/anlegen", {**given, "name": "Neu"})
        assert Campaign.objects.count() == 1

    def test_who_reads_figures_only_sees_no_file(
        self, client: Client, hoelzl: Customer, anna: User, nina: User, now: datetime
    ) -> None:
        taken_in(customer=hoelzl, by=anna, at=now)
        client.force_login(nina)
        page = client.get("/leads", follow=True).content.decode()
        assert "Kampagnen" in page
        assert "Hölzl" not in page
