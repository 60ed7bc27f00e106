"""Writing to the customer about an appointment: invitation, new time, cancellation; each with its calendar file."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.files import actions as files
from tandem.base.files.models import File
from tandem.base.journal import actions as journal
from tandem.base.post import actions as post
from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import entries, ics, moments, queries
from tandem.essentials.calendar.models import Appointment, CustomerMail
from tandem.essentials.people.models import User


class NobodyToTell(Refused):
    """An appointment of one's own, without a customer."""


class ToldAlready(Refused):
    """This person at the customer knows it already."""


class MailIncomplete(Refused):
    """A mail without a subject or a text."""


@transaction.atomic
def mail_customer(
    *, appointment: Appointment, to: str, subject: str, text: str, by: User, at: datetime, reason: str = ""
) -> CustomerMail:
    """Send the customer the appointment as it stands, for their calendar: new, moved or cancelled.

    The mail is written in this transaction and leaves once. The same state goes to an address once. It is a contact:
    who knows the rules of contacts listens and may refuse; `reason` is for acting against one.
    """
    current = Appointment.objects.select_for_update().get(pk=appointment.pk)
    people = queries.attending(current)
    if current.booked_by_id != by.pk:
        queries.require_write(by, people, day=timezone.localtime(at).date())
    if current.customer is None:
        raise NobodyToTell(_("“%(title)s” is with no customer.") % {"title": current.title})
    if not subject.strip() or not text.strip():
        raise MailIncomplete(_("A mail needs a subject and a text."))
    before = queries.mails(current)
    if any(one.revision == current.revision and one.to == to.strip() for one in before):
        raise ToldAlready(_("%(to)s has this already.") % {"to": to.strip()})
    attached = _file(current, people, to=to.strip(), was_invited=bool(before), by=by, at=at)
    [mail] = post.queue(
        drafts=[post.Draft(kind="calendar.customer", to=[to], subject=subject, body=text)],
        sender=by.email,
        sender_name=by.full_name,
        attachments=attached,
        by=by,
        at=at,
    )
    written = CustomerMail.objects.create(
        appointment=current, revision=current.revision, to=mail.to[0], mail=mail, by=by, at=at,
        is_cancellation=current.cancelled_at is not None,
    )  # fmt: skip
    event = entries.CustomerTold(
        appointment_id=current.pk,
        start=moments.stored(current.starts_at),
        to=mail.to[0],
        what=queries.what_to_tell(current, before),
        reason=texts.clean(reason, limit=300),
    )
    journal.record(event, customer_id=current.customer_id, by=by, at=at)
    return written


def _file(
    appointment: Appointment, people: list[User], *, to: str, was_invited: bool, by: User, at: datetime
) -> list[File]:
    """The calendar file; a cancellation has one only where there was an invitation to cancel."""
    is_over = appointment.cancelled_at is not None
    if is_over and not was_invited:
        return []
    method = ics.CANCEL if is_over else ics.REQUEST
    content = ics.document([queries.sheet(appointment, people, to=to, at=at)], method=method)
    name = _("cancellation.ics") if is_over else _("appointment.ics")
    return [
        files.store(content=content, name=name, content_type=f"text/calendar; method={method}", by=by, at=at)
    ]
