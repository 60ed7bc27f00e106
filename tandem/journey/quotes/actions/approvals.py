"""The yes that a version needs beyond a limit: asked for, granted or refused, taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people.models import ROLES, User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.quotes import approving, entries, queries
from tandem.journey.quotes.actions.holding import Frozen, NotNow, held, writable
from tandem.journey.quotes.models import (
    GRANTED,
    REFUSED,
    REQUESTED,
    TAKEN_BACK,
    QuoteApproval,
    QuoteVersion,
)
from tandem.journey.quotes.queries import approvals
from tandem.journey.quotes.rules import ApprovalAnswer


class NothingToApprove(Refused):
    """The version is within the limits."""


class ChangedSince(Refused):
    """The lines or sums are no longer those that were looked at."""


class NoReason(Refused):
    """Asking and refusing want a reason."""


@transaction.atomic
def ask_approval(*, version: QuoteVersion, reason: str, by: User, at: datetime) -> QuoteApproval:
    """Ask for the yes that this version needs, for its lines and sums as they are now.

    What was asked for or granted before ends: it was for another state.
    """
    current = writable(version, by=by, at=at)
    quote, matter = current.quote, current.quote.matter
    lines = queries.lines_of(current)
    sums = queries.totals_of_lines(current, lines)
    verdict = rules.check(approvals.judged(current, lines, sums, by=by, at=at))
    findings = approvals.beyond(verdict)
    if not findings:
        raise NothingToApprove(_("This quote needs nobody's yes: you can send it."))
    reason = texts.clean(reason, limit=500)
    if not reason:
        raise NoReason(_("Say in one sentence why this customer gets it."))
    digest = approving.digest_of(current, lines, sums)
    _end_before(current, digest, by=by, at=at)
    roles = approvals.entitled(findings)
    whom = approvals.first_of(roles, asker=by, customer=matter.customer, day=timezone.localdate(at))
    if whom is None:
        names = _(" or ").join(str(ROLES[role]) for role in roles)
        raise NothingToApprove(_("Nobody is there who may say yes: %(roles)s.") % {"roles": names})
    asked, acting = whom
    approval = QuoteApproval.objects.create(
        version=current,
        asked_by=by,
        asked=asked,
        roles=roles,
        asked_at=at,
        due_at=playbook.answer_due(rule=ApprovalAnswer, customer=matter.customer, user=acting, at=at),
        reason=reason,
        objections=[finding.objection.sentence for finding in findings],
        rules=approvals.seen(verdict),
        digest=digest,
        revision=current.revision,
    )
    event = entries.ApprovalAsked(
        quote=quote.label, version=current.number, asked=acting.full_name, reason=reason,
        objections=approval.objections, due=approval.due_at.isoformat(),
    )  # fmt: skip
    teamwork.tell(event, matter=matter, by=by, at=at)
    return approval


def _end_before(version: QuoteVersion, digest: str, *, by: User, at: datetime) -> None:
    open_ones = version.approvals.filter(state__in=[REQUESTED, GRANTED]).select_for_update(of=("self",))
    for before in open_ones.select_related("asked"):
        if before.digest == digest and before.is_asked:
            raise NotNow(_("%(name)s has been asked already.") % {"name": before.asked.full_name})
        before.state, before.ended_at, before.ended_by = TAKEN_BACK, at, by
        before.save(update_fields=["state", "ended_at", "ended_by"])


@transaction.atomic
def answer_approval(
    *, approval: QuoteApproval, granted: bool, seen: str, by: User, at: datetime, reason: str = ""
) -> QuoteApproval:
    """Say yes or no to the version as it was looked at (`seen` is the digest of that).

    A no says why. A yes holds for these lines and sums; what has changed since then is looked at once more.
    """
    version = held(approval.version)
    current = _held(approval)
    if not approvals.may_decide(by, current, day=timezone.localdate(at)):
        names = _(" or ").join(str(ROLES[role]) for role in current.roles)
        raise NotAllowed(_("%(roles)s can answer this.") % {"roles": names})
    _require_open(current, version)
    reason = texts.clean(reason, limit=500)
    if not granted and not reason:
        raise NoReason(_("Say in one sentence why not, so that it can be changed."))
    if granted:
        _cover(current, version, seen=seen, at=at)
    current.state = GRANTED if granted else REFUSED
    current.answered_at, current.answered_by, current.answer = at, by, reason
    current.save()
    event = entries.ApprovalAnswered(
        quote=version.quote.label, version=version.number, granted=granted, reason=reason,
        asked_by=current.asked_by.full_name, objections=current.objections,
    )  # fmt: skip
    teamwork.tell(event, matter=version.quote.matter, by=by, at=at)
    return current


def _cover(approval: QuoteApproval, version: QuoteVersion, *, seen: str, at: datetime) -> None:
    """What the yes is for: what stands there now, if that is what was looked at."""
    lines = queries.lines_of(version)
    sums = queries.totals_of_lines(version, lines)
    digest = approving.digest_of(version, lines, sums)
    if digest != seen:
        raise ChangedSince(_("The quote has just been changed. Look at it once more."))
    verdict = rules.check(approvals.judged(version, lines, sums, by=approval.asked_by, at=at))
    findings = approvals.beyond(verdict)
    roles = approvals.entitled(findings)
    if findings and roles != approval.roles:
        raise ChangedSince(_("The rules have just been changed. Let it be asked for once more."))
    approval.digest, approval.revision = digest, version.revision
    approval.rules = approvals.seen(verdict)
    approval.objections = [finding.objection.sentence for finding in findings] or approval.objections


def _held(approval: QuoteApproval) -> QuoteApproval:
    QuoteApproval.objects.select_for_update().only("pk").get(pk=approval.pk)
    return QuoteApproval.objects.select_related("asked", "asked_by", "answered_by", "ended_by").get(
        pk=approval.pk
    )


def _require_open(approval: QuoteApproval, version: QuoteVersion) -> None:
    if not version.is_draft:
        raise Frozen(_("Version %(version)d has gone out already.") % {"version": version.number})
    if approval.state == REQUESTED:
        return
    who = approval.ended_by or approval.answered_by
    raise NotNow(
        _("%(name)s was faster: %(state)s.")
        % {"name": who.full_name if who else "–", "state": approval.state_label}
    )


@transaction.atomic
def take_approval_back(*, approval: QuoteApproval, by: User, at: datetime) -> QuoteApproval:
    """Whoever asked takes the request back; whoever may say yes takes a yes back, until the version has gone out."""
    version = held(approval.version)
    current = _held(approval)
    if not version.is_draft:
        raise Frozen(_("Version %(version)d has gone out already.") % {"version": version.number})
    if current.state not in (REQUESTED, GRANTED):
        raise NotNow(_("There is nothing to take back any more."))
    decides = approvals.may_decide(by, current, day=timezone.localdate(at))
    if not (by.pk == current.asked_by_id or (current.is_granted and decides)):
        raise NotAllowed(_("%(name)s can take this back.") % {"name": current.asked_by.full_name})
    was_granted = current.is_granted
    current.state, current.ended_at, current.ended_by = TAKEN_BACK, at, by
    current.save()
    event = entries.ApprovalTakenBack(
        quote=version.quote.label, version=version.number, was_granted=was_granted
    )  # fmt: skip
    teamwork.tell(event, matter=version.quote.matter, by=by, at=at)
    return current
