"""Makers for the tests of this room and of later ones: matters through the real actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import QUOTE
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE, Matter


def sale(
    *, customer: Customer, at: datetime, step_key: str = QUOTE, by: User | None = None, **more: Any
) -> Matter:
    """An open sale at a step; its turn is with whom the process names unless `accountable` is given."""
    given = {"title": "Gurtförderer Halle 3", "next_step": "Angebot schreiben", **more}
    return teamwork.open_matter(customer=customer, kind=SALE, step_key=step_key, by=by, at=at, **given)


def request(*, customer: Customer, by: User, at: datetime, **more: Any) -> Matter:
    """A request that a colleague took on the phone."""
    given = {"text": "Wo bleibt die Ersatzkette FK 80?", **more}
    return teamwork.take_request(customer=customer, by=by, at=at, **given)
