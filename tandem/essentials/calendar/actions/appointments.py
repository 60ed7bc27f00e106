"""Booking, moving and cancelling appointments. The database refuses a double booking (INV3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import TimestamptzRange

from tandem.base.journal import actions as journal
from tandem.base.journal import entry_types
from tandem.base.journal.models import Entry
from tandem.base.tools import text
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import entries, moments, queries
from tandem.essentials.calendar.models import KINDS, PRIVATE, Appointment, Attendance, Hold
from tandem.essentials.people.models import User

# So long a move can be taken back by whoever made it.
UNDO_WITHIN = timedelta(minutes=10)


class SlotTaken(Refused):
    """Somebody already has a fixed appointment at that time."""


class BadTime(Refused):
    """An appointment that ends before it starts, or lasts longer than a fortnight."""


class TitleMissing(Refused):
    """An appointment that says nothing about itself."""


class PersonAway(Refused):
    """Somebody is away, has a public holiday or does not work then; whoever means it says so."""


class ReadIn(Refused):
    """A busy time of another calendar is changed only there."""


class TooLateToUndo(Refused):
    """A move that cannot be taken back any more."""


class AlreadyCancelled(Refused):
    """The appointment was cancelled meanwhile."""


@transaction.atomic
def book(
    *,
    kind: str,
    title: str,
    people: list[User],
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    at: datetime,
    fixed: bool = True,
    even_if_off: bool = True,
    **fields: Any,
) -> Appointment:
    """Book an appointment for these people; refused as a whole if one of them has a fixed one then.

    Unless it is `even_if_off`, also refused where a colleague is away, has a public holiday or does not work then.
    """
    require_sense(starts_at, ends_at)
    title = text.clean(title, limit=200)
    if not title:
        raise TitleMissing(_("What is the appointment about? A few words are enough."))
    if kind not in KINDS:
        raise ValueError(f"there is no appointment of the kind {kind!r}")
    queries.require_write(by, people, day=timezone.localtime(at).date())
    if not even_if_off:
        _require_there(people, starts_at, ends_at, by=by)
    wait_for(people)
    require_not_held(people, starts_at, ends_at, by=by, at=at)
    appointment = Appointment.objects.create(
        kind=kind, title=title, starts_at=starts_at, ends_at=ends_at, fixed=fixed, booked_by=by, **fields
    )
    during = TimestamptzRange(starts_at, ends_at, "[)")
    try:
        with transaction.atomic():
            Attendance.objects.bulk_create(
                [
                    Attendance(appointment=appointment, person=person, during=during, fixed=fixed)
                    for person in people
                ]
            )
    except IntegrityError as error:
        raise SlotTaken(taken(people, starts_at, ends_at)) from error
    return appointment


@transaction.atomic
def move(
    *,
    appointment: Appointment,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    even_if_off: bool = True,
    by_customer: bool = False,
    reason: str = "",
    is_undo: bool = False,
) -> Appointment:
    """Another time for the same appointment and the same people; who has bound it to a matter hears of it.

    Whoever hears may refuse. They are told whether the customer asked for it, and why it is done all the same.
    """
    require_sense(starts_at, ends_at)
    current, people = held(appointment, by=by, at=at)
    if not even_if_off:
        _require_there(people, starts_at, ends_at, by=by)
    before = current.starts_at
    wait_for(people)
    require_not_held(people, starts_at, ends_at, by=by, at=at)
    try:
        with transaction.atomic():
            current.attendances.update(during=TimestamptzRange(starts_at, ends_at, "[)"))
    except IntegrityError as error:
        raise SlotTaken(taken(people, starts_at, ends_at, but=current)) from error
    current.starts_at, current.ends_at = starts_at, ends_at
    current.revision += 1
    current.save()
    event = entries.AppointmentMoved(
        appointment_id=current.pk,
        before=moments.stored(before),
        after=moments.stored(starts_at),
        by_customer=by_customer,
        reason=text.clean(reason, limit=300),
        is_undo=is_undo,
    )
    journal.record(event, customer_id=None, by=by, at=at)
    return current


@transaction.atomic
def take_move_back(*, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """Back to where it was before one's own last move, within ten minutes, unless something has come of it since.

    It is no new agreement with anybody: who listens is told so.
    """
    current, _people = held(appointment, by=by, at=at)
    told = _last_move(current, by=by, at=at)
    if told is None or moments.stored(current.starts_at) != told.after:
        raise TooLateToUndo(
            _(
                "“%(title)s” has been changed since, or it is too long ago. Move it like any other appointment."
            )
            % {"title": current.title}
        )
    if current.mails.filter(revision=current.revision).exists():
        raise TooLateToUndo(_("The customer has been told of this time. Move it like any other appointment."))
    starts_at = datetime.fromisoformat(told.before)
    ends_at = starts_at + (current.ends_at - current.starts_at)
    return move(appointment=current, starts_at=starts_at, ends_at=ends_at, is_undo=True, by=by, at=at)


def _last_move(current: Appointment, *, by: User, at: datetime) -> entries.AppointmentMoved | None:
    """What the journal tells of the person's last move of this appointment, of the last minutes."""
    recent = Entry.objects.filter(
        actor_id=by.pk,
        at__gt=at - UNDO_WITHIN,
        type=entries.AppointmentMoved.key,
        data__appointment_id=current.pk,
    )
    entry = recent.order_by("-at", "-pk").first()
    event = entry_types.read(type=entry.type, data=entry.data) if entry is not None else None
    return event if isinstance(event, entries.AppointmentMoved) and not event.is_undo else None


@transaction.atomic
def cancel(*, appointment: Appointment, by: User, at: datetime, reason: str = "") -> Appointment:
    """Cancel: the time is free again, the appointment stays readable; whoever bound it hears."""
    current, _people = held(appointment, by=by, at=at)
    current.attendances.update(fixed=False)
    current.cancelled_at, current.fixed = at, False
    current.revision += 1
    current.save()
    event = entries.AppointmentCancelled(
        appointment_id=current.pk, start=moments.stored(current.starts_at), reason=reason.strip()
    )
    journal.record(event, customer_id=None, by=by, at=at)
    return current


def held(appointment: Appointment, *, by: User, at: datetime) -> tuple[Appointment, list[User]]:
    """The appointment as it stands, locked, with who attends; refuses what is cancelled or foreign."""
    current = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if current.cancelled_at is not None:
        raise AlreadyCancelled(_("“%(title)s” has been cancelled.") % {"title": current.title})
    if current.link_id is not None:
        raise ReadIn(_("This time comes from another calendar. Change it there."))
    people = [
        attendance.person for attendance in current.attendances.select_related("person").order_by("person_id")
    ]
    if current.booked_by_id != by.pk:
        queries.require_write(by, people, day=timezone.localtime(at).date(), private=current.kind == PRIVATE)
    return current, people


def wait_for(people: list[User]) -> None:
    """Bookings of the same person queue up here. Without it two that begin at once would each see the other's
    unfinished row in the exclusion index and wait for each other: a deadlock instead of a sentence.
    """
    ids = [person.pk for person in people]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def require_free(
    people: list[User], starts_at: datetime, ends_at: datetime, *, by: User, at: datetime
) -> None:
    """Refuse a time that somebody of these has taken, or that a colleague holds; bookings of theirs wait."""
    require_sense(starts_at, ends_at)
    wait_for(people)
    require_not_held(people, starts_at, ends_at, by=by, at=at)
    if Attendance.objects.filter(
        person__in=people, fixed=True, during__overlap=TimestamptzRange(starts_at, ends_at, "[)")
    ).exists():
        raise SlotTaken(taken(people, starts_at, ends_at))


def require_not_held(
    people: list[User], starts_at: datetime, ends_at: datetime, *, by: User | None, at: datetime
) -> None:
    """A colleague on the phone keeps the time; the own hold has done its work."""
    during = TimestamptzRange(starts_at, ends_at, "[)")
    holds = Hold.objects.filter(person__in=people, during__overlap=during).select_related("person", "held_by")
    for hold in holds.order_by("pk"):
        if by is not None and hold.held_by_id == by.pk:
            hold.delete()
        elif hold.until > at:
            raise SlotTaken(
                _(
                    "%(holder)s keeps this time of %(name)s's free until %(until)s, while on the phone. "
                    "Choose another time, or wait a moment."
                )
                % {
                    "holder": hold.held_by.full_name,
                    "name": hold.person.first_name,
                    "until": timezone.localtime(hold.until).strftime("%H:%M"),
                }
            )


def require_sense(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse what ends before it starts, or lasts longer than a fortnight."""
    # In UTC: two times of one zone are compared by the clock, which runs twice through an hour in autumn.
    begins, ends = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    if not begins < ends <= begins + timedelta(days=14):
        raise BadTime(_("The appointment must end after it starts, and within a fortnight."))


def _require_there(people: list[User], starts_at: datetime, ends_at: datetime, *, by: User | None) -> None:
    """One's own day off is one's own business; a colleague's is asked about first."""
    others = [person for person in people if by is None or person.pk != by.pk]
    sentences = queries.days_off(people=others, starts_at=starts_at, ends_at=ends_at)
    if sentences:
        raise PersonAway(
            " ".join([*sentences, _("Choose another time, or tick “even so” on the appointment’s page.")])
        )


def taken(people: list[User], starts_at: datetime, ends_at: datetime, but: Appointment | None = None) -> str:
    """Who has what then; a private appointment stays 'busy'."""
    clash = (
        Attendance.objects.filter(
            person__in=people, fixed=True, during__overlap=TimestamptzRange(starts_at, ends_at, "[)")
        )
        .exclude(appointment=but)
        .select_related("person", "appointment")
        .order_by("during")
        .first()
    )
    if clash is None:
        return _("Somebody was faster: this time has just been taken.")
    values = {
        "name": clash.person.full_name,
        "from": timezone.localtime(clash.appointment.starts_at).strftime("%H:%M"),
        "to": timezone.localtime(clash.appointment.ends_at).strftime("%H:%M"),
        "title": clash.appointment.title if clash.appointment.kind != PRIVATE else _("busy"),
    }
    return (
        _("%(name)s already has an appointment from %(from)s to %(to)s: %(title)s. Choose another time.")
        % values
    )
