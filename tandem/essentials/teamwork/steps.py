"""How this room joins the others: 'Wer ist dran' as a column of the customer list, letting somebody go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tandem.essentials.customers import columns
from tandem.essentials.people import offers
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import lists


def turn_cells(customer_ids: Sequence[int], user: User, at: datetime) -> Mapping[int, SafeString]:
    """The most urgent open matter of each customer; nothing where none is open. Two queries."""
    counts = lists.open_counts(customer_ids)
    return {
        customer_id: columns.turn_cell(
            person=matter.accountable,
            step=matter.next_step,
            due=matter.due_at,
            at=at,
            more=counts[customer_id] - 1,
        )
        for customer_id, matter in lists.headlines(customer_ids).items()
    }


def register() -> None:
    """Make known what this room offers."""
    offers.register(offers.PersonOffer(label=_("Leaves the company"), url_name="teamwork:let_go"))
    columns.register(columns.Column(key="turn", label=_("Whose turn?"), cells=turn_cells))
