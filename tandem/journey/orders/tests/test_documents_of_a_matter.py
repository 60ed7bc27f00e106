"""The page of a matter leads to its quote, its order and their documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.orders.models import Order
from tandem.journey.quotes import testing as quotes


def test_a_sent_quote_is_linked_with_its_document(
    client: Client, sale: Matter, tobias: User, now: datetime
) -> None:
    quote = quotes.sent_quote(matter=sale, by=tobias, at=now)
    client.force_login(tobias)
    page = client.get(f"/vorgaenge/{sale.pk}").content.decode()
    assert f'href="/angebote/{quote.pk}"' in page
    assert f"Angebot {quote.number}, V1 (PDF)" in page
    assert f'href="/angebote/versionen/{quote.versions.get().pk}.pdf"' in page


def test_a_draft_has_no_document_yet(client: Client, sale: Matter, tobias: User, now: datetime) -> None:
    quote = quotes.ready_quote(matter=sale, by=tobias, at=now)
    client.force_login(tobias)
    page = client.get(f"/vorgaenge/{sale.pk}").content.decode()
    assert f'href="/angebote/{quote.pk}"' in page
    assert "(PDF)" not in page


def test_an_order_is_linked_with_its_confirmation(client: Client, order: Order, anna: User) -> None:
    client.force_login(anna)
    page = client.get(f"/vorgaenge/{order.matter_id}").content.decode()
    assert f'href="/auftraege/{order.pk}"' in page
    assert f"Auftragsbestätigung {order.number} (PDF)" in page
    assert f'href="/auftraege/{order.pk}.pdf"' in page


@pytest.mark.parametrize("who", ["anna", "tobias"])
def test_the_page_costs_the_same_whatever_there_is_to_read(
    who: str,
    client: Client,
    order: Order,
    request: pytest.FixtureRequest,
    django_assert_max_num_queries: Any,
) -> None:
    client.force_login(request.getfixturevalue(who))
    client.get(f"/vorgaenge/{order.matter_id}")
    with django_assert_max_num_queries(15):
        assert client.get(f"/vorgaenge/{order.matter_id}").status_code == 200
