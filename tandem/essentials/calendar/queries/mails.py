"""What the customer has been told of an appointment, and what the next mail would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.essentials.calendar import ics
from tandem.essentials.calendar.models import Appointment, CustomerMail
from tandem.essentials.customers.models import EMAIL, Channel
from tandem.essentials.people.models import Company, User

INVITATION, NEW_TIME, CANCELLATION = "invitation", "new_time", "cancellation"
GERMAN_SPOKEN = frozenset({"DE", "AT", "CH", "LI"})


def attending(appointment: Appointment) -> list[User]:
    """Who attends, whose appointment it is first. One query."""
    return [held.person for held in appointment.attendances.select_related("person").order_by("pk")]


def mails(appointment: Appointment) -> list[CustomerMail]:
    """The mails to the customer about an appointment, the latest first."""
    return list(appointment.mails.select_related("mail", "by").order_by("-at", "-pk"))


def what_to_tell(appointment: Appointment, before: Sequence[CustomerMail]) -> str:
    """What the customer does not know yet: invitation, new time, cancellation; empty when all is told."""
    if appointment.cancelled_at is not None:
        return "" if any(one.is_cancellation for one in before) else CANCELLATION
    if not before:
        return INVITATION
    return "" if before[0].revision == appointment.revision else NEW_TIME


def addresses(appointment: Appointment) -> list[str]:
    """Where a mail about it may go: the contact's addresses, then the company's."""
    known = Channel.objects.filter(
        Q(contact=None) | Q(contact=appointment.contact_id), customer=appointment.customer_id, kind=EMAIL
    ).order_by("pk")
    ordered = sorted(known, key=lambda channel: channel.contact_id is None)
    return list(dict.fromkeys(channel.value for channel in ordered))


def uid(appointment: Appointment) -> str:
    """The appointment's identity in every calendar; it never changes."""
    return f"{appointment.uid}@tandem"


def sheet(appointment: Appointment, people: Sequence[User], *, to: str, at: datetime) -> ics.Sheet:
    """The appointment as the customer's calendar gets it. Whose it is, is the organiser."""
    host = people[0]
    name = appointment.contact.full_name if appointment.contact else to
    with _spoken(appointment):
        title = _("Appointment with %(company)s") % {"company": _company().name}
    return ics.Sheet(
        uid=uid(appointment),
        sequence=appointment.revision - 1,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        zone=host.zone,
        title=f"{title}: {', '.join(person.full_name for person in people)}",
        written_at=at,
        place=appointment.place,
        organizer=ics.Somebody(name=host.full_name, email=host.email),
        attendees=[ics.Somebody(name=name, email=to)],
        is_cancelled=appointment.cancelled_at is not None,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """A mail as it is proposed."""

    subject: str
    text: str


def proposed(appointment: Appointment, people: Sequence[User], *, what: str, by: User) -> Words:
    """What the mail says unless the sender writes something else, in the customer's language."""
    with _spoken(appointment):
        when = _when(appointment, people[0])
        head = {
            CANCELLATION: _("Our appointment on %(when)s is cancelled"),
            NEW_TIME: _("New time for our appointment: %(when)s"),
        }.get(what, _("Our appointment on %(when)s"))
        contact = appointment.contact
        hello = _("Good day %(name)s,") % {"name": contact.formal_name} if contact else _("Good day,")
        signed = "\n".join([_("Kind regards"), by.full_name, _company().name])
        paragraphs = [hello, *_body(appointment, people, what=what, when=when), signed]
        return Words(subject=head % {"when": when}, text="\n\n".join(paragraphs))


def _body(appointment: Appointment, people: Sequence[User], *, what: str, when: str) -> list[str]:
    if what == CANCELLATION:
        return [
            _("unfortunately our appointment on %(when)s cannot take place.") % {"when": when},
            _("I will be in touch about a new date."),
        ]
    facts = [when]
    if appointment.place:
        facts.append(_("Place: %(place)s") % {"place": appointment.place})
    facts.append(_("With: %(people)s") % {"people": ", ".join(person.full_name for person in people)})
    opening = _("our appointment has a new time:") if what == NEW_TIME else _("I confirm our appointment:")
    close = _(
        "The entry for your calendar is attached. If the time does not suit you, simply answer this mail."
    )
    return [opening, "\n".join(facts), close]


def _when(appointment: Appointment, host: User) -> str:
    """In the organiser's zone: 'Donnerstag, 26.11.2026, 10:30 – 11:30 Uhr'."""
    zone = ics.known_zone(host.zone) or ZoneInfo(_company().zone)
    start, end = appointment.starts_at.astimezone(zone), appointment.ends_at.astimezone(zone)
    language = translation.get_language() or "de"
    weekday = formats.weekday_name(start.date(), language=language)
    values = {
        "weekday": weekday,
        "day": f"{start:%d.%m.%Y}" if language == "de" else f"{start.day} {start:%B %Y}",
        "from": f"{start:%H:%M}",
        "to": f"{end:%H:%M}",
    }
    return _("%(weekday)s, %(day)s, %(from)s to %(to)s") % values


def _spoken(appointment: Appointment) -> translation.override:
    country = appointment.customer.country if appointment.customer else "DE"
    return translation.override("de" if country in GERMAN_SPOKEN else "en")


def _company() -> Company:
    return Company.objects.first() or Company(name="", zone=timezone.get_default_timezone_name())
