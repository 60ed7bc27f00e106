"""Reading in when a person is busy elsewhere, from the published address of the other calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import TimestamptzRange

from tandem.base.tools import outgoing, sealed, text
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import ics, reading
from tandem.essentials.calendar.models import OUTSIDE, Appointment, Attendance, CalendarLink
from tandem.essentials.people.models import User

MOST_LINKS = 5
# So far back and ahead; what lies further is read when it has come nearer.
BEHIND, AHEAD = timedelta(days=7), timedelta(days=180)
# Longer than a job ever reads; a link is tried again after this.
EVERY = timedelta(minutes=15)


class LinkRefused(Refused):
    """An address that is none, that is there already, or one too many."""


@transaction.atomic
def add_link(*, address: str, by: User, at: datetime) -> CalendarLink:
    """Let Tandem read when one is busy elsewhere; a job reads it at once and then every quarter of an hour."""
    from tandem.essentials.calendar import jobs

    address = text.clean(address, limit=1000)
    if not address.lower().startswith(("https://", "http://", "webcal://")):
        raise LinkRefused(
            _("Enter the address that your calendar publishes. It begins with https:// or webcal://.")
        )
    if CalendarLink.objects.filter(person=by).count() >= MOST_LINKS:
        raise LinkRefused(
            _("More than %(count)d calendars are not read. Remove one first.") % {"count": MOST_LINKS}
        )
    try:
        with transaction.atomic():
            link = CalendarLink.objects.create(
                person=by, sealed=sealed.seal(address), mark=sealed.mark(address), added_at=at
            )
    except IntegrityError as error:
        raise LinkRefused(_("This calendar is read already.")) from error
    jobs.read_link.defer(link_id=link.pk)
    return link


@transaction.atomic
def remove_link(*, link: CalendarLink, by: User, at: datetime) -> None:
    """Forget the address and every time that was read from it."""
    CalendarLink.objects.filter(pk=link.pk, person=by).delete()


def due_links(*, at: datetime) -> list[int]:
    """The links of active people that have not been tried for a while."""
    waiting = CalendarLink.objects.filter(person__is_active=True).exclude(tried_at__gt=at - EVERY)
    return list(waiting.order_by("tried_at", "pk").values_list("pk", flat=True))


def read_link(*, link: CalendarLink, at: datetime) -> CalendarLink:
    """Read one calendar; what went wrong is kept for its owner, and the times read before stay."""
    if not link.address:
        said = _("It was entered under another key of this installation. Remove it and enter it once more.")
        CalendarLink.objects.filter(pk=link.pk).update(tried_at=at, problem=said)
        return link
    person = link.person
    zone = ics.known_zone(person.zone) or ZoneInfo(timezone.get_default_timezone_name())
    try:
        # Outside of any transaction: the other server may take its time.
        content = outgoing.fetch(link.address, private_hosts=settings.PRIVATE_HOSTS)
        spans = reading.busy_times(content, first=at - BEHIND, last=at + AHEAD, zone=zone)
    except (outgoing.Unreachable, reading.Unreadable) as error:
        CalendarLink.objects.filter(pk=link.pk).update(tried_at=at, problem=str(error)[:300])
        return link
    with transaction.atomic():
        current = CalendarLink.objects.select_for_update().filter(pk=link.pk).first()
        if current is None:
            return link  # removed while it was being read
        _keep(current, spans)
        current.tried_at, current.read_at, current.problem = at, at, ""
        current.save(update_fields=["tried_at", "read_at", "problem"])
    return current


def _keep(link: CalendarLink, spans: list[reading.Span]) -> None:
    """Only what is different is written: most readings find nothing new."""
    kept = {(one.starts_at, one.ends_at): one.pk for one in link.times.all()}
    Appointment.objects.filter(pk__in=[pk for span, pk in kept.items() if span not in set(spans)]).delete()
    made = [
        Appointment(
            kind=OUTSIDE,
            title="",
            starts_at=begins,
            ends_at=ends,
            fixed=False,
            booked_by=link.person,
            link=link,
        )
        for begins, ends in spans
        if (begins, ends) not in kept
    ]
    Appointment.objects.bulk_create(made)
    Attendance.objects.bulk_create(
        Attendance(
            appointment=one,
            person=link.person,
            during=TimestamptzRange(one.starts_at, one.ends_at, "[)"),
            fixed=False,
        )
        for one in made
    )
