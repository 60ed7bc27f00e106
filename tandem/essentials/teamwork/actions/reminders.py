"""Reminding: whoever waits asks again, kindly, once a working day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import working_time
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import entries, queries, things
from tandem.essentials.teamwork.models import Reminder
from tandem.essentials.teamwork.things import Thing


class RemindedAlready(Refused):
    """Once a working day is enough."""


class NothingToRemindOf(Refused):
    """It is done, or it is one's own."""


@transaction.atomic
def remind(*, kind: str, pk: int, by: User, at: datetime) -> Reminder:
    """Remind whoever has the next act: one entry, one line on their Heute, not more than once a working day."""
    thing = things.get(things.kinds()[kind], pk)
    if thing is None:
        raise NothingToRemindOf(_("This is done already."))
    day = timezone.localdate(at)
    customer = Customer.objects.get(pk=thing.customer_id)
    _require_waiting(by, thing, customer, day=day)
    reminded = people.all_people().get(pk=thing.holder_id)
    if thing.holder_id in queries.acts_as(by, day=day):
        raise NothingToRemindOf(_("You can do this yourself."))
    reminder = Reminder(
        kind=kind, thing_id=pk, customer=customer, matter_id=thing.matter_id, what=thing.what[:200],
        reminder=by, reminded=reminded, made_at=at, day=_working_day(reminded, at),
    )  # fmt: skip
    _keep(reminder)
    event = entries.Reminded(who=by.full_name, whom=reminded.full_name, what=reminder.what)
    journal.record(
        event, customer_id=customer.pk, matter_id=thing.matter_id, by=by, at=at, lane=reminded.side
    )
    return reminder


def _keep(reminder: Reminder) -> None:
    """Store it; of two who remind on one working day, also at once, the second learns of the first."""
    try:
        with transaction.atomic():
            reminder.save(force_insert=True)
    except IntegrityError as error:
        raise RemindedAlready(
            _("%(name)s has been reminded of this already. Once a working day is enough.")
            % {"name": reminder.reminded.first_name}
        ) from error


def _require_waiting(by: User, thing: Thing, customer: Customer, *, day: date) -> None:
    """Whoever waits for it may remind, and whoever looks after the customer."""
    if thing.waiter_id in queries.acts_as(by, day=day):
        return
    customers.require_write(by, customer, day=day)


def _working_day(person: User, at: datetime) -> date:
    """The day on which the person reads it: today until their working time ends, else the next working day."""
    try:
        return working_time.next_moment(at, people.working_calendar(person, around=at)).date()
    except working_time.NoWorkingTime:
        return timezone.localdate(at)
