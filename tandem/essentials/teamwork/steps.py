"""How this room joins the others: 'Wer ist dran' in the customer list, who leaves, open questions as a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.essentials.customers import columns
from tandem.essentials.people import offers
from tandem.essentials.people.models import User
from tandem.essentials.playbook import facts
from tandem.essentials.teamwork import lists
from tandem.essentials.teamwork.models import Question


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


def _open_questions(customer: Any, at: Any) -> QuerySet[Any, Any]:
    return (
        Question.objects.filter(
            Q(answered_at=None) | Q(answered_at__gt=at),
            Q(matter__closed_at=None) | Q(matter__closed_at__gt=at),
            matter__customer=customer,
            asked_at__lte=at,
        )
        .order_by("asked_at", "pk")
        .values(**facts.told(text="text", since="asked_at"))
    )


def _the_question(text: str) -> str:
    return gettext("The question “%(text)s”") % {"text": Truncator(" ".join(text.split())).chars(32)}


def _url_of_question(pk: int) -> str:
    return reverse("teamwork:answer", args=[pk])


def register() -> None:
    """Make known what this room offers."""
    facts.register(
        facts.FactKind(
            key="teamwork.open_question",
            label=_("a question among colleagues is open"),
            icon="circle-help",
            rows=_open_questions,
            words=_the_question,
            url=_url_of_question,
        )
    )
    offers.register(offers.PersonOffer(label=_("Leaves the company"), url_name="teamwork:let_go"))
    columns.register(columns.Column(key="turn", label=_("Whose turn?"), cells=turn_cells))
