"""An enquiry comes in, inside checks and releases it, field takes it or gives it back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import EMAIL, Contact, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.journey.leads import actions as leads
from tandem.journey.leads import queries
from tandem.journey.leads.models import ACCEPTED, CHECKED, NEW, RELEASED, RETURNED, WEBSITE, Lead
from tandem.journey.leads.testing import accepted, checked, released, taken_in


def _entries(lead: Lead) -> list[str]:
    return list(Entry.objects.filter(matter_id=lead.matter_id).order_by("pk").values_list("type", flat=True))


class TestTakingIn:
    def test_a_new_company_becomes_a_customer_of_its_territory(
        self, ulm: Tandem, anna: User, now: datetime
    ) -> None:
        lead = leads.take_in(
            source=WEBSITE,
            title="Anfrage Rollenbahn",
            new_customer={"name": "Brüllmann Hebetechnik AG", "postcode": "88045", "city": "Friedrichshafen"},
            person=leads.Person(last_name="Brüllmann", channels=[(EMAIL, "b@bruellmann.example", "")]),
            by=anna,
            at=now,
        )
        customer = lead.matter.customer
        assert (customer.tandem, customer.life_cycle) == (ulm, "lead")
        assert lead.matter.contact is not None
        assert lead.matter.step is not None
        assert (lead.matter.step.key, lead.matter.accountable) == ("prepare", anna)
        assert lead.state == NEW
        assert _entries(lead) == ["leads.taken_in"]

    def test_anybody_in_sales_takes_one_in_for_another_tandem(
        self, ulm: Tandem, allgaeu: Tandem, anna: User, sandra: User, now: datetime
    ) -> None:
        lead = leads.take_in(
            source=WEBSITE,
            title="Anfrage",
            new_customer={"name": "Allgäu Käse eG", "postcode": "87435", "city": "Kempten"},
            person=leads.Person(last_name="Zeller"),
            by=anna,
            at=now,
        )
        assert lead.matter.accountable == sandra

    def test_an_expert_does_not(self, hoelzl: Customer, paul: User, now: datetime) -> None:
        with pytest.raises(NotAllowed):
            taken_in(customer=hoelzl, by=paul, at=now)

    def test_it_needs_a_company_and_a_source(self, ulm: Tandem, anna: User, now: datetime) -> None:
        with pytest.raises(leads.LeadIncomplete):
            leads.take_in(source=WEBSITE, title="Anfrage", by=anna, at=now)
        with pytest.raises(leads.LeadIncomplete):
            leads.take_in(source="", title="Anfrage", new_customer={"name": "X"}, by=anna, at=now)
        assert not Customer.objects.exists()


class TestReleasing:
    def test_what_is_missing_is_said_in_one_sentence(
        self, hoelzl: Customer, anna: User, now: datetime
    ) -> None:
        lead = taken_in(customer=hoelzl, by=anna, at=now)
        with pytest.raises(leads.LeadIncomplete) as refusal:
            leads.release(lead=lead, briefing="Bitte übernehmen.", by=anna, at=now)
        assert "die Bewertung" in str(refusal.value)
        assert "Telefonnummer" in str(refusal.value)
        lead.refresh_from_db()
        assert lead.released_at is None

    def test_a_rating_needs_its_reason(self, hoelzl: Customer, anna: User, now: datetime) -> None:
        lead = taken_in(customer=hoelzl, by=anna, at=now)
        with pytest.raises(leads.LeadIncomplete):
            leads.check(lead=lead, quality="B", probability=50, reason=" ", by=anna, at=now)
        assert checked(lead=lead, by=anna, at=now).state == CHECKED

    def test_it_offers_the_lead_to_field_and_the_turn_stays(
        self, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
    ) -> None:
        lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
        offer = turns.open_offer(lead.matter)
        assert offer is not None
        assert (offer.taker, lead.state) == (tobias, RELEASED)
        lead.matter.refresh_from_db()
        assert lead.matter.accountable == anna

    def test_nothing_is_rated_while_field_is_asked(
        self, hoelzl: Customer, claudia: Contact, anna: User, now: datetime
    ) -> None:
        lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
        with pytest.raises(leads.WrongStage) as refusal:
            checked(lead=lead, by=anna, at=now)
        assert "Tobias Kranz" in str(refusal.value)

    def test_another_tandem_may_not(
        self, hoelzl: Customer, claudia: Contact, allgaeu: Tandem, anna: User, sandra: User, now: datetime
    ) -> None:
        with pytest.raises(NotAllowed):
            checked(lead=taken_in(customer=hoelzl, by=anna, at=now), by=sandra, at=now)

    def test_without_an_outward_seat_nobody_could_take_it(
        self, intake: Tandem, ben: User, now: datetime
    ) -> None:
        lead = leads.take_in(
            source=WEBSITE,
            title="Anfrage",
            new_customer={
                "name": "Fern AG",
                "postcode": "10115",
                "city": "Berlin",
                "channels": [(EMAIL, "a@fern.example", "")],
            },
            by=None,
            at=now,
        )
        with pytest.raises(leads.NoOutwardSeat):
            leads.release(lead=checked(lead=lead, by=ben, at=now), briefing="Wer?", by=ben, at=now)


class TestFieldsAnswer:
    def test_accepted_it_goes_on_to_the_appointment_with_the_turn_at_inside(
        self, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
    ) -> None:
        lead = accepted(customer=hoelzl, inside=anna, field=tobias, at=now)
        assert lead.state == ACCEPTED
        assert lead.matter.step is not None
        assert (lead.matter.step.key, lead.matter.accountable) == ("appointment", anna)
        assert _entries(lead)[-2:] == ["leads.released", "leads.accepted"]

    def test_accepted_in_teamwork_it_goes_the_same_way(
        self, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
    ) -> None:
        lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
        offer = turns.open_offer(lead.matter)
        assert offer is not None
        teamwork.accept(handover=offer, by=tobias, at=now)
        lead = queries.get_for(anna, lead.matter_id)
        assert (lead.state, lead.matter.accountable) == (ACCEPTED, anna)

    def test_returned_it_waits_with_inside_and_says_why(
        self, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
    ) -> None:
        lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
        lead = leads.return_lead(lead=lead, reason="Der Bedarf ist noch unklar.", by=tobias, at=now)
        assert (lead.state, lead.returned_reason) == (RETURNED, "Der Bedarf ist noch unklar.")
        assert _entries(lead)[-2:] == ["leads.released", "leads.returned"]
        lead.matter.refresh_from_db()
        assert lead.matter.accountable == anna
        assert "überarbeiten" in lead.matter.next_step
        assert released(lead=lead, by=anna, at=now).state == RELEASED

    def test_returning_needs_a_reason(
        self, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
    ) -> None:
        lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
        with pytest.raises(teamwork.ReasonMissing):
            leads.return_lead(lead=lead, reason="", by=tobias, at=now)

    def test_only_whom_it_is_offered_to_answers(
        self, hoelzl: Customer, claudia: Contact, anna: User, now: datetime
    ) -> None:
        lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
        with pytest.raises(NotAllowed):
            leads.accept_lead(lead=lead, by=anna, at=now)

    def test_while_field_is_away_the_deputy_answers(
        self, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, murat: User, now: datetime
    ) -> None:
        lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
        people.report_absence(
            user=tobias, from_date=now.date(), to_date=date(2026, 12, 4), deputy=murat, by=None, at=now
        )
        assert leads.accept_lead(lead=lead, by=murat, at=now).state == ACCEPTED

    def test_taken_back_or_taken_over_it_waits_to_be_released_again(
        self, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
    ) -> None:
        lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
        offer = turns.open_offer(lead.matter)
        assert offer is not None
        teamwork.take_back(handover=offer, by=anna, at=now)
        lead.refresh_from_db()
        assert lead.state == CHECKED
        again = released(lead=lead, by=anna, at=now)
        teamwork.take_over(matter=again.matter, by=tobias, at=now, reason="Bin gerade dort.")
        again.refresh_from_db()
        assert again.state == CHECKED
        assert list(checks.run_all()) == []


def test_old_leads_stand_first_and_other_tandems_leads_are_readable(
    hoelzl: Customer, claudia: Contact, allgaeu: Tandem, anna: User, sandra: User, paul: User, now: datetime
) -> None:
    newer = taken_in(customer=hoelzl, by=anna, at=now, title="Neuer")
    older = taken_in(customer=hoelzl, by=anna, at=now - timedelta(days=5), title="Älterer")
    assert queries.worklist(anna, tandem_ids=[hoelzl.tandem_id]) == [older, newer]
    assert queries.worklist(sandra, tandem_ids=[allgaeu.pk]) == []
    assert queries.worklist(sandra) == [older, newer]
    assert queries.worklist(paul) == []
    assert queries.worklist(anna, after=(1, older.taken_in_at, older.pk)) == [newer]
