"""A sale at Hölzl on its way to an order."""

from __future__ import annotations

from datetime import datetime

import pytest

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.orders import testing
from tandem.journey.orders.models import Order
from tandem.journey.quotes import testing as quotes


@pytest.fixture
def sale(hoelzl: Customer, claudia: Contact, now: datetime) -> Matter:
    return quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=now)


@pytest.fixture
def order(sale: Matter, tobias: User, now: datetime) -> Order:
    return testing.confirmed_order(matter=sale, by=tobias, at=now)
