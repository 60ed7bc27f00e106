"""Texts for the mail with a quote: kept, changed, taken away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.people.models import ADMINISTRATOR, COORDINATOR, SALES_LEAD, User
from tandem.journey.quotes import queries, wording
from tandem.journey.quotes.actions.holding import NotValid
from tandem.journey.quotes.models import MailText

# Who writes the texts of the whole company.
FOR_ALL = (SALES_LEAD, COORDINATOR, ADMINISTRATOR)


@transaction.atomic
def keep_mail_text(
    *,
    name: str,
    language: str,
    subject: str,
    text: str,
    by: User,
    at: datetime,
    for_all: bool = False,
    known: MailText | None = None,
) -> MailText:
    """Keep a text, or change one; a placeholder that does not exist is named and refused."""
    if known is not None:
        require_own(known, by=by)
    if for_all and not by.has_role(*FOR_ALL):
        raise NotAllowed(
            _("Sales management, coordination or administration writes the texts of the company.")
        )
    if not (for_all or queries.may_see_margin(by) or by.has_role("agent")):
        raise NotAllowed(_("Whoever sends quotes keeps texts for them."))
    name = texts.clean(name, limit=80)
    subject, text = texts.clean(subject, limit=200), texts.clean(text, limit=20_000, lines=True)
    if not (name and subject and text):
        raise NotValid(_("A text needs a name, a subject and words."))
    if unknown := wording.unknown(subject, text):
        words = {
            "names": ", ".join(unknown),
            "known": ", ".join(f"{{{one}}}" for one in wording.PLACEHOLDERS),
        }
        raise NotValid(_("There is no %(names)s. You can use: %(known)s.") % words)
    owner = None if for_all else by
    same = MailText.objects.filter(owner=owner, name=name, language=language, removed_at=None)
    if (same.exclude(pk=known.pk) if known else same).exists():
        raise NotValid(_("There is a text “%(name)s” already. Choose another name.") % {"name": name})
    kept = known or MailText()
    kept.name, kept.language, kept.subject, kept.text = name, language, subject, text
    kept.owner, kept.made_by, kept.made_at = owner, by, at
    kept.save()
    return kept


def require_own(known: MailText, *, by: User) -> None:
    """Refuse somebody else's text."""
    if known.owner_id != by.pk and not (known.owner_id is None and by.has_role(*FOR_ALL)):
        raise NotAllowed(_("This text is not yours. Keep one of your own."))


@transaction.atomic
def remove_mail_text(*, known: MailText, by: User, at: datetime) -> None:
    """Take a text away; mails that were sent with it stay as they are."""
    require_own(known, by=by)
    MailText.objects.filter(pk=known.pk, removed_at=None).update(removed_at=at)
