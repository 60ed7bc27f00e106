"""Publishing the agreement, acknowledging it, reminding of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.files import actions as files
from tandem.base.files.models import File
from tandem.base.journal import actions as journal
from tandem.base.post import actions as post
from tandem.base.tools import numbers, text
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import agreement as agreements
from tandem.essentials.playbook import entries, queries
from tandem.essentials.playbook.agreement import Content, paper
from tandem.essentials.playbook.agreement.text import LANGUAGES
from tandem.essentials.playbook.models import Acknowledgement, Agreement, AgreementReminder

NUMBER_KIND = "agreement"
# So many working days somebody has for reading before a mail reminds, and then one a week.
REMIND_AFTER = 3
LONGEST_PREAMBLE = 5_000


class PreambleMissing(Refused):
    """An agreement says in the company's own words what it is for."""


class NothingNew(Refused):
    """The agreement would read as the one before."""


class NotAsSeen(Refused):
    """A rule was changed, or another version published, since the publisher read the draft."""


class Superseded(Refused):
    """A newer version of the agreement holds."""


@transaction.atomic
def publish(*, preamble: str, by: User, at: datetime, seen: str = "") -> Agreement:
    """Put the rules and responsibilities in force before both sides, as a version that stays as it is.

    `seen` is the fingerprint of what the publisher has read (`Content.read_as`); another text is refused.
    """
    if not agreements.may_publish(by):
        raise NotAllowed(_("Sales management and coordination publish the agreement."))
    words = text.clean(preamble, limit=LONGEST_PREAMBLE, lines=True)
    if not words:
        raise PreambleMissing(_("Say in a few sentences what the agreement is for."))
    # First of all, for its lock: of two who publish at once the second waits here and then sees the first's version.
    numbers.draw(kind=NUMBER_KIND, year=0)
    content = agreements.draw_up(preamble=words, since=agreements.latest(), at=at)
    if seen and seen != content.read_as:
        raise NotAsSeen(_("The rules have changed since you read the draft. Have a look at it as it is now."))
    if not content.is_new:
        raise NothingNew(_("Nothing has changed since the last agreement."))
    pdfs = {language: _document(content, language=language, by=by, at=at) for language in LANGUAGES}
    found = Agreement.objects.create(
        number=content.number,
        content=content.stored(),
        sha256=content.sha256,
        pdf_de=pdfs["de"],
        pdf_en=pdfs["en"],
        published_at=at,
        published_by=by,
    )
    event = entries.AgreementPublished(number=content.number, changes=content.texts["de"].changes)
    journal.record(event, customer_id=None, by=by, at=at, lane=by.side)
    return found


def _document(content: Content, *, language: str, by: User, at: datetime) -> File:
    company = people.company()
    pdf = paper.render(
        content, language=language, company=company.name if company else "", publisher=by, published_at=at
    )
    with translation.override(language):
        name = _("Agreement %(number)d") % {"number": content.number}
    return files.store(content=pdf, name=f"{name}.pdf", content_type="application/pdf", by=by, at=at)


@transaction.atomic
def acknowledge(*, agreement: Agreement, by: User, at: datetime) -> Acknowledgement:
    """Say that one has read the version that holds and works by it; whoever says it twice has said it once."""
    if not agreements.must_acknowledge(by):
        raise NotAllowed(_("The agreement is one between inside and field sales."))
    newest = agreements.latest()
    if newest is None or newest.pk != agreement.pk:
        raise Superseded(_("There is a newer version of the agreement. Read that one, please."))
    found, is_new = Acknowledgement.objects.get_or_create(agreement=agreement, user=by, defaults={"at": at})
    if is_new:
        event = entries.AgreementAcknowledged(number=agreement.number)
        journal.record(event, customer_id=None, by=by, at=at, lane=by.side)
    return found


def remind(*, at: datetime) -> int:
    """Remind by mail whoever has had time to read and has not acknowledged; how many mails were written.

    Nobody is reminded while away, or twice in a week.
    """
    newest = agreements.latest()
    if newest is None:
        return 0
    away = people.stand_ins(day=timezone.localdate(at))
    open_still = [one.user for one in agreements.signatures(newest) if one.at is None]
    return sum(
        _remind(newest, user, at=at)
        for user in open_still
        if not away.is_away(user.pk) and _had_time(newest, user, at=at)
    )


def _had_time(agreement: Agreement, user: User, *, at: datetime) -> bool:
    """Whether some working days have passed since it was published, or since the person came."""
    since = max(agreement.published_at, user.created_at or agreement.published_at)
    return queries.days_after(REMIND_AFTER, user=user, at=since) <= at


@transaction.atomic
def _remind(agreement: Agreement, user: User, *, at: datetime) -> bool:
    day = timezone.localdate(at)
    monday = day - timedelta(days=day.weekday())
    _reminder, is_new = AgreementReminder.objects.get_or_create(agreement=agreement, user=user, week=monday)
    if not is_new:
        return False
    publisher = agreement.published_by
    with translation.override(user.language):
        subject = _("Our agreement of %(day)s: read and acknowledge") % {
            "day": formats.plain_date(timezone.localdate(agreement.published_at), language=user.language)
        }
        body = _(
            "Hello %(name)s,\n\nour agreement on how inside and field sales work together has a new version. Please "
            "read it in Tandem under “Rules of the game” and “Agreement”, and acknowledge it there. If something in "
            "it does not fit, tell %(publisher)s."
        ) % {"name": user.first_name, "publisher": publisher.full_name}
    draft = post.Draft(kind="playbook.agreement", to=[user.email], subject=subject, body=body)
    post.queue(
        drafts=[draft],
        sender=publisher.email,
        sender_name=publisher.full_name,
        by=None,
        at=at,
    )
    return True
