"""What the cards of a customer's file show; the desk includes them in the file page, htmx asks for them one
by one.

{% include "customers/_fragments/contacts.html" with card=contacts_card only %}
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from tandem.essentials.customers import queries, reach
from tandem.essentials.customers.models import LIFE_CYCLE, Customer
from tandem.essentials.people.models import User


def master(*, customer: Customer, user: User, at: datetime, may_write: bool | None = None) -> dict[str, Any]:
    """The facts: address, phones, tandem, parent and branches, tags. Three statements, and the right to
    change.
    """
    parent = queries.visible_to(user).filter(pk=customer.parent_id).first() if customer.parent_id else None
    branches = queries.branches_of(user, customer)
    return {
        "customer": customer,
        "channels": queries.channels_of(customer),
        "told_reach": queries.told_reach(customer),
        "parent": (parent, queries.file_path(parent.pk)) if parent is not None else None,
        "branches": [(branch, queries.file_path(branch.pk)) for branch in branches],
        "life_cycle": LIFE_CYCLE.items(),
        "may_write": _may_write(customer, user, at, may_write),
    }


def contacts(
    *, customer: Customer, user: User, at: datetime, may_write: bool | None = None
) -> dict[str, Any]:
    """The people there, with a link to call and to write. Three statements, and the right to change."""
    return {
        "customer": customer,
        "contacts": queries.contacts_of(customer),
        "asks_basis": reach.asks_basis(customer, at=at),
        "may_write": _may_write(customer, user, at, may_write),
    }


def sites(*, customer: Customer, user: User, at: datetime, may_write: bool | None = None) -> dict[str, Any]:
    """The addresses. One statement, and the right to change."""
    return {
        "customer": customer,
        "sites": queries.sites_of(customer),
        "may_write": _may_write(customer, user, at, may_write),
    }


def _may_write(customer: Customer, user: User, at: datetime, known: bool | None) -> bool:  # noqa: FBT001
    return queries.may_write(user, customer, day=timezone.localtime(at).date()) if known is None else known
