"""Who has what when: the shared calendar, always visible to all of sales; private titles to their owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from psycopg.types.range import TimestamptzRange

from tandem.base.tools import working_time
from tandem.base.tools.errors import NotAllowed
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.calendar import moments
from tandem.essentials.calendar.models import PRIVATE, Appointment, Attendance
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, READS_ALL, Absence, User


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
    tandem_ids = customers.writable_tandem_ids(user, day=day)
    if tandem_ids is None:
        return None
    members = people.teams(day=day, tandem_ids=sorted(tandem_ids)).values()
    ids = {person.pk for team in members for person in team.people}
    return ids | set(people.stand_ins(day=day).represented_by(user))


def may_change(user: User, appointment: Appointment, *, day: date) -> bool:
    """Whether a person may move or cancel this appointment."""
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
    appointment = Appointment.objects.select_related("customer", "booked_by").filter(pk=pk).first()
    if appointment is None:
        raise Http404
    attending = {attendance.person_id for attendance in appointment.attendances.all()}
    mine = user.pk in attending or appointment.booked_by_id == user.pk
    readable = readable_people(user, day=day).filter(pk__in=attending).exists()
    if not mine and (_hidden(appointment, viewer=user, own=_tandems_of(user, day=day)) or not readable):
        raise Http404
    return appointment


@dataclass(frozen=True, slots=True)
class Item:
    """An appointment as one viewer sees it in one person's lane. `hidden`: others see only 'busy'."""

    appointment_id: int
    starts_at: datetime
    ends_at: datetime
    kind: str
    title: str
    customer: Customer | None
    place: str
    shared: bool
    hidden: bool
    fixed: bool


def items(
    *, people: Iterable[User], starts_at: datetime, ends_at: datetime, viewer: User | None
) -> dict[int, list[Item]]:
    """Everybody's appointments in a stretch of time, by person, in order. One query (two for an agent).

    Without a viewer all private titles stay 'busy'.
    """
    people = list(people)
    span = TimestamptzRange(starts_at, ends_at, "[)")
    attendances = _ATTENDANCES(people=[person.pk for person in people], span=span)
    attending: dict[int, int] = defaultdict(int)
    for attendance in attendances:
        attending[attendance.appointment_id] += 1
    own = _tandems_of(viewer, day=timezone.localtime(starts_at).date())
    found: dict[int, list[Item]] = {person.pk: [] for person in people}
    for attendance in attendances:
        mine = viewer is not None and viewer.pk == attendance.person_id
        hidden = not mine and _hidden(attendance.appointment, viewer=viewer, own=own)
        shared = attending[attendance.appointment_id] > 1
        found[attendance.person_id].append(_item(attendance.appointment, shared=shared, hidden=hidden))
    return found


def _attendances_read(given: Givens) -> QuerySet[Attendance]:
    held = Attendance.objects.filter(
        person__any_of=given.people, during__overlap=given.span, appointment__cancelled_at__isnull=True
    )
    return held.select_related("appointment__customer").order_by("appointment__starts_at", "appointment_id")


_ATTENDANCES = Read(_attendances_read)


def _item(appointment: Appointment, *, shared: bool, hidden: bool) -> Item:
    return Item(
        appointment_id=appointment.pk,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        kind=PRIVATE if hidden else appointment.kind,
        title=_("busy") if hidden else appointment.title,
        customer=None if hidden else appointment.customer,
        place="" if hidden else appointment.place,
        shared=shared,
        hidden=hidden,
        fixed=appointment.fixed,
    )


def _tandems_of(viewer: User | None, *, day: date) -> set[int] | None:
    """The tandems whose customers an agent may know of; None for everybody who reads all."""
    if viewer is None or viewer.has_role(*READS_ALL):
        return None
    return set(people.tandem_ids_of(user=viewer, day=day))


def _hidden(appointment: Appointment, *, viewer: User | None, own: set[int] | None) -> bool:
    """Whether the viewer sees only 'busy': others' private ones, customers an agent may not know (INV8)."""
    if appointment.kind == PRIVATE:
        return viewer is None or appointment.booked_by_id != viewer.pk
    return own is not None and appointment.customer is not None and appointment.customer.tandem_id not in own


def busy(*, person: User, starts_at: datetime, ends_at: datetime) -> list[tuple[datetime, datetime]]:
    """When a person has fixed appointments in a stretch of time, in order. One query."""
    held = Attendance.objects.filter(
        person=person, fixed=True, during__overlap=TimestamptzRange(starts_at, ends_at, "[)")
    )
    return [
        (during.lower, during.upper) for during in held.order_by("during").values_list("during", flat=True)
    ]


@dataclass(frozen=True, slots=True)
class Lane:
    """One person's day: appointments, working hours (minutes of the day), why the day is free if it is."""

    person: User
    day: date
    items: list[Item]
    hours: list[tuple[int, int]]
    holiday: str = ""
    absent_until: date | None = None

    @property
    def is_off(self) -> bool:
        return bool(self.holiday) or self.absent_until is not None


def day_strip(*, people: list[User], day: date, viewer: User | None = None) -> list[Lane]:
    """The day of these people, side by side, in the order given. Two queries."""
    zone = timezone.get_current_timezone()
    starts_at, ends_at = moments.day_bounds(day, zone)
    held = items(people=people, starts_at=starts_at, ends_at=ends_at, viewer=viewer)
    away = _absences(people, first=day, last=day)
    return [_lane(person, day=day, held=held[person.pk], away=away[person.pk]) for person in people]


def week_lanes(*, people: list[User], monday: date, viewer: User) -> list[tuple[date, list[Lane]]]:
    """Seven days of these people. Two queries, however much is in them."""
    zone = timezone.get_current_timezone()
    sunday = monday + timedelta(days=6)
    starts_at, ends_at = moments.day_bounds(monday, zone)[0], moments.day_bounds(sunday, zone)[1]
    held = items(people=people, starts_at=starts_at, ends_at=ends_at, viewer=viewer)
    away = _absences(people, first=monday, last=sunday)
    days = [monday + timedelta(days=number) for number in range(7)]
    result: list[tuple[date, list[Lane]]] = []
    for day in days:
        begin, end = moments.day_bounds(day, zone)
        lanes = [
            _lane(
                person,
                day=day,
                held=[item for item in held[person.pk] if item.starts_at < end and item.ends_at > begin],
                away=away[person.pk],
            )
            for person in people
        ]
        result.append((day, lanes))
    return result


def _lane(person: User, *, day: date, held: list[Item], away: list[Absence]) -> Lane:
    until = max(
        (absence.to_date for absence in away if absence.from_date <= day <= absence.to_date), default=None
    )
    return Lane(
        person=person,
        day=day,
        items=held,
        hours=_hours(person, day),
        holiday=holiday(region=person.region, day=day),
        absent_until=until,
    )


def _hours(person: User, day: date) -> list[tuple[int, int]]:
    spans = [
        (_minutes(row[1]), _minutes(row[2]) or 24 * 60) for row in person.hours if row[0] == day.weekday()
    ]
    return sorted(spans)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def _absences(attending: list[User], *, first: date, last: date) -> dict[int, list[Absence]]:
    found: dict[int, list[Absence]] = {person.pk: [] for person in attending}
    rows = Absence.objects.filter(user__in=list(found), from_date__lte=last, to_date__gte=first)
    for absence in rows.order_by("from_date"):
        found[absence.user_id].append(absence)
    return found


def holiday(*, region: str, day: date) -> str:
    """The name of the public holiday in a region ('Heilige Drei Könige'), empty on other days."""
    if not working_time.holidays_of(region)(day):
        return ""
    spoken = "de" if (get_language() or "de").startswith("de") else "en_US"
    return working_time.named_holidays(region, day.year, spoken).get(day, _("public holiday"))


@dataclass(slots=True)
class Presence:
    """Where somebody is now, from the calendar only (never from location or activity)."""

    text: str
    is_away: bool = False
    busy_until: datetime | None = field(default=None)


def presence(*, people: list[User], at: datetime) -> dict[int, Presence]:
    """'Termin bis 11:20', 'frei bis 13:00', 'abwesend bis 4.12.' for each of these people. Two queries."""
    day = timezone.localtime(at).date()
    return {lane.person.pk: _presence(lane, at=at) for lane in day_strip(people=people, day=day)}


def _presence(lane: Lane, *, at: datetime) -> Presence:
    if lane.absent_until is not None:
        return Presence(text=_("away until %(day)s") % {"day": _short(lane.absent_until)}, is_away=True)
    if lane.holiday:
        return Presence(text=lane.holiday, is_away=True)
    fixed = [item for item in lane.items if item.fixed]
    now = next((item for item in fixed if item.starts_at <= at < item.ends_at), None)
    if now is not None:
        until = _end_of_chain(now, fixed)
        return Presence(text=_("appointment until %(time)s") % {"time": _clock(until)}, busy_until=until)
    if not _is_working(lane, at):
        return Presence(text=_("outside working hours"), is_away=True)
    ahead = next((item for item in fixed if item.starts_at > at), None)
    if ahead is None:
        return Presence(text=_("free today"))
    return Presence(text=_("free until %(time)s") % {"time": _clock(ahead.starts_at)})


def _end_of_chain(now: Item, fixed: list[Item]) -> datetime:
    """The end of this appointment and of those that follow without a gap."""
    until = now.ends_at
    for item in fixed:
        if item.starts_at <= until < item.ends_at:
            until = item.ends_at
    return until


def _is_working(lane: Lane, at: datetime) -> bool:
    """Between the first beginning and the last end of the day's hours: a lunch break is not 'away'."""
    if not lane.hours:
        return False
    local = at.astimezone(ZoneInfo(lane.person.zone))
    minute = local.hour * 60 + local.minute
    return lane.hours[0][0] <= minute < lane.hours[-1][1]


def _clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")


def _short(day: date) -> str:
    return f"{day.day}.{day.month}." if (get_language() or "de").startswith("de") else f"{day.day} {day:%b}"
