"""The customer's confirmation of what they decided by link: queued with the decision, one each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.design import filters, formats
from tandem.base.post import actions as post
from tandem.base.post.models import OutgoingMail
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import Company, User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import letters
from tandem.journey.quotes.models import CUSTOMER_REASONS, QuoteVersion

# A label and what stands behind it.
Facts = list[tuple[str, str]]


def acceptance(
    version: QuoteVersion, matter: Matter, *, name: str, place: str, words: str, at: datetime
) -> OutgoingMail | None:
    """What was ordered, of which version, for how much, by whom, where and when."""

    def says() -> tuple[str, list[str]]:
        quote = version.quote
        facts: Facts = [
            (_("Net"), _money(version.net, version)),
            (pgettext("sum", "Gross"), _money(version.gross, version)),
            (_("Ordered by"), f"{name}, {place}"),
            (pgettext("of a decision", "On"), _moment(at)),
            (_("Your wish, no part of the order"), words),
            (_("The document's SHA-256"), version.pdf_sha256),
        ]
        subject = _("Your order by quote %(number)s") % {"number": quote.number}
        thanks = _("thank you for your order. This is what you ordered bindingly by our quote:")
        return subject, [
            thanks,
            _listed(version, facts),
            _("The quote is attached. You will get the order confirmation."),
        ]

    return _queue("quotes.accepted", version, matter, says, with_document=True, at=at)


def refusal(
    version: QuoteVersion, matter: Matter, *, name: str, reason: str, words: str, at: datetime
) -> OutgoingMail | None:
    """What was declined, by whom, when and why."""

    def says() -> tuple[str, list[str]]:
        facts: Facts = [
            (_("Declined by"), name),
            (pgettext("of a decision", "On"), _moment(at)),
            (_("Reason"), str(CUSTOMER_REASONS[reason])),
            (_("In your words"), words),
        ]
        subject = _("You declined quote %(number)s") % {"number": version.quote.number}
        noted = _("thank you for your answer. We have noted that you decline our quote:")
        return subject, [
            noted,
            _listed(version, facts),
            _("If you think otherwise now, answer this mail or call me."),
        ]

    return _queue("quotes.declined", version, matter, says, at=at)


def _queue(
    kind: str,
    version: QuoteVersion,
    matter: Matter,
    says: Callable[[], tuple[str, list[str]]],
    *,
    at: datetime,
    with_document: bool = False,
) -> OutgoingMail | None:
    """From whoever sent the quote, to where it went; nothing where it went nowhere by mail."""
    if not version.sent_to:
        return None
    sender = speaks_for_us(version, matter)
    company = people.company() or Company(name="")
    zone = ZoneInfo(company.zone or "Europe/Berlin")
    with letters.written_in(version.language, of=company), timezone.override(zone):
        subject, parts = says()
        closing = _("Kind regards") + "\n" + sender.full_name
        body = "\n\n".join([letters.salutation(matter.contact), *parts, closing])
    [mail] = post.queue(
        drafts=[post.Draft(kind=kind, to=[version.sent_to], subject=subject, body=body)],
        sender=sender.email,
        sender_name=sender.full_name,
        attachments=[version.pdf] if with_document and version.pdf is not None else [],
        by=None,
        at=at,
    )
    return mail


def speaks_for_us(version: QuoteVersion, matter: Matter) -> User:
    """Whoever sent the quote; where they have left, whoever has the turn now."""
    if version.sent_by is not None and version.sent_by.is_active:
        return version.sent_by
    assert matter.accountable is not None  # an open matter has a turn (INV1)
    return matter.accountable


def _listed(version: QuoteVersion, facts: Facts) -> str:
    quote = version.quote
    head = [
        (_("Quote"), f"{quote.number} · {quote.title}"),
        (pgettext("of a quote", "Version"), str(version.number)),
    ]
    return "\n".join(f"{label}: {text}" for label, text in [*head, *facts] if text)


def _money(value: Decimal | None, version: QuoteVersion) -> str:
    if value is None:
        return ""
    return formats.money(value, version.quote.currency, exact=True, language=version.language)


def _moment(at: datetime) -> str:
    return f"{filters.plain_date(at)}, {filters.clock(at)}"
