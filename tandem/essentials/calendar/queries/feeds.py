"""What a person's phone or Outlook reads of their own calendar."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from tandem.essentials.calendar import ics
from tandem.essentials.calendar.models import OUTSIDE, Appointment, CalendarFeed
from tandem.essentials.calendar.queries.mails import uid
from tandem.essentials.people.models import User

# So far back and ahead; so many at the most, the nearest ones.
BEHIND, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 5_000


def hashed(token: str) -> str:
    """What is kept of a token: it has 256 random bits, so one round is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def feed_of(person: User) -> CalendarFeed | None:
    """The feed that a person has made."""
    return CalendarFeed.objects.filter(person=person).first()


def feed_by(token: str) -> CalendarFeed | None:
    """The feed that an address opens, of somebody who still works here."""
    found = CalendarFeed.objects.filter(hash=hashed(token), person__is_active=True)
    return found.select_related("person").first()


def own_appointments(person: User, *, at: datetime) -> list[Appointment]:
    """A person's appointments, private ones too; what was read in from another calendar stays there. One query."""
    held = Appointment.objects.filter(
        attendances__person=person, cancelled_at=None, starts_at__lt=at + AHEAD, ends_at__gt=at - BEHIND
    ).exclude(kind=OUTSIDE)
    return list(held.select_related("customer", "contact").order_by("starts_at", "pk")[:MOST])


def feed_mark(appointments: list[Appointment], person: User) -> str:
    """Changes when the calendar does: the ETag, so that a phone that asks every quarter of an hour costs little."""
    digest = hashlib.sha256(f"{person.zone}\x1f{person.full_name}".encode())
    for one in appointments:
        told = (
            one.uid,
            one.revision,
            one.starts_at,
            one.ends_at,
            one.title,
            one.place,
            one.customer_id,
            one.contact_id,
        )
        digest.update("\x1f".join(map(str, told)).encode("utf-8", "replace"))
    return digest.hexdigest()[:40]


def feed_document(
    appointments: list[Appointment], person: User, *, name: str, address: str, at: datetime
) -> bytes:
    """The calendar file. `address` is where an appointment's page lies, without its number."""
    sheets = (
        ics.Sheet(
            uid=uid(one),
            sequence=one.revision - 1,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            zone=person.zone,
            title=one.title,
            written_at=at,
            place=one.place,
            text="\n".join(
                filter(None, (one.contact.full_name if one.contact else "", f"{address}{one.pk}"))
            ),
        )
        for one in appointments
    )
    return ics.document(sheets, method=ics.PUBLISH, name=name)
