"""The answer to what a customer asked by the link to a quote: written for them, shown on their link."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.post import actions as post
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import validation
from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.models import DONE, Matter
from tandem.journey.quotes import entries, letters
from tandem.journey.quotes.actions.holding import NotValid
from tandem.journey.quotes.actions.values import long
from tandem.journey.quotes.models import CustomerQuestion


class RepliedAlready(Refused):
    """Somebody was faster; the customer has their answer."""

    status = 409


@transaction.atomic
def reply(
    *, question: CustomerQuestion, text: str, by: User, at: datetime, mail_to: str = ""
) -> CustomerQuestion:
    """Answer what a customer asked by link: their link shows `text` from now on, and it goes by mail to `mail_to`
    where that is given, never by itself. The request is done with it, unless tasks of it are still open.
    """
    request = Matter.objects.select_for_update(of=("self",)).select_related("customer", "accountable").get(
        pk=question.request_id
    )  # fmt: skip
    turns.require_act(by, request, day=timezone.localdate(at))
    current = (
        CustomerQuestion.objects.select_for_update(of=("self",))
        .select_related("version__quote__matter__contact", "answered_by")
        .get(pk=question.pk)
    )
    if current.answered_by is not None:
        raise RepliedAlready(
            _("%(who)s was faster: this question is answered.") % {"who": current.answered_by.full_name}
        )
    words = long(text)
    if not words:
        raise NotValid(_("What shall the customer read? An answer is missing."))
    mail = _queued(current, words, to=_address(mail_to), by=by, at=at) if mail_to.strip() else None
    current.answer, current.answered_at, current.answered_by, current.mail = words, at, by, mail
    current.save()
    told = entries.CustomerGotAnswer(
        number=current.version.quote.label,
        name=current.name,
        text=current.text,
        answer=words,
        to=mail.to[0] if mail is not None else "",
    )
    if request.is_open and not request.tasks.filter(done_at=None, step_key="").exists():
        teamwork.close(matter=request, outcome=DONE, event=told, by=by, at=at)
    else:
        teamwork.tell(told, matter=request, by=by, at=at)
    return current


def _address(typed: str) -> str:
    try:
        return validation.email(typed)
    except validation.InvalidValue as error:
        raise NotValid(error.reason) from error


def _queued(question: CustomerQuestion, words: str, *, to: str, by: User, at: datetime) -> OutgoingMail:
    """The question and its answer, in the language of the quote."""
    version = question.version
    with translation.override(version.language):
        subject = _("Your question on quote %(number)s") % {"number": version.quote.label}
        asked = "\n".join(f"> {line}" for line in question.text.splitlines())
        body = "\n\n".join(
            [
                letters.salutation(version.quote.matter.contact),
                _("you asked about our quote:"),
                asked,
                words,
                _("Kind regards") + "\n" + by.full_name,
            ]
        )
    [mail] = post.queue(
        drafts=[post.Draft(kind="quotes.reply", to=[to], subject=subject, body=body)],
        sender=by.email,
        sender_name=by.full_name,
        by=by,
        at=at,
    )
    return mail
