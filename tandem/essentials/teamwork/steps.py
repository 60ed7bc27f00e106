"""How this room joins the others: 'Wer ist dran' in the customer list, who leaves, open questions as a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.essentials.customers import columns, reach
from tandem.essentials.customers.models import PHONE, Channel
from tandem.essentials.people import offers
from tandem.essentials.people.models import INSIDE, User
from tandem.essentials.playbook import conditions, facts
from tandem.essentials.playbook import offers as playbook
from tandem.essentials.teamwork import checklist, lists
from tandem.essentials.teamwork.models import Matter, Question
from tandem.essentials.teamwork.rules import asks_basis_here


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


def _has_phone(matter_id: int) -> bool:
    """The matter's contact has a number, or without one any contact of the customer."""
    matter = Matter.objects.get(pk=matter_id)
    numbers = Channel.objects.filter(kind=PHONE)
    if matter.contact_id is not None:
        return numbers.filter(contact=matter.contact_id).exists()
    return numbers.filter(contact__customer=matter.customer_id).exists()


def register() -> None:
    """Make known what this room offers."""
    reach.register_demand(asks_basis_here)
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
    playbook.register(
        playbook.Offer(
            key="teamwork.move_on",
            step_key=playbook.OWN_STEP,
            label=_("On to the next step"),
            short=pgettext_lazy("verb, step", "Next step"),
            icon="arrow-right",
            url_name="teamwork:move_on",
            rank=10,
        )
    )
    playbook.register_for_designers(
        playbook.ProcessOffer(
            key="teamwork.move_all",
            label=_("Move running matters"),
            icon="arrow-left-right",
            url_name="teamwork:move_all",
        )
    )
    conditions.register(
        conditions.Condition(
            key="teamwork.contact", label=_("contact with a phone number"), side=INSIDE, holds=_has_phone
        ),
        conditions.Condition(
            key="teamwork.checklist", label=_("checklist ticked off"), side="", holds=checklist.is_done
        ),
    )
    offers.register(offers.PersonOffer(label=_("Leaves the company"), url_name="teamwork:let_go"))
    columns.register(columns.Column(key="turn", label=_("Whose turn?"), cells=turn_cells))
