"""After two customers became one, or two again: nobody keeps a turn where they see nothing (INV1, INV8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.base.journal.models import Entry
from tandem.essentials.customers import merging
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.merging import Recorder, Word
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import INSIDE, User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.teamwork.models import (
    OFFERED,
    TAKEN_BACK,
    Consultation,
    Handover,
    Matter,
    Question,
    Reminder,
    Task,
)


def settle(customer: Customer, ledger: Recorder, at: datetime) -> list[list[str]]:
    """Turns and tasks whose person does not see the customer go to whom the process names there.

    Offers to somebody who does not see it end. Gives what went from whom to whom.
    """
    return [*_turns(customer, ledger, at), *_tasks(customer, ledger, at), *_offers(customer, ledger, at)]


def _turns(customer: Customer, ledger: Recorder, at: datetime) -> Iterator[list[str]]:
    for matter in _open_matters(customer):
        holder = matter.accountable
        assert holder is not None  # an open matter has one: constraint open_matter_has_a_turn
        if _holds(holder, customer):
            continue
        heir = _heir(customer, matter, at)
        ledger.change(Matter, matter.pk, accountable_id=heir.pk, turn_since=at, revision=matter.revision + 1)
        yield [matter.title, holder.full_name, heir.full_name]


def _open_matters(customer: Customer) -> list[Matter]:
    matters = Matter.objects.filter(customer=customer, closed_at=None).order_by("pk")
    return list(matters.select_related("accountable", "step"))


def _tasks(customer: Customer, ledger: Recorder, at: datetime) -> Iterator[list[str]]:
    for task in (
        Task.objects.filter(customer=customer, done_at=None).select_related("accountable").order_by("pk")
    ):
        if not _holds(task.accountable, customer):
            heir = _heir(customer, None, at, side=task.accountable.side)
            ledger.change(Task, task.pk, accountable_id=heir.pk)
            yield [task.title, task.accountable.full_name, heir.full_name]
    questions = Question.objects.filter(matter__customer=customer, answered_at=None).select_related("asked")
    for question in questions.order_by("pk"):
        if not question.asked.is_active:
            heir = _heir(customer, None, at, side=question.asked.side)
            ledger.change(Question, question.pk, asked_id=heir.pk)
            yield [question.text[:80], question.asked.full_name, heir.full_name]


def _offers(customer: Customer, ledger: Recorder, at: datetime) -> Iterator[list[str]]:
    offers = Handover.objects.filter(matter__customer=customer, state=OFFERED)
    for offer in offers.select_related("taker", "matter__accountable").order_by("pk"):
        owner = offer.matter.accountable
        if owner is None or offer.taker_id == owner.pk or not _holds(offer.taker, customer):
            ledger.change(Handover, offer.pk, state=TAKEN_BACK, answered_at=at)
            if owner is not None:
                yield [offer.matter.title, offer.taker.full_name, owner.full_name]


def _holds(person: User, customer: Customer) -> bool:
    return person.is_active and customers.may_see(person, customer_id=customer.pk)


def _heir(customer: Customer, matter: Matter | None, at: datetime, *, side: str = INSIDE) -> User:
    """Whom the process names at this customer, as far as they see it; else coordination."""
    day = timezone.localdate(at)
    if matter is not None and matter.step is not None:
        wanted = playbook.responsible_for(step=matter.step, customer=customer, day=day)
    else:
        wanted = playbook.acting_for_side(side=side, customer=customer, day=day)
    seated = people.team(tandem_id=customer.tandem_id, day=day).people
    for person in (wanted, *seated, *people.coordinators()):
        if _holds(person, customer):
            return person
    return wanted


def worked_on(pks: list[int], since: int) -> set[int]:
    """The matters in which a person has done something since an entry of the journal."""
    told = Entry.objects.filter(matter_id__in=pks, pk__gt=since, actor_id__isnull=False)
    return {pk for pk in told.values_list("matter_id", flat=True).distinct() if pk is not None}


def declare() -> None:
    """What this room says of merging; called when the room is loaded."""
    merging.settle(settle)
    merging.say(Matter, "customer_id", Word(label=_("Matters"), worked_on=worked_on))
    merging.say(Task, "customer_id", Word(label=_("Tasks")))
    merging.say(Consultation, "customer_id", Word(label=_("Consultations")))
    merging.say(Reminder, "customer_id", Word())
