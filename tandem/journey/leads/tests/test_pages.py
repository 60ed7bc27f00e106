"""Leads in the browser."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.leads.models import ACCEPTED, RELEASED, RETURNED, Lead
from tandem.journey.leads.testing import released, taken_in


def _at(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def _key(**values: Any) -> dict[str, Any]:
    return {"_key": str(uuid.uuid4()), **values}


def test_from_the_enquiry_to_field_on_the_pages(
    ulm: Tandem, anna: User, tobias: User, client: Client
) -> None:
    _at(client, anna)
    sent = _key(
        company="Brüllmann Hebetechnik AG", postcode="88045", city="Friedrichshafen", country="DE",
        last_name="Brüllmann", phone="07541/12 34-0", source="fair", title="Rollenbahn", requirement="12 m",
    )  # fmt: skip
    answer = client.post("/leads/neu", sent)
    lead = Lead.objects.get()
    assert answer["Location"] == f"/leads/{lead.matter_id}/pruefen"
    assert client.post("/leads/neu", sent)["Location"] == answer["Location"]
    assert Lead.objects.count() == 1
    page = client.get(answer["Location"]).content.decode()
    assert "die Bewertung" in page
    rating = _key(
        quality="A",
        probability="75",
        reason="Kauft bald.",
        postcode="88045",
        city="Friedrichshafen",
        country="DE",
    )
    assert client.post(answer["Location"], rating).status_code == 302
    assert (
        client.post(f"/leads/{lead.matter_id}/freigeben", _key(briefing="Bitte anrufen.")).status_code == 302
    )
    lead.refresh_from_db()
    assert lead.state == RELEASED
    _at(client, tobias)
    assert "Lead annehmen" in client.get(f"/leads/{lead.matter_id}/pruefen").content.decode()
    client.post(f"/leads/{lead.matter_id}/annehmen", _key())
    lead.refresh_from_db()
    assert lead.state == ACCEPTED


def test_field_returns_it_with_a_reason(
    hoelzl: Customer, claudia: Contact, anna: User, tobias: User, client: Client, now: datetime
) -> None:
    lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
    _at(client, tobias)
    client.post(f"/leads/{lead.matter_id}/zurueckgeben", _key(reason=""))
    lead.refresh_from_db()
    assert lead.state == RELEASED
    client.post(f"/leads/{lead.matter_id}/zurueckgeben", _key(reason="Wer entscheidet dort?"))
    lead.refresh_from_db()
    assert lead.state == RETURNED
    page = _at(client, anna).get(f"/leads/{lead.matter_id}/pruefen").content.decode()
    assert "Wer entscheidet dort?" in page


def test_wrong_numbers_are_named_and_nothing_is_lost(ulm: Tandem, anna: User, client: Client) -> None:
    sent = _key(
        company="Müller AG", phone="12", email="kein-at", source="fair", title="Mein Titel", country="DE"
    )
    answer = _at(client, anna).post("/leads/neu", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mein Titel" in page
    assert page.count("fld-e") >= 2
    assert not Customer.objects.exists()


def test_a_phone_that_is_added_while_checking_makes_it_releasable(
    hoelzl: Customer, anna: User, client: Client, now: datetime
) -> None:
    lead = taken_in(customer=hoelzl, by=anna, at=now)
    rating = _key(
        quality="B",
        probability="50",
        reason="Passt.",
        postcode="89077",
        city="Ulm",
        country="DE",
        phone="0731 12340",
    )
    _at(client, anna).post(f"/leads/{lead.matter_id}/pruefen", rating)
    assert hoelzl.channels.get().value == "+4973112340"


def test_is_this_already_a_customer(hoelzl: Customer, anna: User, paul: User, client: Client) -> None:
    assert (
        "Hölzl Fördertechnik GmbH"
        in _at(client, anna).get("/leads/neu/kunden?company=hoelz").content.decode()
    )
    assert client.get(f"/leads/neu?kunde={hoelzl.pk}").status_code == 200
    assert client.get("/leads/neu?kunde=999999").status_code == 404
    assert "Hölzl" not in _at(client, paul).get("/leads/neu/kunden?company=hoelz").content.decode()


def test_the_worklist_costs_the_same_for_many_leads(
    hoelzl: Customer, anna: User, client: Client, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        taken_in(customer=hoelzl, by=anna, at=now, title=f"Anfrage {number}")
    _at(client, anna)
    with django_assert_max_num_queries(15):
        assert client.get("/leads").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?stand=unfug",
        "?ab=kaputt",
        "?ab=2026-01-01~x",
        "?ab=1~2026-01-01T00:00:00~1",
        "?ab=1~2026-01-01T00:00:00Z~²",
        "?alle=1&stand=returned",
    ],
)
def test_nonsense_in_the_address_is_no_error(query: str, ulm: Tandem, anna: User, client: Client) -> None:
    assert _at(client, anna).get(f"/leads{query}").status_code == 200


def test_who_may_not_see_the_customer_does_not_find_the_lead(
    hoelzl: Customer, anna: User, paul: User, rolf: User, client: Client, now: datetime
) -> None:
    lead = taken_in(customer=hoelzl, by=anna, at=now)
    for outsider in (paul, rolf):
        _at(client, outsider)
        assert client.get(f"/leads/{lead.matter_id}/pruefen").status_code == 404
        for act in ("pruefen", "freigeben", "annehmen", "zurueckgeben"):
            assert (
                client.post(f"/leads/{lead.matter_id}/{act}", _key(briefing="x", reason="x")).status_code
                == 404
            )


def test_accepting_on_the_matter_names_who_arranges_the_visit(
    hoelzl: Customer, claudia: Contact, anna: User, tobias: User, client: Client, now: datetime
) -> None:
    lead = released(lead=taken_in(customer=hoelzl, by=anna, at=now), by=anna, at=now)
    offer = lead.matter.handovers.get()
    said = _at(client, tobias).post(f"/uebergaben/{offer.pk}/annehmen", _key(), follow=True)
    assert "Angenommen. Anna ist jetzt dran: Termin vereinbaren." in said.content.decode()


def test_the_salutation_comes_with_the_person(ulm: Tandem, anna: User, client: Client) -> None:
    page = _at(client, anna).get("/leads/neu").content.decode()
    assert 'Firma <span class="req">' in page
    sent = _key(
        company="Brenner AG", postcode="88045", city="Friedrichshafen", country="DE", salutation="Frau",
        first_name="Jutta", last_name="Brenner", source="fair", title="Rollenbahn",
    )  # fmt: skip
    assert client.post("/leads/neu", sent).status_code == 302
    assert Contact.objects.get().formal_name == "Frau Brenner"
    assert client.post("/leads/neu", {**sent, **_key(company=" ")}).status_code == 422


def test_of_a_known_customer_no_company_is_asked(hoelzl: Customer, anna: User, client: Client) -> None:
    sent = _key(customer=str(hoelzl.pk), source="fair", title="Rollenbahn", country="DE")
    assert _at(client, anna).post("/leads/neu", sent).status_code == 302
