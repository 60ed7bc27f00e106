"""What a round has agreed is what call mode calls first; whoever was reached is off the list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.journey.calls.calling.sources import Agreed, register
from tandem.journey.calls.entries import CallLogged
from tandem.journey.calls.models import CALLING, NOT_REACHED, Candidate
from tandem.journey.calls.rounds import queries


def of_today(user: User, acting: list[int], at: datetime) -> Iterator[Agreed]:
    """The calls that the weekly round gave a person until today, in the order of their times; each once a day."""
    for call in queries.agreed_for(user, timezone.localdate(at), callers=acting):
        yield Agreed(
            customer_id=call.customer.pk,
            contact_id=call.contact.pk if call.contact is not None else None,
            matter_id=call.matter.pk if call.matter is not None else None,
            reason=" · ".join(call.reasons)[:200],
            background=call.background[:600],
            best_time=call.best_time,
        )


def follow_call(entry: Entry, event: EntryType) -> None:
    """Somebody was reached: the task that the round made for this call is done, where the caller may say so."""
    assert isinstance(event, CallLogged)
    if event.result == NOT_REACHED or entry.actor_id is None:
        return
    agreed = Candidate.objects.filter(_of(entry.customer_id), decision=CALLING, task__done_at=None)
    tasks = [one.task for one in agreed.select_related("task__customer__tandem").order_by("pk") if one.task]
    by, day = User.objects.get(pk=entry.actor_id), timezone.localdate(entry.at)
    for task in tasks:
        if turns.may_finish(by, task, day=day):
            teamwork.finish_task(task=task, by=by, at=entry.at)


def forget_call(*, customer: Customer, called_at: datetime, by: User, at: datetime) -> None:
    """The call is taken back: what it had finished for a round is agreed as before."""
    given = Candidate.objects.filter(
        _of(customer.pk), decision=CALLING, task__done_at=called_at, task__done_by=by
    )
    for one in given.select_related("task").order_by("pk"):
        if one.task is not None:
            teamwork.reopen_task(task=one.task, by=by, at=at, with_its_act=True)


def _of(customer_id: int | None) -> Q:
    """A customer's candidates, with those of the files that it has swallowed."""
    return Q(customer=customer_id) | Q(customer__merged_into=customer_id)


def listen() -> None:
    """Fill the port and hear of calls; called when the room is loaded."""
    register("round", of_today)
    journal.listen(CallLogged, follow_call)
