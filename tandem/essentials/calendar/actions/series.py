"""What comes again: entered as single appointments up to a horizon, so that the database guards each of them (INV3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.types.range import TimestamptzRange

from tandem.base.journal import actions as journal
from tandem.base.tools import text
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import entries, moments, queries, recurrence
from tandem.essentials.calendar.actions import appointments as single
from tandem.essentials.calendar.models import KINDS, Appointment, Attendance, Series
from tandem.essentials.people.models import User

ONE, FOLLOWING, ALL = "one", "following", "all"


class SomeTaken(Refused):
    """Some of the times are taken; the others can be entered without them."""


class OtherDays(Refused):
    """A series that cannot be moved to other days as a whole."""


@transaction.atomic
def book_series(
    *,
    kind: str,
    title: str,
    people: list[User],
    starts_at: datetime,
    ends_at: datetime,
    repeat: str,
    by: User,
    at: datetime,
    until: date | None = None,
    place: str = "",
    leave_out_taken: bool = False,
) -> Series:
    """Enter something that comes again, at the same clock time in the zone of whoever enters it.

    Refused as a whole where a time is taken, unless those times are left out.
    """
    single.require_sense(starts_at, ends_at)
    title = text.clean(title, limit=200)
    if not title:
        raise single.TitleMissing(_("What is the appointment about? A few words are enough."))
    if kind not in KINDS or repeat not in recurrence.REPEATS:
        raise ValueError(f"no series of the kind {kind!r}, {repeat!r}")
    queries.require_write(by, people, day=timezone.localtime(at).date())
    single.wait_for(people)
    single.require_not_held(people, starts_at, ends_at, by=by, at=at)
    local = starts_at.astimezone(ZoneInfo(by.zone))
    if until is not None and until < local.date():
        raise single.BadTime(_("The series ends before it begins."))
    series = Series.objects.create(
        kind=kind, title=title, place=text.clean(place, limit=200), repeat=repeat,
        rule=recurrence.rule_for(repeat, local.date()), first_day=local.date(), clock=local.time(),
        minutes=(ends_at - starts_at) // timedelta(minutes=1), zone=by.zone, until=until, booked_by=by,
    )  # fmt: skip
    _enter(series, people, at=at, leave_out_taken=leave_out_taken)
    return series


def extend(*, at: datetime) -> int:
    """Enter what has come within the horizon; times that are taken are left out. How many appointments."""
    made = 0
    for series in Series.objects.filter(made_until__lt=_horizon(at)).order_by("pk"):
        with transaction.atomic():
            current = Series.objects.select_for_update().get(pk=series.pk)
            latest = current.appointments.order_by("-original_start").first()
            if latest is None or (
                current.until and current.made_until and current.made_until >= current.until
            ):
                continue
            people = [person for person in queries.attending(latest) if person.is_active]
            single.wait_for(people)
            made += _enter(current, people, at=at, leave_out_taken=True)
    return made


@transaction.atomic
def move_series(
    *, appointment: Appointment, starts_at: datetime, ends_at: datetime, scope: str, by: User, at: datetime
) -> Series:
    """Another time for this appointment and those that follow (or all that are still ahead).

    What was moved or called off by itself stays as it is.
    """
    single.require_sense(starts_at, ends_at)
    current, people = single.held(appointment, by=by, at=at)
    series, ahead = _ahead(current, scope=scope, at=at)
    zone = ZoneInfo(series.zone)
    shift = starts_at.astimezone(zone).date() - _day(current, zone)
    if shift and series.repeat not in (recurrence.WEEKLY, recurrence.FORTNIGHTLY):
        raise OtherDays(
            _("Only a series of every week can move to another day as a whole. Move this one alone.")
        )
    single.wait_for(people)
    later = _split(series, ahead[0], shift=shift, starts_at=starts_at, ends_at=ends_at)
    changed = [one for one in ahead if one.cancelled_at is None and one.starts_at == one.original_start]
    for one in ahead:
        assert one.original_start is not None
        day = one.original_start.astimezone(zone).date() + shift
        one.series, one.original_start = later, recurrence.moment(day, later.clock, zone)
    for one in changed:
        assert one.original_start is not None
        one.starts_at = one.original_start
        one.ends_at = moments.later(one.starts_at, minutes=later.minutes)
        one.revision += 1
    _rewrite(ahead, changed, people, but=series)
    event = entries.SeriesMoved(
        series_id=later.pk,
        count=len(changed),
        after=moments.stored(changed[0].starts_at if changed else starts_at),
    )
    journal.record(event, customer_id=None, by=by, at=at)
    return later


@transaction.atomic
def cancel_series(*, appointment: Appointment, scope: str, by: User, at: datetime, reason: str = "") -> int:
    """Call this one and those that follow off (or all that are still ahead); how many. What is past stays."""
    current, _people = single.held(appointment, by=by, at=at)
    series, ahead = _ahead(current, scope=scope, at=at)
    first = ahead[0].original_start
    assert first is not None
    series.until = first.astimezone(ZoneInfo(series.zone)).date() - timedelta(days=1)
    series.save(update_fields=["until"])
    gone = [one for one in ahead if one.cancelled_at is None]
    Attendance.objects.filter(appointment__in=gone).update(fixed=False)
    for one in gone:
        one.cancelled_at, one.fixed, one.revision = at, False, one.revision + 1
    Appointment.objects.bulk_update(gone, ["cancelled_at", "fixed", "revision"])
    event = entries.SeriesCancelled(
        series_id=series.pk, count=len(gone), first=moments.stored(first), reason=reason.strip()
    )
    journal.record(event, customer_id=None, by=by, at=at)
    return len(gone)


def _horizon(at: datetime) -> date:
    return (at + recurrence.HORIZON).date()


def _enter(series: Series, people: Sequence[User], *, at: datetime, leave_out_taken: bool) -> int:
    """Enter the series up to the horizon; a time that is left out stays as a cancelled appointment of the series."""
    last = min(_horizon(at), series.until or date.max)
    zone, after = ZoneInfo(series.zone), series.made_until
    found = [
        recurrence.moment(day, series.clock, zone)
        for day in recurrence.days(series.rule, first=series.first_day, after=after, last=last)
    ]
    spans = [(start, moments.later(start, minutes=series.minutes)) for start in found]
    clashes = _clashes(people, spans)
    if clashes and not leave_out_taken:
        first = single.taken(list(people), *clashes[0])
        others = len(clashes) - 1
        if others:
            more = ngettext("One other time is taken too.", "%(count)d other times are taken too.", others)
            first = f"{first} {more % {'count': others}}"
        raise SomeTaken(first)
    made = [_occurrence(series, span, at=at, is_out=span in clashes) for span in spans]
    Appointment.objects.bulk_create(made)
    _attend(made, people)
    series.made_until = last
    series.save(update_fields=["made_until"])
    return len(made) - len(clashes)


def _occurrence(
    series: Series, span: tuple[datetime, datetime], *, at: datetime, is_out: bool
) -> Appointment:
    return Appointment(
        kind=series.kind, title=series.title, place=series.place, starts_at=span[0], ends_at=span[1],
        fixed=not is_out, cancelled_at=at if is_out else None, booked_by=series.booked_by, series=series,
        original_start=span[0],
    )  # fmt: skip


def _clashes(
    people: Iterable[User], spans: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """Which of these times are taken for somebody. One query."""
    if not spans:
        return []
    around = TimestamptzRange(spans[0][0], spans[-1][1], "[)")
    held = Attendance.objects.filter(person__in=list(people), fixed=True, during__overlap=around)
    busy = [(during.lower, during.upper) for during in held.values_list("during", flat=True)]
    return [span for span in spans if any(span[0] < ends and begins < span[1] for begins, ends in busy)]


def _attend(made: Iterable[Appointment], people: Iterable[User]) -> None:
    rows = [
        Attendance(
            appointment=one,
            person=person,
            during=TimestamptzRange(one.starts_at, one.ends_at, "[)"),
            fixed=one.fixed,
        )
        for one in made
        for person in people
    ]
    try:
        with transaction.atomic():
            Attendance.objects.bulk_create(rows)
    except IntegrityError as error:
        raise single.SlotTaken(_("These appointments would overlap each other.")) from error


def _ahead(current: Appointment, *, scope: str, at: datetime) -> tuple[Series, list[Appointment]]:
    """The series, locked, and what of it is meant: this one and the following, or all that have not begun."""
    if current.series_id is None or scope not in (FOLLOWING, ALL):
        raise ValueError("not an appointment of a series, or not a scope")
    series = Series.objects.select_for_update().get(pk=current.series_id)
    meant = series.appointments.select_for_update().order_by("original_start")
    if scope == FOLLOWING:
        return series, list(meant.filter(original_start__gte=current.original_start))
    ahead = list(meant.filter(original_start__gte=at))
    return series, ahead or [current]


def _day(current: Appointment, zone: ZoneInfo) -> date:
    return current.starts_at.astimezone(zone).date()


def _split(
    series: Series, first: Appointment, *, shift: timedelta, starts_at: datetime, ends_at: datetime
) -> Series:
    """The old series ends before this appointment, a new one goes on with it."""
    zone = ZoneInfo(series.zone)
    assert first.original_start is not None
    begins = first.original_start.astimezone(zone).date()
    later = Series.objects.create(
        kind=series.kind, title=series.title, place=series.place, repeat=series.repeat,
        rule=recurrence.rule_for(series.repeat, begins + shift)
        if series.repeat in (recurrence.WEEKLY, recurrence.FORTNIGHTLY)
        else series.rule,
        first_day=begins + shift, clock=starts_at.astimezone(zone).time(),
        minutes=(ends_at - starts_at) // timedelta(minutes=1), zone=series.zone,
        until=series.until + shift if series.until else None, booked_by=series.booked_by,
        made_until=(series.made_until or begins) + shift,
    )  # fmt: skip
    series.until = begins - timedelta(days=1)
    series.save(update_fields=["until"])
    return later


def _rewrite(
    ahead: list[Appointment], changed: list[Appointment], people: list[User], *, but: Series
) -> None:
    """Write the new times; all old ones are taken away first, or a series would stand in its own way."""
    held = Attendance.objects.filter(appointment__in=changed)
    attending = {one.pk: set[int]() for one in changed}
    for attendance in held:
        attending[attendance.appointment_id].add(attendance.person_id)
    held.delete()
    spans = [(one.starts_at, one.ends_at) for one in changed]
    clashes = _clashes(people, spans)
    if clashes:
        raise single.SlotTaken(single.taken(people, *clashes[0]))
    Appointment.objects.bulk_update(ahead, ["series", "original_start", "starts_at", "ends_at", "revision"])
    _attend(changed, people)
