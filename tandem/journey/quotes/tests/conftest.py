"""A sale at Hölzl that has come to its quote, and that quote in three states."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.products import actions as catalogue
from tandem.essentials.products.models import PriceList, Product
from tandem.essentials.products.testing import SINCE, a_list, a_product, priced
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing
from tandem.journey.quotes.models import Quote, QuoteLine, QuoteVersion
from tandem.journey.quotes.rules import LINE, DiscountLimit


@pytest.fixture
def sale(hoelzl: Customer, claudia: Contact, now: datetime) -> Matter:
    return testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now)


@pytest.fixture
def ready(sale: Matter, tobias: User, now: datetime) -> Quote:
    return testing.ready_quote(matter=sale, by=tobias, at=now)


@pytest.fixture
def sent(sale: Matter, tobias: User, now: datetime) -> Quote:
    return testing.sent_quote(matter=sale, by=tobias, at=now, to="")


@pytest.fixture
def motor(now: datetime) -> Product:
    made = a_product(
        at=now,
        name_en="Gear motor KG 250",
        description_de="5,5 kW, Hohlwelle",
        description_en="5.5 kW, hollow shaft",
    )
    catalogue.set_cost(product=made, cost=Decimal("1506"), from_date=SINCE, by=None, at=now)
    return made


@pytest.fixture
def general(motor: Product, now: datetime) -> PriceList:
    made = a_list(at=now)
    priced(made, motor, ("0", "2480"), ("5", "2390.50"), at=now)
    return made


@pytest.fixture
def quote(sale: Matter, tobias: User, now: datetime) -> Quote:
    return quotes.start(matter=sale, by=tobias, at=now)


@pytest.fixture
def line(quote: Quote, motor: Product, general: PriceList, tobias: User, now: datetime) -> QuoteLine:
    empty = quotes.add_line(version=quote.versions.get(), by=tobias, at=now)
    return quotes.choose_product(line=empty, product=motor, by=tobias, at=now).changed[0]


@pytest.fixture
def offered(sale: Matter, tobias: User) -> Quote:
    """The drawn quote, sent with a link, now: links go by the clock."""
    at = timezone.now()
    quote = testing.ready_quote(matter=sale, by=tobias, at=at)
    quotes.send(version=quote.versions.get(), link_site=testing.SITE, by=tobias, at=at)
    quote.refresh_from_db()
    return quote


@pytest.fixture
def page(offered: Quote) -> str:
    """Where its customer finds it."""
    return f"/link/{testing.token_of()}"


@pytest.fixture
def beyond(ready: Quote, juergen: User, now: datetime) -> QuoteVersion:
    """10 % on a line, where field gives at most 8 % on its own."""
    limit = DiscountLimit(roles=("field",), on=LINE, percent=8)
    playbook.set_rule(kind=limit, scope=Scope(), effect=BLOCK, by=None, at=now)
    return ready.versions.get()
