"""Everybody's appointments side by side, with working hours, public holidays and absences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from psycopg.types.range import TimestamptzRange

from tandem.base.tools import working_time
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.calendar import grid, moments
from tandem.essentials.calendar.models import OUTSIDE, PRIVATE, Appointment, Attendance
from tandem.essentials.calendar.queries import rights
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Absence, User


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
    booked_by_id: int | None = None
    # Whether it was entered here. What is read in from elsewhere is changed there.
    is_ours: bool = True

    @property
    def takes_time(self) -> bool:
        """Whether nothing else should be put there."""
        return self.fixed or not self.is_ours

    @property
    def minutes(self) -> int:
        """How long it takes, in real minutes."""
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)


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
    own = rights.tandems_of(viewer, day=timezone.localtime(starts_at).date())
    found: dict[int, list[Item]] = {person.pk: [] for person in people}
    for attendance in attendances:
        mine = viewer is not None and viewer.pk == attendance.person_id
        hidden = not mine and rights.is_hidden(attendance.appointment, viewer=viewer, own=own)
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
        title=_("busy") if hidden or appointment.kind == OUTSIDE else appointment.title,
        customer=None if hidden else appointment.customer,
        place="" if hidden else appointment.place,
        shared=shared,
        hidden=hidden,
        fixed=appointment.fixed,
        booked_by_id=appointment.booked_by_id,
        is_ours=appointment.kind != OUTSIDE,
    )


def busy(*, person: User, starts_at: datetime, ends_at: datetime) -> list[tuple[datetime, datetime]]:
    """When a person is taken in a stretch of time, here or in another calendar, in order. One query."""
    held = Attendance.objects.filter(
        Q(fixed=True) | Q(appointment__kind=OUTSIDE),
        person=person,
        during__overlap=TimestamptzRange(starts_at, ends_at, "[)"),
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
    """Working hours as the minutes of the viewer's day, whatever zone the person lives in."""
    zone, own = timezone.get_current_timezone(), ZoneInfo(person.zone)
    if str(zone) == person.zone:
        return sorted(
            (_minutes(row[1]), _minutes(row[2]) or grid.DAY_MINUTES)
            for row in person.hours
            if row[0] == day.weekday()
        )
    if not person.hours:
        return []
    week = working_time.Calendar(week=person.work_week, zone=own)
    begin, end = moments.day_bounds(day, zone)
    near = [day + timedelta(days=number) for number in (-1, 0, 1)]
    spans = [span for one in near for span in working_time.periods_of(one, week)]
    return [
        (grid.minute_of(begins, day=day, zone=zone), grid.minute_of(ends, day=day, zone=zone))
        for begins, ends in spans
        if begins < end and ends > begin
    ]


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
