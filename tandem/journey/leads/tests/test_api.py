"""Other programs bring leads: with a key, once, with an answer for each field."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.leads import actions as leads
from tandem.journey.leads.models import TAKEN, UNDECIDED, ApiKey, Enquiry, Lead

pytestmark = pytest.mark.django_db

Send = Callable[..., Any]


@pytest.fixture
def secret(ulm: Tandem, ben: User, now: datetime) -> str:
    return leads.make_key(name="Messe-App", by=ben, at=now)[1]


@pytest.fixture
def send(secret: str) -> Send:
    def sent(given: Any, *, key: str = secret, once: str = "", **headers: str) -> Any:
        body = given if isinstance(given, bytes) else json.dumps(given)
        more = {"Idempotency-Key": once} if once else {}
        return Client(enforce_csrf_checks=True).post(
            "/api/v1/leads", body, content_type="application/json",
            headers={"Authorization": f"Bearer {key}", **more, **headers},
        )  # fmt: skip

    return sent


def test_a_lead_comes_in(send: Send) -> None:
    answer = send(
        {"company": "Brenner AG", "last_name": "Brenner", "email": "j@brenner.example", "phone": "+43 5574 12345",
         "postcode": "6900", "city": "Bregenz", "country": "AT", "source": "fair", "campaign": "LogiMAT 2026",
         "title": "Rollenbahn", "vat_number": "ATU13585627",
         "consent": {"text": "Anruf erlaubt", "given": True, "at": "2026-11-24T09:41:00+01:00"}}
    )  # fmt: skip
    assert answer.status_code == 201
    lead = Lead.objects.get()
    assert answer.json()["id"] == str(Enquiry.objects.get().public_id)
    assert (lead.source, lead.campaign, lead.matter.title) == ("fair", "LogiMAT 2026", "Rollenbahn")
    assert lead.matter.customer.vat_number == "ATU13585627"
    assert lead.payload["consent"]["text"] == "Anruf erlaubt"


def test_the_key_is_kept_as_a_hash_and_opens_nothing_once_revoked(
    send: Send, secret: str, ben: User, now: datetime
) -> None:
    key = ApiKey.objects.get()
    assert secret not in json.dumps([key.hash, key.begins, key.name])
    assert send({"company": "A AG"}).status_code == 201
    leads.revoke_key(key=key, by=ben, at=now)
    refused = send({"company": "B AG"})
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("key", ["", "tdl_falsch", "x" * 5000, "tdl_" + "a" * 43])
def test_a_wrong_key_is_refused(send: Send, key: str) -> None:
    assert send({"company": "A AG"}, key=key).status_code == 401
    assert not Enquiry.objects.exists()


def test_repeated_it_is_one_lead_and_changed_it_is_refused(send: Send) -> None:
    first = send({"company": "A AG", "title": "Band"}, once="4711")
    again = send({"company": "A AG", "title": "Band"}, once="4711")
    assert first.json()["id"] == again.json()["id"]
    assert Lead.objects.count() == 1
    other = send({"company": "A AG", "title": "Anderes"}, once="4711")
    assert other.status_code == 409
    assert "Idempotenz" in other.json()["error"]


def test_two_programs_may_use_the_same_idempotency_key(send: Send, ben: User, now: datetime) -> None:
    second = leads.make_key(name="Shop", by=ben, at=now)[1]
    assert send({"company": "A AG"}, once="1").status_code == 201
    assert send({"company": "B AG"}, once="1", key=second).status_code == 201
    assert Lead.objects.count() == 2


def test_every_field_says_what_is_wrong_with_it(send: Send) -> None:
    answer = send(
        {"email": "kein-at", "phone": "12", "vat_number": "DE1", "country": "Deutschland", "source": "mond",
         "firma": "x", "street": 5, "title": "t" * 300, "consent": {"text": 1}}
    )  # fmt: skip
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {
        "company", "email", "phone", "vat_number", "country", "source", "firma", "street", "title", "consent",
    }  # fmt: skip
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"5",
        b"null",
        b'"x"',
        b"{",
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a": NaN}',
        b'{"company": 1e400}',
    ],
)
def test_nonsense_is_answered_with_a_sentence(send: Send, body: bytes) -> None:
    answer = send(body)
    assert answer.status_code in {400, 422}
    assert answer.json()


@pytest.mark.parametrize("junk", ["a\x00b", "ä" * 90_000, "\u202eأب 👩🏽\u200d🔧", "\ud83d", ""])
@pytest.mark.parametrize("field", ["company", "requirement", "email", "phone", "consent"])
def test_no_text_breaks_it(send: Send, field: str, junk: str) -> None:
    given = {"company": "A AG", field: {"text": junk, "given": True} if field == "consent" else junk}
    assert send(given, once="x" * 10).status_code in {201, 413, 422}


def test_more_than_a_lead_holds_is_refused(send: Send) -> None:
    assert send({"company": "A", "requirement": "x" * 300_000}).status_code == 413
    assert send({"company": "A AG"}, once="k" * 201).status_code == 400
    assert Client().get("/api/v1/leads").status_code == 405


def test_a_customer_we_have_is_not_told_and_not_doubled(
    send: Send, hoelzl: Customer, claudia: Contact
) -> None:
    known = send({"company": "Irgendwer", "phone": "0731 12340"})
    new = send({"company": "Brenner AG"})
    assert set(known.json()) == set(new.json())
    assert known.status_code == new.status_code == 201
    assert sorted(Enquiry.objects.values_list("state", flat=True)) == sorted([UNDECIDED, TAKEN])
    assert Customer.objects.count() == 2


def test_the_key_is_shown_once(client: Client, ulm: Tandem, nina: User) -> None:
    client.force_login(nina)
    shown = client.post("/leads/schluessel/anlegen", {"name": "Shop"})
    [begins] = ApiKey.objects.values_list("begins", flat=True)
    assert f'value="{begins}' in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert f'value="{begins}' not in client.get("/leads/formulare").content.decode()


def test_one_that_nobody_can_take_waits_and_is_not_lost(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(**_: Any) -> None:
        raise leads.LeadIncomplete("Niemand ist da.")

    monkeypatch.setattr(leads.incoming, "take_in", nobody)
    assert send({"company": "A AG"}).status_code == 201
    kept = Enquiry.objects.get()
    assert (kept.state, kept.note) == ("held", "Niemand ist da.")
