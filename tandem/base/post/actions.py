"""Sending mail: written down with the act, delivered by a job, never twice on its own."""

from __future__ import annotations

import logging
import smtplib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr

from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from procrastinate.types import JSONDict

from tandem.base.files import actions as files
from tandem.base.files.models import File
from tandem.base.post.models import FAILED, RETRIABLE, SENDING, SENT, UNCLEAR, WAITING, OutgoingMail
from tandem.base.tools import text, validation
from tandem.base.tools.actors import Actor
from tandem.base.tools.errors import Refused

log = logging.getLogger(__name__)

# Minutes until the next try after the first, second, ... failure; after the last one a person is asked.
PAUSES = (1, 5, 15, 60, 240)
# A mail that has been under way for longer than this lost its process; EMAIL_TIMEOUT is far shorter.
LOST_AFTER = timedelta(minutes=10)
CALENDAR = "text/calendar"


class RecipientMissing(Refused):
    """A mail needs somebody to go to."""


class NoAddress(Refused):
    """What stands where a recipient should is no address, or several in one."""


class NotAgain(Refused):
    """The mail is out, or under way this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a mail says, and to whom."""

    kind: str
    to: Sequence[str]
    subject: str
    body: str
    cc: Sequence[str] = ()


def queue(
    *,
    drafts: Sequence[Draft],
    sender: str,
    sender_name: str,
    by: Actor | None,
    at: datetime,
    attachments: Sequence[File] = (),
) -> list[OutgoingMail]:
    """Write mails of one sender down; they leave when the surrounding transaction has been committed."""
    from tandem.base.post import jobs

    mails = [_written(draft, sender=sender, sender_name=sender_name, by=by, at=at) for draft in drafts]
    attached = OutgoingMail.attachments.through
    # Refused is above; what fails from here on undoes the whole act, so no savepoint.
    with transaction.atomic(savepoint=False):
        OutgoingMail.objects.bulk_create(mails)
        attached.objects.bulk_create(
            attached(outgoingmail=mail, file=file) for mail in mails for file in attachments
        )
        orders: list[JSONDict] = [{"mail_id": mail.pk} for mail in mails]
        jobs.deliver.batch_defer(*orders)
    return mails


def _written(draft: Draft, *, sender: str, sender_name: str, by: Actor | None, at: datetime) -> OutgoingMail:
    recipients, copies = _addresses(draft.to), _addresses(draft.cc)
    if not recipients:
        raise RecipientMissing(_("The mail has no recipient."))
    return OutgoingMail(
        kind=draft.kind,
        message_id=f"<tandem.{uuid.uuid4()}@{sender.rpartition('@')[2] or 'localhost'}>",
        sender_name=text.clean(sender_name, limit=160),
        sender=sender,
        to=recipients,
        cc=copies,
        subject=text.clean(draft.subject, limit=250),
        body=text.clean(draft.body, lines=True),
        made_at=at,
        made_by_id=by.pk if by else None,
        next_attempt_at=at,
    )


def _addresses(written: Sequence[str]) -> list[str]:
    """One address per entry: the server would refuse the rest only after the act that sends was done."""
    found = []
    for one in written:
        if one.strip():
            try:
                found.append(validation.email(one))
            except validation.InvalidValue as error:
                raise NoAddress(f"{text.clean(one, limit=60)}: {error.reason}") from error
    return found


@transaction.atomic
def again(*, mail: OutgoingMail, by: Actor | None, at: datetime) -> OutgoingMail:
    """Try once more: the same mail with the same Message-ID, asked for by a person."""
    from tandem.base.post import jobs

    current = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if current.state not in RETRIABLE:
        raise NotAgain(_("This mail is out already, or just under way."))
    current.state, current.next_attempt_at = WAITING, at
    current.save(update_fields=["state", "next_attempt_at"])
    jobs.deliver.defer(mail_id=current.pk)
    return current


def deliver(*, mail_id: int, at: datetime) -> bool:
    """Hand one mail to the server if nobody else does and it is due; whether it went out now.

    The claim is committed before the server is spoken to. A process that dies in between leaves `sending`,
    which
    `settle_lost` turns into `unclear`: then a person decides, because the customer may have the mail already.
    """
    mail = _claim(mail_id=mail_id, at=at)
    if mail is None:
        return False
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        # Nothing was handed over yet: the server is away, or does not take our password.
        _failed(mail, error, at=at, for_good=False)
        return False
    try:
        connection.send_messages([_message(mail)])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _reason in error.recipients.values()]
        _failed(mail, error, at=at, for_good=all(code >= 500 for code in codes))
    except smtplib.SMTPResponseException as error:
        _failed(mail, error, at=at, for_good=500 <= error.smtp_code < 600)
    except smtplib.SMTPServerDisconnected as error:
        # The server may have taken the mail before the line broke: not tried again unasked.
        _settle(mail, state=UNCLEAR, error=str(error))
    except ValueError as error:
        # An address or heading that no server takes.
        _failed(mail, error, at=at, for_good=True)
    except (OSError, smtplib.SMTPException) as error:
        _failed(mail, error, at=at, for_good=False)
    else:
        _settle(mail, state=SENT, sent_at=at)
        return True
    finally:
        connection.close()
    return False


def due(*, at: datetime, limit: int = 100) -> list[int]:
    """The mails that wait and may be tried now."""
    waiting = OutgoingMail.objects.filter(state=WAITING, next_attempt_at__lte=at).order_by("next_attempt_at")
    return list(waiting.values_list("pk", flat=True)[:limit])


def settle_lost(*, at: datetime) -> int:
    """Mark mails whose process died while sending as unclear; how many."""
    lost = OutgoingMail.objects.filter(state=SENDING).filter(Q(claimed_at__lt=at - LOST_AFTER))
    return lost.update(state=UNCLEAR, last_error="interrupted")


def _claim(*, mail_id: int, at: datetime) -> OutgoingMail | None:
    with transaction.atomic():
        mail = (
            OutgoingMail.objects.select_for_update(skip_locked=True).filter(pk=mail_id, state=WAITING).first()
        )
        if mail is None or mail.next_attempt_at > at:
            return None
        mail.state, mail.claimed_at, mail.attempts = SENDING, at, mail.attempts + 1
        mail.save(update_fields=["state", "claimed_at", "attempts"])
        return mail


def _message(mail: OutgoingMail) -> EmailMessage:
    name = mail.sender_name
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        from_email=formataddr((name, mail.sender)) if name else mail.sender,
        to=mail.to,
        cc=mail.cc,
        headers={"Message-ID": mail.message_id},
    )
    for file in mail.attachments.all():
        content = files.read(file=file)
        if file.content_type.startswith(CALENDAR):
            # Outlook and Gmail offer to accept only what is another form of the text; the rest read the attachment.
            message.attach_alternative(content.decode(), file.content_type)
            message.attach(file.name, content, "application/ics")
        else:
            message.attach(file.name, content, file.content_type)
    return message


def _failed(mail: OutgoingMail, error: Exception, *, at: datetime, for_good: bool) -> None:
    log.warning("Mail %s was not delivered (try %s): %s", mail.pk, mail.attempts, error)
    if for_good or mail.attempts > len(PAUSES):
        _settle(mail, state=FAILED, error=str(error))
        return
    pause = timedelta(minutes=PAUSES[mail.attempts - 1])
    _settle(mail, state=WAITING, error=str(error), next_attempt_at=at + pause)


def _settle(mail: OutgoingMail, *, state: str, error: str = "", **more: datetime) -> None:
    OutgoingMail.objects.filter(pk=mail.pk, state=SENDING).update(
        state=state, last_error=text.clean(error, limit=500), **more
    )
