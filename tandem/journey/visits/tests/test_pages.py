"""Reporting a visit in the browser."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls.testing import visit_booked
from tandem.journey.leads.testing import accepted
from tandem.journey.visits.models import VisitReport


@pytest.fixture
def matter(hoelzl: Customer, claudia: Contact, anna: User, tobias: User) -> Matter:
    """A visit booked for the day after tomorrow; the pages go by the real clock."""
    at = timezone.now()
    taken = accepted(customer=hoelzl, inside=anna, field=tobias, at=at).matter
    return visit_booked(matter=taken, by=anna, at=at, days=2).matter


def _at(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def _key(**values: Any) -> dict[str, Any]:
    return {"_key": str(uuid.uuid4()), **values}


def _in(days: int) -> str:
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%d}"


def test_the_page_asks_for_what_is_missing(
    matter: Matter, tobias: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    _at(client, tobias)
    client.get(f"/vorgaenge/{matter.pk}/besuch")
    with django_assert_max_num_queries(15):
        page = client.get(f"/vorgaenge/{matter.pk}/besuch").content.decode()
    assert "0/5" in page
    assert "Wie war es?" in page
    assert f'data-keep="visit-{matter.pk}"' in page


def test_a_whole_report_with_a_new_contact_once(
    matter: Matter, claudia: Contact, anna: User, tobias: User, client: Client
) -> None:
    sent = _key(
        result="need_now", contacts=[str(claudia.pk)], new_contact="Markus Dold",
        requirement="24 Stück FU 7,5",
        outcome="Angebot mit Staffel", potential="48.000 €", next_person=str(anna.pk), quick_due=_in(3),
        next_step="Angebot mit Staffel vorbereiten",
    )  # fmt: skip
    url = f"/vorgaenge/{matter.pk}/besuch"
    _at(client, tobias)
    assert client.post(url, sent)["Location"] == f"/vorgaenge/{matter.pk}"
    client.post(url, sent)
    written = VisitReport.objects.get()
    assert written.potential == Decimal(48000)
    assert {contact.full_name for contact in written.contacts.all()} == {"Claudia Hölzl", "Markus Dold"}
    matter.refresh_from_db()
    assert matter.accountable == anna
    assert "24 Stück FU 7,5" in client.get(url).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": ""},
        {"requirement": ""},
        {"potential": "viel"},
        {"potential": "9" * 30},
        {"next_due": "2026-02-30"},
        {"contacts": ["999999"]},
    ],
)
def test_a_refusal_keeps_what_was_typed(
    wrong: dict[str, Any], matter: Matter, tobias: User, client: Client
) -> None:
    sent = {"result": "need_now", "requirement": "24 Stück", "outcome": "Mein langer Verbleib", **wrong}
    answer = _at(client, tobias).post(f"/vorgaenge/{matter.pk}/besuch", _key(**sent))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Mein langer Verbleib" in page
    assert "fld-e" in page or "banner err" in page
    assert not VisitReport.objects.exists()


def test_texts_may_be_long_and_odd_but_not_endless(matter: Matter, tobias: User, client: Client) -> None:
    url = f"/vorgaenge/{matter.pk}/besuch"
    _at(client, tobias)
    long = _key(result="need_now", requirement="x" * 100_000)
    assert client.post(url, long).status_code == 422
    assert client.post(url, _key(result="need_now", requirement="a\x00b")).status_code == 422
    assert client.post(url, _key(result="need_now", requirement="שלום 🎉 <script>")).status_code == 302
    page = client.get(url).content.decode()
    assert "🎉 &lt;script&gt;" in page


def test_outsiders_find_nothing(matter: Matter, paul: User, rolf: User, client: Client) -> None:
    for outsider in (paul, rolf):
        _at(client, outsider)
        assert client.get(f"/vorgaenge/{matter.pk}/besuch").status_code == 404
        assert client.post(f"/vorgaenge/{matter.pk}/besuch", _key(result="no_need")).status_code == 404
