"""The page of the satisfaction call: who may ask, what is refused, and that a double click counts once."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from django.test import Client

from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import REQUEST, Matter
from tandem.journey.care.models import Satisfaction
from tandem.journey.orders import actions as orders
from tandem.journey.orders.models import Order


def _as(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def delivered(order: Order, anna: User, now: datetime) -> Matter:
    orders.record_delivery(order=order, delivered_on=now.date(), by=anna, at=now)
    return Matter.objects.get(pk=order.matter_id)


def _address(matter: Matter) -> str:
    return f"/vorgaenge/{matter.pk}/zufriedenheit"


def test_before_the_delivery_the_page_says_what_comes_first(client: Client, order: Order, anna: User) -> None:
    page = _as(client, anna).get(_address(order.matter)).content.decode()
    assert "Noch nichts geliefert" in page
    assert "<textarea" not in page


def test_anna_asks_and_the_sale_is_complete(client: Client, delivered: Matter, anna: User) -> None:
    assert "Für das Gespräch" in _as(client, anna).get(_address(delivered)).content.decode()
    answer = client.post(_address(delivered), {"score": "9", "words": "Läuft"}, follow=True)
    assert "Der Verkauf ist abgeschlossen" in answer.content.decode()
    delivered.refresh_from_db()
    assert delivered.outcome == "won"
    page = client.get(_address(delivered)).content.decode()
    assert "Läuft" in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    "typed",
    [{"words": "nett", "further_need": "Kette"}, {"score": "3", "further_need": "Kette"}],
    ids=["no score", "low without words"],
)
def test_a_refused_answer_says_why_and_keeps_what_was_typed(
    client: Client, delivered: Matter, anna: User, typed: dict[str, str]
) -> None:
    answer = _as(client, anna).post(_address(delivered), typed)
    assert answer.status_code == 422
    assert ">Kette</textarea>" in answer.content.decode().replace("\n", "")
    assert not Satisfaction.objects.exists()


@pytest.mark.parametrize("score", ["11", "-1", "sehr"])
def test_what_is_no_score_is_refused(client: Client, delivered: Matter, anna: User, score: str) -> None:
    assert _as(client, anna).post(_address(delivered), {"score": score}).status_code == 422
    assert not Satisfaction.objects.exists()


def test_a_double_click_keeps_one_answer_and_opens_one_request(
    client: Client, delivered: Matter, anna: User
) -> None:
    sent = {"score": "2", "words": "Zwei Motoren fehlten", "_key": str(uuid.uuid4())}
    _as(client, anna)
    first, second = client.post(_address(delivered), sent), client.post(_address(delivered), sent)
    assert first.status_code == second.status_code == 302
    assert Satisfaction.objects.count() == 1
    assert Matter.objects.filter(kind=REQUEST).count() == 1


def test_two_forms_keep_one_answer(client: Client, delivered: Matter, anna: User) -> None:
    _as(client, anna).post(_address(delivered), {"score": "9"})
    assert client.post(_address(delivered), {"score": "1", "words": "Doch nicht"}).status_code in (302, 422)
    assert Satisfaction.objects.get().score == 9


def test_strangers_find_nothing_and_other_tandems_only_read(
    client: Client, delivered: Matter, rolf: User, paul: User, nina: User, sandra: User, allgaeu: object
) -> None:
    for stranger in (rolf, paul, nina):
        _as(client, stranger)
        assert client.get(_address(delivered)).status_code == 404
        assert client.post(_address(delivered), {"score": "9"}).status_code == 404
    page = _as(client, sandra).get(_address(delivered)).content.decode()
    assert "<textarea" not in page
    assert client.post(_address(delivered), {"score": "9"}).status_code == 422
    assert not Satisfaction.objects.exists()
