"""Who may read and who may write into whose calendar."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.calendar.models import OUTSIDE, PRIVATE, Appointment
from tandem.essentials.customers import queries as customers
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, READS_ALL, User


def readable_people(user: User, *, day: date) -> QuerySet[User]:
    """Whose calendars a person reads: sales reads all, an agent the own tandems, others the own."""
    colleagues = people.colleagues()
    if user.has_role(*READS_ALL):
        return colleagues
    if user.has_role(AGENT):
        members = people.teams(day=day, tandem_ids=people.tandem_ids_of(user=user, day=day)).values()
        return colleagues.filter(pk__in={user.pk, *(person.pk for team in members for person in team.people)})
    return colleagues.filter(pk=user.pk)


def require_write(user: User | None, attending: list[User], *, day: date, private: bool = False) -> None:
    """Refuse unless a person may write into these calendars: the own, the partner's, the represented.

    A private appointment is only its owner's business.
    """
    if user is None:
        return
    others = [person for person in attending if person.pk != user.pk]
    if not others:
        return
    may = set() if private else _writable_ids(user, day=day)
    foreign = next((person for person in others if may is not None and person.pk not in may), None)
    if foreign is not None:
        raise NotAllowed(
            _("You can read %(name)s's calendar. Appointments are entered by %(name)s or the tandem partner.")
            % {"name": foreign.full_name}
        )


def _writable_ids(user: User, *, day: date) -> set[int] | None:
    """Into whose calendars a person may write besides the own; None for everybody's."""
    tandem_ids = customers.writable_tandem_ids(user, day=day)
    if tandem_ids is None:
        return None
    members = people.teams(day=day, tandem_ids=sorted(tandem_ids)).values()
    ids = {person.pk for team in members for person in team.people}
    return ids | set(people.stand_ins(day=day).represented_by(user))


def may_change(user: User, appointment: Appointment, *, day: date) -> bool:
    """Whether a person may move or cancel this appointment."""
    if appointment.link_id is not None:
        return False
    if appointment.booked_by_id == user.pk:
        return True
    attending = [attendance.person for attendance in appointment.attendances.select_related("person")]
    try:
        require_write(user, attending, day=day, private=appointment.kind == PRIVATE)
    except NotAllowed:
        return False
    return True


def get_for(user: User, pk: int, *, day: date) -> Appointment:
    """One appointment, or 404 whether it does not exist, is private or not for this person."""
    appointment = (
        Appointment.objects.select_related("customer", "contact", "booked_by", "series").filter(pk=pk).first()
    )
    if appointment is None:
        raise Http404
    attending = {attendance.person_id for attendance in appointment.attendances.all()}
    mine = user.pk in attending or appointment.booked_by_id == user.pk
    readable = readable_people(user, day=day).filter(pk__in=attending).exists()
    if not mine and (is_hidden(appointment, viewer=user, own=tandems_of(user, day=day)) or not readable):
        raise Http404
    return appointment


def tandems_of(viewer: User | None, *, day: date) -> set[int] | None:
    """The tandems whose customers an agent may know of; None for everybody who reads all."""
    if viewer is None or viewer.has_role(*READS_ALL):
        return None
    return set(people.tandem_ids_of(user=viewer, day=day))


def is_hidden(appointment: Appointment, *, viewer: User | None, own: set[int] | None) -> bool:
    """Whether the viewer sees only 'busy': others' private ones, customers an agent may not know (INV8)."""
    if appointment.kind in (PRIVATE, OUTSIDE):
        return viewer is None or appointment.booked_by_id != viewer.pk
    return own is not None and appointment.customer is not None and appointment.customer.tandem_id not in own
