"""What the rules say of sending a version, and the yes that it needs or has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tandem.base.tools.reads import Read
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import ROLES, User
from tandem.essentials.playbook.rules import BLOCK, INFORM, Allowance, Finding, Verdict
from tandem.essentials.teamwork import queries as teamwork
from tandem.journey.quotes import approving, grouping, totals
from tandem.journey.quotes.models import DRAFT, GRANTED, REQUESTED, QuoteApproval, QuoteLine, QuoteVersion
from tandem.journey.quotes.rules import LIMITS, SendQuote, highest

# Who may say yes to anything at all.
ENTITLED = frozenset(role for kind in LIMITS for role in kind.entitled)


def judged(
    version: QuoteVersion,
    lines: Sequence[QuoteLine],
    sums: totals.Totals,
    *,
    by: User,
    at: datetime,
    left_out: str = "",
) -> SendQuote:
    """The sending of this version as the rules judge it."""
    matter = version.quote.matter
    return SendQuote(
        customer=matter.customer,
        matter_id=matter.pk,
        by=by,
        at=at,
        left_out=left_out,
        **measured(lines, sums),
    )


def measured(lines: Sequence[QuoteLine], sums: totals.Totals) -> dict[str, Any]:
    """What the limits are held against."""
    line_discount, line_at = highest(lines)
    return {
        "discount": sums.reduction_percent or totals.ZERO,
        "line_discount": line_discount,
        "line_at": line_at,
        "margin": sums.margin_percent,
        "of_groups": grouping.of_lines(lines, sums),
    }


def beyond(verdict: Verdict) -> list[Finding]:
    """The limits that whoever acts goes beyond and may not set aside."""
    by = verdict.act.by
    return [
        finding
        for finding in verdict.findings
        if isinstance(finding.held.kind, LIMITS)
        and finding.held.effect == BLOCK
        and not (by and by.has_role(*finding.held.kind.entitled))
    ]


def seen(verdict: Verdict) -> list[int]:
    """The rules that a yes covers: every limit that stands in the way, also where a reason would do."""
    return [
        finding.held.pk
        for finding in verdict.findings
        if isinstance(finding.held.kind, LIMITS) and finding.held.effect != INFORM
    ]


def entitled(findings: Iterable[Finding]) -> list[str]:
    """The roles that may say yes to all of these."""
    allowed = [set(finding.held.kind.entitled) for finding in findings]
    return [role for role in ROLES if allowed and all(role in roles for roles in allowed)]


def allowance(version: QuoteVersion, lines: Sequence[QuoteLine], sums: totals.Totals) -> Allowance | None:
    """What was granted for exactly these lines and sums; None where nothing was, or something has changed since."""
    granted = next((one for one in _OPEN(version=version.pk) if one.is_granted), None)
    if granted is None or granted.digest != approving.digest_of(version, lines, sums):
        return None
    return _allowed(granted)


def _allowed(granted: QuoteApproval) -> Allowance:
    name = granted.answered_by.full_name if granted.answered_by else "–"
    told = _("Approved by %(name)s: %(reason)s") % {"name": name, "reason": granted.answer or granted.reason}
    return Allowance(rules=frozenset(granted.rules), reason=told[:300])


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What a draft needs before it goes out, as its page says it."""

    findings: list[Finding]
    # Asked for, granted, or granted and overtaken by a change.
    approval: QuoteApproval | None = None
    is_overtaken: bool = False
    # Whom to ask: the first who may say yes and is there, or the one who stands in.
    whom: User | None = None

    @property
    def is_there(self) -> bool:
        """Whether the yes is there."""
        return self.approval is not None and self.approval.is_granted and not self.is_overtaken


def needed(
    version: QuoteVersion, lines: Sequence[QuoteLine], sums: totals.Totals, verdict: Verdict
) -> Needed | None:
    """What this version needs so that whoever asks may send it. No query where it is within the limits."""
    findings = beyond(verdict)
    if not findings:
        return None
    approval = next(iter(_OPEN(version=version.pk)), None)
    overtaken = approval is not None and approval.digest != approving.digest_of(version, lines, sums)
    if approval is not None and approval.is_granted:
        overtaken = overtaken or not {finding.held.pk for finding in findings} <= set(approval.rules)
    act = verdict.act
    assert act.by is not None  # the system goes beyond no limit
    asks = approval is None or overtaken
    whom = (
        first_of(entitled(findings), asker=act.by, customer=act.customer, day=act.at.date()) if asks else None
    )
    return Needed(
        findings=findings, approval=approval, is_overtaken=overtaken, whom=whom[1] if whom else None
    )


def first_of(roles: Sequence[str], *, asker: User, customer: Customer, day: date) -> tuple[User, User] | None:
    """Who is asked, and who answers for them today: somebody who is there first, never whoever asks."""
    holders = list(people.colleagues().filter(roles__overlap=list(roles)).exclude(pk=asker.pk))
    stand_ins = people.stand_ins(day=day)
    holders.sort(key=lambda person: stand_ins.is_away(person.pk))
    for person in holders:
        acting = stand_ins.acting_for(person) or person
        if acting.pk != asker.pk and customers.may_see(acting, customer_id=customer.pk):
            return person, acting
    return None


_OPEN = Read(
    lambda given: QuoteApproval.objects.filter(
        version=given.version, state__in=[REQUESTED, GRANTED]
    ).select_related("asked", "asked_by", "answered_by")
)


def of_version(version: QuoteVersion) -> list[QuoteApproval]:
    """Every time a yes was asked for, the newest first."""
    found = QuoteApproval.objects.filter(version=version).order_by("-pk")
    return list(found.select_related("asked", "asked_by", "answered_by", "ended_by"))


def get_for(user: User, pk: int) -> QuoteApproval:
    """One approval of a quote that the person may read."""
    found = QuoteApproval.objects.filter(version__quote__matter__in=teamwork.visible_to(user))
    related = found.select_related("version__quote__matter__customer", "asked", "asked_by", "answered_by")
    return get_object_or_404(related, pk=pk)


def may_decide(user: User, approval: QuoteApproval, *, day: date) -> bool:
    """Whether a person may say yes or no: one of the roles, or who stands in for one of them; never whoever asks."""
    if not user.is_active or user.pk == approval.asked_by_id:
        return False
    if user.has_role(*approval.roles):
        return True
    represented = people.stand_ins(day=day).represented_by(user)
    return (
        bool(represented)
        and people.colleagues().filter(pk__in=represented, roles__overlap=approval.roles).exists()
    )


def waiting_for(approval: Q) -> QuerySet[QuoteApproval]:
    """Requests on drafts that are still being written."""
    return QuoteApproval.objects.filter(
        approval, state=REQUESTED, version__state=DRAFT, version__quote__matter__closed_at=None,
        version__quote__decided_at=None,
    )  # fmt: skip
