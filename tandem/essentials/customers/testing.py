"""Makers for tests: customers and contacts by the real actions, in one line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.essentials.customers import actions
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User


def a_customer(
    *, name: str, tandem: Tandem, at: datetime, by: User | None = None, phones: str = "", **facts: Any
) -> Customer:
    """A company of a tandem, with phones as people write them."""
    lines = actions.phones(phones, country=facts.get("country", "DE"))
    return actions.create(name=name, tandem=tandem, by=by, at=at, channels=lines, **facts)


def a_contact(
    *,
    customer: Customer,
    last_name: str,
    at: datetime,
    by: User | None = None,
    phones: str = "",
    emails: str = "",
    **facts: Any,
) -> Contact:
    """A person there, with phones and addresses as people write them."""
    lines = actions.phones(phones, country=customer.country) + actions.emails(emails)
    return actions.add_contact(customer=customer, last_name=last_name, by=by, at=at, channels=lines, **facts)
