"""Reads about the agreement: which version holds, who reads what of it, who has acknowledged it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tandem.base.tools.reads import Givens, Read
from tandem.essentials.customers import queries as customers
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, COORDINATOR, READS_ALL, SALES_LEAD, User
from tandem.essentials.playbook import queries
from tandem.essentials.playbook.agreement.drafting import draw_up
from tandem.essentials.playbook.agreement.text import Content, Text, Wording
from tandem.essentials.playbook.models import Acknowledgement, Agreement

# Both sides, and who works for them on commission.
MUST_ACKNOWLEDGE = READS_ALL | {AGENT}
PUBLISHERS = (SALES_LEAD, COORDINATOR)


def latest() -> Agreement | None:
    """The version that holds; None before the first. One query."""
    return next(iter(_LATEST()), None)


def versions() -> QuerySet[Agreement]:
    """All versions, the newest first."""
    return Agreement.objects.select_related("published_by").defer("content").order_by("-number")


def get_for(user: User, number: int) -> Agreement:
    """One version, or 404; refused for whoever does not work by the rules."""
    queries.require_rule_reader(user)
    return get_object_or_404(
        Agreement.objects.select_related("published_by", "pdf_de", "pdf_en"), number=number
    )


def may_publish(user: User) -> bool:
    """Whether a person puts the agreement before the others: who leads sales or coordinates both sides."""
    return user.is_active and user.has_role(*PUBLISHERS)


def must_acknowledge(user: User) -> bool:
    """Whether the agreement is one between this person and the others."""
    return user.is_active and user.has_role(*MUST_ACKNOWLEDGE)


def waiting_for(user: User) -> Agreement | None:
    """The version that this person has still to acknowledge; None where there is nothing to do. One query."""
    if not must_acknowledge(user):
        return None
    return next(iter(_WAITING(user=user.pk)), None)


def reads_whole(user: User) -> bool:
    """Whether a person reads every line; others read what concerns them."""
    return user.has_role(*READS_ALL)


def content_for(user: User, agreement: Agreement, *, at: datetime) -> Content:
    """What a person reads of a version. At most two queries."""
    return excerpt(user, Content.read(agreement.content), at=at)


def changes_since(user: User, agreement: Agreement, *, at: datetime) -> int:
    """How many lines that this person reads would be different in a new version. At most five queries."""
    words = Content.read(agreement.content).preamble
    return excerpt(user, draw_up(preamble=words, since=agreement, at=at), at=at).text.changes


def excerpt(user: User, content: Content, *, at: datetime) -> Content:
    """The content without the rules about tandems and customers that are not this person's (INV8)."""
    if reads_whole(user):
        return content
    tandems = set(people.tandem_ids_of(user=user, day=timezone.localdate(at)))
    wordings = [wording for text in content.texts.values() for wording in _wordings(text)]
    named = {wording.customer for wording in wordings if wording.customer is not None}
    seen = set(customers.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))

    def is_seen(wording: Wording) -> bool:
        return (wording.tandem is None or wording.tandem in tandems) and (
            wording.customer is None or wording.customer in seen
        )

    texts = {language: text.only(is_seen) for language, text in content.texts.items()}
    return Content(
        number=content.number,
        preamble=content.preamble,
        preamble_before=content.preamble_before,
        texts=texts,
    )


def _wordings(text: Text) -> list[Wording]:
    found = [wording for line in text.lines for wording in (line.now, line.before) if wording is not None]
    return [*found, *text.given_up]


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody whom the agreement concerns, and when the person acknowledged it."""

    user: User
    at: datetime | None


def signatures(agreement: Agreement) -> list[Signature]:
    """Everybody whom it concerns, by name; of those who have left only who acknowledged it. Two queries."""
    given = {
        one.user_id: one for one in Acknowledgement.objects.filter(agreement=agreement).select_related("user")
    }
    everybody = {user.pk: user for user in people.colleagues() if must_acknowledge(user)}
    everybody |= {pk: one.user for pk, one in given.items()}
    by_name = sorted(everybody.values(), key=lambda user: (user.last_name, user.first_name, user.pk))
    return [Signature(user, given[user.pk].at if user.pk in given else None) for user in by_name]


def _latest_read(_given: Givens) -> QuerySet[Agreement]:
    return Agreement.objects.select_related("published_by").order_by("-number")[:1]


def _waiting_read(given: Givens) -> QuerySet[Agreement]:
    newest = Agreement.objects.order_by("-number").values("pk")[:1]
    own = Acknowledgement.objects.filter(agreement=OuterRef("pk"), user=given.user)
    return Agreement.objects.filter(~Exists(own), pk=Subquery(newest)).defer("content")


_LATEST, _WAITING = Read(_latest_read), Read(_waiting_read)
