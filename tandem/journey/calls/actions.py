"""Logging calls, booking visits, and keeping the turn right when a visit is moved or called off."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.base.tools import working_time
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import entries as calendar_entries
from tandem.essentials.calendar import models as appointments
from tandem.essentials.calendar import moments
from tandem.essentials.customers.models import Contact
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import APPOINTMENT, VISIT
from tandem.essentials.playbook.rules import Act
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.contacts import CALL, NEW_BUSINESS
from tandem.essentials.teamwork.contacts import VISIT as IN_PERSON
from tandem.essentials.teamwork.models import LOST, Matter, Task
from tandem.essentials.teamwork.rules import ContactCustomer
from tandem.journey.calls import entries, queries
from tandem.journey.calls.calling import retrying
from tandem.journey.calls.models import (
    NEED_NOTED,
    NO_INTEREST,
    NOT_NOW,
    NOT_REACHED,
    REACHED_APPOINTMENT,
    RESULTS,
    WRONG_PERSON,
    Booking,
    Call,
)
from tandem.journey.calls.rules import BookVisit


class CallIncomplete(Refused):
    """A result without what it needs."""


class WrongStage(Refused):
    """The matter does not stand where calls are made or visits booked."""


class VisitIncomplete(Refused):
    """A visit that cannot be booked like this."""


class AlreadyBooked(Refused):
    """The matter has a visit already."""


@transaction.atomic
def log_call(
    *,
    matter: Matter,
    result: str,
    by: User,
    at: datetime,
    text: str = "",
    contact: Contact | None = None,
    next_on: date | None = None,
    reason: str = "",
) -> Call:
    """What came of a call. The turn stays at the appointment; 'no interest' closes the matter.

    Not reached: again by the rule (`RetryRhythm`), unless a day is named. The rules are asked; `reason` is for
    acting against one.
    """
    current = _held(matter)
    turns.require_act(by, current, day=timezone.localtime(at).date())
    _require_step(current, APPOINTMENT)
    if result not in RESULTS:
        raise CallIncomplete(_("What came of the call? Choose a result."))
    if result == NOT_NOW and next_on is None:
        raise CallIncomplete(_("When may we call again? Choose a day."))
    if result in {NEED_NOTED, NO_INTEREST} and not text.strip():
        raise CallIncomplete(
            _("What does the customer need? One sentence.")
            if result == NEED_NOTED
            else _("Why not? One sentence.")
        )
    if next_on is not None and next_on < at.astimezone(ZoneInfo(by.zone)).date():
        raise CallIncomplete(_("The day of the next call lies in the past."))
    act = ContactCustomer(
        customer=current.customer, by=by, at=at, matter_id=current.pk, channel=CALL, about=NEW_BUSINESS,
        contact_id=contact.pk if contact is not None else current.contact_id,
    )  # fmt: skip
    rules.require(act, reason=reason)
    next_at = _again(result, next_on, matter=current, by=by, at=at)
    call = Call.objects.create(
        matter=current,
        customer=current.customer,
        contact=contact,
        by=by,
        at=at,
        result=result,
        text=text.strip(),
        next_at=next_at,
    )
    _move_on(call, matter=current, by=by, at=at)
    return call


def _move_on(call: Call, *, matter: Matter, by: User, at: datetime) -> None:
    zone = ZoneInfo(by.zone)
    event = entries.CallLogged(
        result=call.result,
        contact=call.contact.full_name if call.contact else "",
        text=call.text,
        again=call.next_at.astimezone(zone).date().isoformat() if call.next_at else "",
    )
    if call.result == NO_INTEREST:
        teamwork.close(matter=matter, outcome=LOST, result=call.text, event=event, by=by, at=at)
        return
    next_steps = {
        REACHED_APPOINTMENT: _("Enter the agreed visit"),
        NEED_NOTED: _("Arrange the visit"),
        NOT_NOW: _("Call again"),
        NOT_REACHED: _("Call again"),
        WRONG_PERSON: _("Find the right contact"),
    }
    teamwork.pass_turn(
        matter=matter, next_step=next_steps[call.result], due_at=call.next_at, event=event, by=by, at=at
    )


def _again(result: str, next_on: date | None, *, matter: Matter, by: User, at: datetime) -> datetime | None:
    """When the matter comes up again: on the day named, else by the kind of result."""
    hours = people.working_calendar(by, around=at)
    if next_on is not None:
        midnight = moments.moment(next_on, time(0), ZoneInfo(by.zone))
        return working_time.add_days(midnight, 0, hours)
    if result == NOT_REACHED:
        again = retrying.next_try(matter=matter, by=by, at=at)
        if again is None:
            raise CallIncomplete(
                _("Tried often enough in a row. Choose a day to call again, or say why it ends here.")
            )
        return again
    if result == WRONG_PERSON:
        return working_time.add_days(at, 1, hours)
    if result == REACHED_APPOINTMENT:
        return working_time.add_days(at, 0, hours)
    return None


@transaction.atomic
def book_visit(
    *,
    matter: Matter,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    at: datetime,
    person: User | None = None,
    contact: Contact | None = None,
    place: str = "",
    together: list[User] | None = None,
    reason: str = "",
    even_if_off: bool = True,
) -> Booking:
    """Put the visit into the shared calendar: by default the field person's. The turn goes to whoever visits.

    Refused with who has what when the time is taken, and by the rules; `reason` is for acting against one.
    """
    current = _held(matter)
    turns.require_act(by, current, day=timezone.localtime(at).date())
    _require_step(current, APPOINTMENT, VISIT)
    if starts_at < at:
        raise VisitIncomplete(
            _("This time lies in the past. A visit that took place is reported, not booked.")
        )
    visitor = person or _visitor(current, day=timezone.localtime(at).date())
    earlier = queries.booking_of(current)
    if earlier is not None and current.step is not None and current.step.stands_for(VISIT):
        raise AlreadyBooked(
            _("The visit is booked for %(start)s. Move it instead.")
            % {"start": _written(earlier.appointment.starts_at, visitor)}
        )
    customer = current.customer
    ours: dict[str, Any] = {"customer": customer, "by": by, "at": at, "matter_id": current.pk}
    rules.require(
        BookVisit(**ours, visitor=visitor, starts_at=starts_at),
        ContactCustomer(
            **ours,
            channel=IN_PERSON,
            about=NEW_BUSINESS,
            contact_id=contact.pk if contact else current.contact_id,
        ),
        reason=reason,
    )
    attending = {visitor.pk: visitor} | {colleague.pk: colleague for colleague in together or []}
    appointment = calendar.book(
        kind=appointments.VISIT,
        title=customer.name,
        people=list(attending.values()),
        starts_at=starts_at,
        ends_at=ends_at,
        customer=customer,
        contact=contact or current.contact,
        place=place.strip()[:200] or customer.city,
        even_if_off=even_if_off,
        by=by,
        at=at,
    )
    booking = Booking.objects.create(
        matter=current, appointment=appointment, person=visitor, made_by=by, made_at=at
    )
    event = entries.VisitBooked(
        person=visitor.full_name, start=moments.stored(starts_at), place=appointment.place
    )
    teamwork.pass_turn(
        matter=current,
        step_key=VISIT,
        accountable=visitor,
        next_step=_("Visit and report"),
        due_at=starts_at,
        event=event,
        by=by,
        at=at,
    )
    return booking


@transaction.atomic
def move_visit(
    *,
    booking: Booking,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    even_if_off: bool = True,
    by_customer: bool = False,
    reason: str = "",
) -> Booking:
    """Another time for a booked visit; the turn's date goes with it.

    The lead time is asked as for a new one. Whoever moves it tells the customer so: the rules of contacts are asked,
    unless the customer asked for it (`by_customer`). `reason` is for acting against one.
    """
    turns.require_act(by, booking.matter, day=timezone.localtime(at).date())
    if starts_at < at:
        raise VisitIncomplete(
            _("This time lies in the past. A visit that took place is reported, not booked.")
        )
    calendar.move(
        appointment=booking.appointment,
        starts_at=starts_at,
        ends_at=ends_at,
        even_if_off=even_if_off,
        by_customer=by_customer,
        reason=reason,
        by=by,
        at=at,
    )
    return _fresh(booking)


@transaction.atomic
def cancel_visit(*, booking: Booking, by: User, at: datetime, reason: str = "") -> Booking:
    """Call a booked visit off; the matter goes back to the appointment, with the turn at inside."""
    turns.require_act(by, booking.matter, day=timezone.localtime(at).date())
    calendar.cancel(appointment=booking.appointment, reason=reason, by=by, at=at)
    return _fresh(booking)


def follow_move(entry: Entry, event: EntryType) -> None:
    """An appointment was moved, wherever that happened: if it is a matter's visit, its turn goes with it.

    It takes somebody's time and is a contact like the booking; the rules may refuse it in the transaction of the move.
    """
    assert isinstance(event, calendar_entries.AppointmentMoved)
    booking = _waiting(event.appointment_id)
    if booking is None:
        return
    matter, by = booking.matter, _actor(entry)
    ours: dict[str, Any] = {"customer": matter.customer, "by": by, "at": entry.at, "matter_id": matter.pk}
    acts: list[Act] = [BookVisit(**ours, visitor=booking.person, starts_at=booking.appointment.starts_at)]
    if not event.by_customer:
        acts.append(ContactCustomer(**ours, channel=IN_PERSON, about=NEW_BUSINESS))
    if not event.is_undo:  # back to what the rules have let through
        rules.require(*acts, reason=event.reason or "")
    teamwork.pass_turn(
        matter=matter,
        next_step=matter.next_step,
        due_at=booking.appointment.starts_at,
        event=entries.VisitMoved(before=event.before, after=event.after, by_customer=event.by_customer),
        by=by,
        at=entry.at,
    )


def follow_cancellation(entry: Entry, event: EntryType) -> None:
    """An appointment was called off: if it is a matter's visit, somebody must arrange a new one."""
    assert isinstance(event, calendar_entries.AppointmentCancelled)
    booking = _waiting(event.appointment_id)
    if booking is None:
        return
    teamwork.pass_turn(
        matter=booking.matter,
        step_key=APPOINTMENT,
        next_step=_("Arrange a new date"),
        event=entries.VisitCancelled(start=event.start, reason=event.reason),
        by=_actor(entry),
        at=entry.at,
    )


@transaction.atomic
def remember_telling(*, booking: Booking, task: Task, by: User | None, at: datetime) -> Booking:
    """Whose task it is to tell the customer of a change; a mail to the customer settles it."""
    booking.telling = task
    booking.save(update_fields=["telling"])
    return booking


def _waiting(appointment_id: int) -> Booking | None:
    """The booking of an appointment whose matter still waits for this visit."""
    booking = queries.booking_of_appointment(appointment_id)
    if booking is None or not booking.matter.is_open:
        return None
    return booking if booking.matter.step is not None and booking.matter.step.stands_for(VISIT) else None


def _actor(entry: Entry) -> User | None:
    return people.colleagues().filter(pk=entry.actor_id or 0).first()


def _visitor(matter: Matter, *, day: date) -> User:
    outward = people.team(tandem_id=matter.customer.tandem_id, day=day).outward
    if outward is None:
        raise VisitIncomplete(
            _("“%(tandem)s” has nobody in the outward seat. Name who visits.")
            % {"tandem": matter.customer.tandem.name}
        )
    return outward


def _require_step(matter: Matter, *keys: str) -> None:
    if matter.step is not None and matter.step.stands_for(*keys):
        return
    where = matter.step.name if matter.step is not None else matter.kind_label
    raise WrongStage(
        _("“%(title)s” stands at “%(step)s”. Calls and visits belong to arranging the appointment.")
        % {"title": matter.title, "step": where}
    )


def _held(matter: Matter) -> Matter:
    """The matter locked, so that of two who act at once the second sees what the first did."""
    # Locked in one statement, read in the next: a join in the locking one shows rows from before the wait.
    Matter.objects.select_for_update().only("pk").get(pk=matter.pk)
    current = Matter.objects.select_related("customer__tandem", "accountable", "step", "contact").get(
        pk=matter.pk
    )
    if not current.is_open:
        raise WrongStage(_("“%(title)s” is closed.") % {"title": current.title})
    return current


def _fresh(booking: Booking) -> Booking:
    return Booking.objects.select_related("matter", "appointment", "person").get(pk=booking.pk)


def _written(moment: datetime, person: User) -> str:
    return moments.written(moment, ZoneInfo(person.zone))


def listen() -> None:
    """Follow what the calendar says of appointments; called when the room is loaded."""
    journal.listen(calendar_entries.AppointmentMoved, follow_move)
    journal.listen(calendar_entries.AppointmentCancelled, follow_cancellation)
