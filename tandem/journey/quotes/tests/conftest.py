"""A sale at Hölzl that has come to its quote, and that quote in three states."""

from __future__ import annotations

from datetime import datetime

import pytest

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import testing
from tandem.journey.quotes.models import Quote


@pytest.fixture
def sale(hoelzl: Customer, claudia: Contact, now: datetime) -> Matter:
    return testing.matter_to_quote(customer=hoelzl, contact=claudia, at=now)


@pytest.fixture
def ready(sale: Matter, tobias: User, now: datetime) -> Quote:
    return testing.ready_quote(matter=sale, by=tobias, at=now)


@pytest.fixture
def sent(sale: Matter, tobias: User, now: datetime) -> Quote:
    return testing.sent_quote(matter=sale, by=tobias, at=now, to="")
