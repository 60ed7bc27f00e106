"""A round that runs, with three customers to talk about."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.calls.models import Round
from tandem.journey.calls.testing import round_running

MONDAY = date(2026, 11, 23)


@pytest.fixture
def three(ulm: Tandem, now: datetime) -> list[Customer]:
    """Three customers of class A whom nobody has spoken with for half a year."""
    return [
        customers.create(name=name, tandem=ulm, klass="A", city="Ulm", by=None, at=now - timedelta(weeks=26))
        for name in ("Egger Antriebe", "Federsee Silotechnik", "Gstöttner Säge")
    ]


@pytest.fixture
def running(three: list[Customer], ulm: Tandem, anna: User, now: datetime) -> Round:
    return round_running(tandem=ulm, monday=MONDAY, by=anna, at=now)
