"""The order's pages: who may see and do what, what is refused, and that a double click confirms once."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.post.models import FAILED, SENT, OutgoingMail
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.orders.models import Order
from tandem.journey.quotes import testing as quotes

CONFIRMING = {"promised_on": "2099-12-15", "to": "einkauf@hoelzl.example"}


def _as(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def won(sale: Matter, tobias: User, now: datetime) -> Matter:
    quotes.won_quote(matter=sale, by=tobias, at=now)
    return sale


def test_the_matter_and_the_quote_lead_to_the_confirmation(client: Client, won: Matter, tobias: User) -> None:
    for address in (f"/vorgaenge/{won.pk}", f"/angebote/{won.quote.pk}"):
        page = _as(client, tobias).get(address).content.decode()
        assert f'href="/vorgaenge/{won.pk}/auftrag"' in page
        assert "Auftrag bestätigen" in page


def test_tobias_confirms_and_reads_that_anna_has_the_turn(client: Client, won: Matter, tobias: User) -> None:
    sheet = _as(client, tobias).get(f"/vorgaenge/{won.pk}/auftrag").content.decode()
    assert "49.059,20" in sheet
    assert "danach wickelt Anna den Auftrag ab" in sheet
    page = client.post(f"/vorgaenge/{won.pk}/auftrag", CONFIRMING, follow=True).content.decode()
    order = Order.objects.get(matter=won)
    assert order.promised_on == date(2099, 12, 15)
    assert f"Auftrag {order.number} ist bestätigt. Anna ist dran" in page
    assert "Lieferung eintragen" in page


def test_after_the_confirmation_matter_and_quote_lead_to_the_delivery(
    client: Client, order: Order, anna: User
) -> None:
    for address in (f"/vorgaenge/{order.matter_id}", f"/angebote/{order.version.quote_id}"):
        page = _as(client, anna).get(address).content.decode()
        assert f'class="btn p" href="/vorgaenge/{order.matter_id}/lieferung"' in page
        assert "Auftrag bestätigen</a>" not in page
    assert client.get(f"/vorgaenge/{order.matter_id}/lieferung").status_code == 200


def test_anna_records_the_delivery_and_is_led_to_the_customer(
    client: Client, order: Order, anna: User
) -> None:
    day = timezone.localdate().isoformat()
    page = (
        _as(client, anna)
        .post(f"/vorgaenge/{order.matter_id}/lieferung", {"delivered_on": day}, follow=True)
        .content.decode()
    )
    order.refresh_from_db()
    assert order.state == "delivered"
    assert f'class="btn p" href="/vorgaenge/{order.matter_id}/zufriedenheit"' in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"promised_on": "2020-01-01"}, "Vergangenheit"),
        ({"to": "kein-postfach"}, "kein-postfach"),
        ({"promised_on": ""}, "Pflicht"),
    ],
    ids=["past", "address", "empty"],
)
def test_a_refused_confirmation_says_why_and_keeps_what_was_typed(
    client: Client, won: Matter, tobias: User, typed: dict[str, str], sentence: str
) -> None:
    answer = _as(client, tobias).post(
        f"/vorgaenge/{won.pk}/auftrag", CONFIRMING | {"remark": "Bitte mit Hubwagen"} | typed
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Bitte mit Hubwagen" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_double_click_confirms_one_order_and_sends_one_mail(
    client: Client, won: Matter, tobias: User
) -> None:
    sent = CONFIRMING | {"_key": str(uuid.uuid4())}
    _as(client, tobias)
    first = client.post(f"/vorgaenge/{won.pk}/auftrag", sent)
    second = client.post(f"/vorgaenge/{won.pk}/auftrag", sent)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="orders.confirmation").count() == 1


def test_two_forms_confirm_one_order(client: Client, won: Matter, tobias: User) -> None:
    _as(client, tobias).post(f"/vorgaenge/{won.pk}/auftrag", CONFIRMING)
    answer = client.post(f"/vorgaenge/{won.pk}/auftrag", CONFIRMING | {"_key": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "schon" in answer.content.decode()
    assert Order.objects.count() == 1


def test_strangers_find_no_order(client: Client, order: Order, rolf: User, paul: User, nina: User) -> None:
    addresses = (
        f"/auftraege/{order.pk}",
        f"/auftraege/{order.pk}.pdf",
        f"/auftraege/{order.pk}/mail/stand",
        f"/auftraege/{order.pk}/geliefert",
        f"/vorgaenge/{order.matter_id}/lieferung",
        f"/vorgaenge/{order.matter_id}/auftrag",
    )
    for stranger in (rolf, paul, nina):
        _as(client, stranger)
        assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
        assert client.post(addresses[-2], {"delivered_on": "2026-11-24"}).status_code == 404
        assert "Gurtförderer" not in client.get("/auftraege").content.decode()


def test_colleagues_of_another_tandem_read_but_do_not_act(
    client: Client, order: Order, sandra: User, allgaeu: object
) -> None:
    page = _as(client, sandra).get(f"/auftraege/{order.pk}").content.decode()
    assert "Getriebemotor" in page
    assert "Lieferung eintragen</a>" not in page
    assert client.post(f"/auftraege/{order.pk}/geliefert", {"delivered_on": "2026-11-24"}).status_code == 422
    order.refresh_from_db()
    assert order.state == "confirmed"


def test_the_page_says_how_far_the_mail_has_come(client: Client, order: Order, tobias: User) -> None:
    _as(client, tobias)
    address = f"/auftraege/{order.pk}/mail/stand"
    assert "wird gesendet" in client.get(address).content.decode()
    mails = OutgoingMail.objects.filter(kind="orders.confirmation")
    mails.update(state=FAILED, last_error="550 no such user")
    assert "nicht zugestellt" in client.get(address).content.decode()
    page = client.get(f"/auftraege/{order.pk}").content.decode()
    assert "550 no such user" in page
    assert "Noch einmal" in page
    client.post(f"/auftraege/{order.pk}/mail")
    mails.update(state=SENT, sent_at=order.confirmed_at)
    answer = client.get(address).content.decode()
    assert "zugestellt" in answer
    assert "hx-get" not in answer
