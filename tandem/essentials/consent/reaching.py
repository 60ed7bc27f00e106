"""How pages of all rooms learn whom they may offer to call: this room fills the port of the customers room."""

from __future__ import annotations

from typing import Any

from django.db.models import Subquery
from django.urls import reverse

from tandem.essentials.consent import bases, queries
from tandem.essentials.consent.bases import ALLOWED, NEEDS_BASIS, OBJECTED
from tandem.essentials.consent.models import CALL, MAIL
from tandem.essentials.customers import reach

_STANDING = {ALLOWED: reach.FREE, NEEDS_BASIS: reach.WANTED, OBJECTED: reach.BARRED}


def register() -> None:
    """Called when the room is loaded."""
    reach.register(_column, _reading, _url)


def _column(customer: str, contact: str | None) -> Subquery:
    return queries.told(customer=customer, contact=contact)


def _reading(told: dict[str, Any], contact: int | None, mail: bool) -> reach.Reach:  # noqa: FBT001  # the port's order
    basis = bases.of_person(bases.read(told), contact=contact, channel=MAIL if mail else CALL)
    return reach.Reach(standing=_STANDING[basis.standing], words=basis.words)


def _url(contact: int) -> str:
    return reverse("consent:sheet", args=[contact])
