"""After-sales: asking whether the customer is satisfied, and what follows from the answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.journal.models import Entry
from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import FIRST, LEAD, PROSPECT, REPEAT, Contact, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import FIELD, User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import AFTER_SALES
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.actions.matters import locked
from tandem.essentials.teamwork.contacts import CALL, SATISFACTION
from tandem.essentials.teamwork.models import REQUEST, WON, Matter, Task
from tandem.essentials.teamwork.rules import ContactCustomer, RequestAnswer
from tandem.journey.care import entries
from tandem.journey.care.models import LOW, Satisfaction
from tandem.journey.orders import queries as orders
from tandem.journey.orders.models import DELIVERED, Order

# An order moves a customer on: the first makes a first-time, the second a repeat customer. What lies beyond
# is by rule.
NEXT_LIFE_CYCLE = {LEAD: FIRST, PROSPECT: FIRST, FIRST: REPEAT}


class NotNow(Refused):
    """There is nothing delivered yet to ask about, or it has been asked."""


class ScoreMissing(Refused):
    """A number from 0 to 10."""


class WordsMissing(Refused):
    """A low score needs the customer's words, or nobody can act on it."""


@transaction.atomic
def ask_after_delivery(*, entry: Entry) -> Task | None:
    """Whoever hears of a delivery gets a task for whom the process names to ask the customer; once per matter."""
    matter = Matter.objects.select_related("customer", "step").get(pk=entry.matter_id or 0)
    if matter.tasks.filter(step_key=AFTER_SALES).exists():
        return None
    order = orders.of_matter(matter)
    step = playbook.step_for(key=AFTER_SALES, beside=matter.step, day=entry.at.date())
    who = playbook.responsible_for(step=step, customer=matter.customer, day=entry.at.date())
    return teamwork.add_task(
        customer=matter.customer,
        matter=matter,
        title=_("Ask about satisfaction: order %(number)s") % {"number": order.number if order else ""},
        accountable=who,
        due_at=playbook.step_due(step=step, user=who, at=entry.at),
        step_key=AFTER_SALES,
        by=None,
        at=entry.at,
    )


@transaction.atomic
def record_satisfaction(
    *,
    matter: Matter,
    score: int | None,
    by: User,
    at: datetime,
    words: str = "",
    further_need: str = "",
    contact: Contact | None = None,
    reason: str = "",
) -> Satisfaction:
    """Keep what the customer said; the sale is complete. A score up to 6 opens a request that both work on.

    It is a contact with the customer, so the rules are asked; `reason` is for acting against one.
    """
    current = locked(matter)
    turns.require_act(by, current, day=at.date())
    order = _delivered(current)
    if score is None or not 0 <= score <= 10:
        raise ScoreMissing(_("How satisfied is the customer, from 0 to 10?"))
    words = texts.clean(words, limit=20_000, lines=True)
    further_need = texts.clean(further_need, limit=20_000, lines=True)
    if score <= LOW and not words:
        raise WordsMissing(
            _("What went wrong, in the customer's words? Both of you need it to put it right.")
        )
    act = ContactCustomer(
        customer=current.customer, by=by, at=at, matter_id=current.pk, channel=CALL, about=SATISFACTION,
        contact_id=contact.pk if contact is not None else current.contact_id,
    )  # fmt: skip
    rules.require(act, reason=reason)
    request = _open_request(current, order, score=score, words=words, by=by, at=at) if score <= LOW else None
    satisfaction = Satisfaction.objects.create(
        matter=current,
        order=order,
        contact=contact,
        score=score,
        words=words,
        further_need=further_need,
        asked_at=at,
        asked_by=by,
        request=request,
    )
    for task in current.tasks.filter(step_key=AFTER_SALES, done_at=None):
        teamwork.finish_task(task=task, result=_("%(score)d of 10") % {"score": score}, by=by, at=at)
    advance(customer=current.customer, at=at)
    teamwork.close(
        matter=current,
        outcome=WON,
        event=entries.SatisfactionRecorded(
            score=score, words=words, further_need=further_need, contact=contact.full_name if contact else ""
        ),
        by=by,
        at=at,
    )
    return satisfaction


def _delivered(matter: Matter) -> Order:
    order = orders.of_matter(matter)
    if order is None or order.state != DELIVERED:
        raise NotNow(_("Nothing has been delivered yet. Record the delivery first, then ask the customer."))
    return order


def advance(*, customer: Customer, at: datetime) -> None:
    """A delivered order moves the customer's life cycle on; it follows from the order, so the system does
    it."""
    following = NEXT_LIFE_CYCLE.get(Customer.objects.get(pk=customer.pk).life_cycle)
    if following is not None:
        customers.set_life_cycle(customer=customer, life_cycle=following, by=None, at=at)


def _open_request(matter: Matter, order: Order, *, score: int, words: str, by: User, at: datetime) -> Matter:
    """Both work on it: inside has the turn, the partner a task of the same matter."""
    request = teamwork.open_matter(
        customer=matter.customer,
        kind=REQUEST,
        title=_("Not satisfied with order %(number)s: %(score)d of 10")
        % {"number": order.number, "score": score},
        description=words,
        contact=matter.contact,
        urgent=True,
        next_step=_("Talk to your partner and answer the customer"),
        by=by,
        at=at,
    )
    partner = people.team(tandem_id=matter.customer.tandem_id, day=at.date()).of_side(FIELD)
    if partner is not None and partner.pk != request.accountable_id:
        teamwork.add_task(
            customer=matter.customer,
            matter=request,
            title=_("Put it right together: order %(number)s, %(score)d of 10")
            % {"number": order.number, "score": score},
            accountable=partner,
            due_at=playbook.answer_due(rule=RequestAnswer, customer=matter.customer, user=partner, at=at),
            by=None,
            at=at,
        )
    return request
