"""Who tells the customer: a visit that is moved or called off is somebody's task until the customer knows."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.base.tools import working_time
from tandem.essentials.calendar import entries as calendar_entries
from tandem.essentials.calendar import moments
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.models import Task
from tandem.journey.calls import actions as calls
from tandem.journey.calls import queries
from tandem.journey.calls.models import Booking
from tandem.journey.calls.rules import WHOEVER, WhoTellsCustomer


def ask_to_tell(entry: Entry, event: EntryType) -> None:
    """A visit was moved or called off, wherever that happened: somebody tells the customer."""
    assert isinstance(event, calendar_entries.AppointmentMoved | calendar_entries.AppointmentCancelled)
    booking = queries.booking_of_appointment(event.appointment_id)
    if booking is None or not booking.matter.is_open or booking.appointment.starts_at < entry.at:
        return
    by = people.colleagues().filter(pk=entry.actor_id or 0).first()
    if isinstance(event, calendar_entries.AppointmentMoved) and event.is_undo:
        _take_back(booking, by=by, at=entry.at)
        return
    if isinstance(event, calendar_entries.AppointmentMoved):
        title = _("Tell the customer the new time: %(start)s") % {"start": moments.told(event.after)}
    else:
        title = _("Tell the customer that %(start)s is off") % {"start": moments.told(event.start)}
    _settle(booking, result=_("Changed again."), by=by, at=entry.at)
    who = _teller(booking, by=by, at=entry.at)
    task = teamwork.add_task(
        customer=booking.matter.customer,
        matter=booking.matter,
        title=title,
        accountable=who,
        due_at=_today(who, entry.at),
        by=None,
        at=entry.at,
    )
    calls.remember_telling(booking=booking, task=task, by=by, at=entry.at)


def note_told(entry: Entry, event: EntryType) -> None:
    """The customer got a mail: nobody has to tell it any more."""
    assert isinstance(event, calendar_entries.CustomerTold)
    booking = queries.booking_of_appointment(event.appointment_id)
    if booking is not None:
        by = people.colleagues().filter(pk=entry.actor_id or 0).first()
        _settle(booking, result=_("By e-mail."), by=by, at=entry.at)


def _take_back(booking: Booking, *, by: User | None, at: datetime) -> None:
    """The move was a slip: what it asked for is needless, and what it had made needless is asked for again."""
    task = booking.telling
    _settle(booking, result=_("Move taken back."), by=by, at=at)
    if task is None or by is None:
        return
    earlier = Task.objects.filter(matter=booking.matter_id, done_at=task.made_at, done_by=by).exclude(
        pk=task.pk
    )
    untold = earlier.order_by("-pk").first()
    if untold is not None:
        teamwork.reopen_task(task=untold, by=by, at=at, with_its_act=True)
        calls.remember_telling(booking=booking, task=untold, by=by, at=at)


def _settle(booking: Booking, *, result: str, by: User | None, at: datetime) -> None:
    """Tick the open task off, if it may be ticked off by whoever made it needless."""
    task = booking.telling
    if task is None or task.done_at is not None or by is None:
        return
    if turns.may_finish(by, task, day=timezone.localtime(at).date()):
        teamwork.finish_task(task=task, result=result, by=by, at=at)


def _teller(booking: Booking, *, by: User | None, at: datetime) -> User:
    """Whom the rule names; who is not there hands over to whoever made the change, else to whoever visits."""
    rule = rules.holding(WhoTellsCustomer, customer=booking.matter.customer, at=at)
    team = people.team(tandem_id=booking.matter.customer.tandem_id, day=timezone.localtime(at).date())
    named = None if rule.who == WHOEVER else team.of_side(rule.who)
    return named or by or booking.person


def _today(person: User, at: datetime) -> datetime:
    """What is left of the person's working day, else the next one."""
    try:
        return working_time.add_days(at, 0, people.working_calendar(person, around=at))
    except working_time.NoWorkingTime:
        return at


def listen() -> None:
    """Follow what the calendar says; called when the room is loaded."""
    journal.listen(calendar_entries.AppointmentMoved, ask_to_tell)
    journal.listen(calendar_entries.AppointmentCancelled, ask_to_tell)
    journal.listen(calendar_entries.CustomerTold, note_told)
