"""Passing the turn: handover, acceptance, decline, take back, take over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import EntryType
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import answers, entries, queries
from tandem.essentials.teamwork.actions import claims
from tandem.essentials.teamwork.actions.matters import (
    locked,
    require_able,
    require_future,
    tell,
    withdraw_offers,
)
from tandem.essentials.teamwork.models import (
    ACCEPTED,
    DECLINED,
    NOTHING,
    OFFERED,
    TAKEN_BACK,
    Handover,
    Matter,
)
from tandem.essentials.teamwork.rules import AT_ONCE, HandoverAcceptance, HandoverAnswer


class BriefingMissing(Refused):
    """A handover says what the other needs to know."""


class ReasonMissing(Refused):
    """Declining wants a reason."""


class AlreadyAnswered(Refused):
    """Somebody was faster."""


class NotYours(NotAllowed):
    """Only whom the handover was offered to (or the stand-in) answers it."""


@transaction.atomic
def hand_over(
    *,
    matter: Matter,
    to: User,
    briefing: str,
    by: User,
    at: datetime,
    next_step: str = "",
    due_at: datetime | None = None,
    explicit: bool = False,
    event: EntryType | None = None,
) -> Handover:
    """Pass the turn. Within the customer's tandem the rule says whether at once, else the giver keeps it until then.

    `event` tells it in the words of the room that hands over.
    """
    current = locked(matter)
    day = timezone.localdate(at)
    queries.require_act(by, current, day=day)
    briefing = briefing.strip()
    if not briefing:
        raise BriefingMissing(
            _("What does %(name)s need to know? One sentence is enough.") % {"name": to.first_name}
        )
    if to.pk == current.accountable_id:
        raise AlreadyAnswered(_("It is already %(name)s's turn.") % {"name": to.full_name})
    waiting = queries.open_offer(current)
    if waiting is not None:
        raise AlreadyAnswered(
            _("This matter is already offered to %(name)s. Take that back first.")
            % {"name": waiting.taker.full_name}
        )
    require_able(to, current.customer)
    claims.require_free(current, by=by, at=at)
    if due_at is not None:
        require_future(due_at, at=at)
    team = people.team(tandem_id=current.customer.tandem_id, day=day)
    within = to in team and (by in team or current.accountable in team)
    rule = rules.holding(HandoverAcceptance, customer=current.customer, at=at) if within else None
    at_once = not explicit and rule is not None and rule.when == AT_ONCE
    handover = Handover.objects.create(
        matter=current,
        giver=by,
        taker=to,
        briefing=briefing,
        next_step=(next_step.strip() or current.next_step)[:200],
        due_at=due_at or _due(current, to, at),
        made_at=at,
        answer_due_at=_answer_due(current, to, at),
    )
    assert current.accountable is not None  # locked() lets open matters pass only: open_matter_has_a_turn
    owner = "" if current.accountable_id == by.pk else current.accountable.full_name
    if at_once:
        _pass(handover, current, at=at, answered_by=to)
    told = event or entries.HandedOver(
        giver=by.full_name, taker=to.full_name, briefing=briefing, offered=not at_once, owner=owner
    )
    tell(told, matter=current, by=by, at=at)
    return handover


def _due(matter: Matter, to: User, at: datetime) -> datetime:
    if matter.step is not None:
        return playbook.step_due(step=matter.step, user=to, at=at)
    return _answer_due(matter, to, at)


def _answer_due(matter: Matter, to: User, at: datetime) -> datetime:
    return playbook.answer_due(rule=HandoverAnswer, customer=matter.customer, user=to, at=at)


def _pass(handover: Handover, matter: Matter, *, at: datetime, answered_by: User) -> None:
    handover.state, handover.answered_at, handover.answered_by = ACCEPTED, at, answered_by
    handover.save()
    matter.accountable, matter.turn_since = handover.taker, at
    matter.next_step, matter.due_at, matter.waiting_for = handover.next_step, handover.due_at, NOTHING
    matter.revision += 1
    matter.save()


def _open(handover: Handover) -> tuple[Handover, Matter]:
    """The offer and its matter, locked; whoever comes second learns who was faster."""
    matter = locked(handover.matter)
    current = Handover.objects.select_related("giver", "taker", "answered_by").get(pk=handover.pk)
    if current.state != OFFERED:
        who = current.answered_by.full_name if current.answered_by else _("Somebody")
        raise AlreadyAnswered(_("%(name)s was faster: this handover has been answered.") % {"name": who})
    return current, matter


def _require_taker(handover: Handover, *, by: User, at: datetime) -> None:
    if not queries.may_answer(by, handover, day=timezone.localdate(at)):
        raise NotYours(_("%(name)s answers this handover.") % {"name": handover.taker.full_name})


def _tell_answer(handover: Handover, matter: Matter, *, by: User, at: datetime) -> None:
    """One entry for the answer: the words of the room that goes with it, else the plain ones."""
    if answers.are_told(handover, by=by, at=at):
        return
    event = entries.HandoverAnswered(who=by.full_name, answer=handover.state, reason=handover.reason)
    tell(event, matter=matter, by=by, at=at)


@transaction.atomic
def accept(*, handover: Handover, by: User, at: datetime) -> Handover:
    """Take the turn that was offered; of several who accept at once one gets it.

    Where a stand-in accepts, the turn is the absent person's: the owner is stored, the stand-in derived.
    """
    current, matter = _open(handover)
    _require_taker(current, by=by, at=at)
    _pass(current, matter, at=at, answered_by=by)
    _tell_answer(current, matter, by=by, at=at)
    return current


@transaction.atomic
def decline(*, handover: Handover, reason: str, by: User, at: datetime) -> Handover:
    """Say no with a reason; the turn stays where it is."""
    current, matter = _open(handover)
    _require_taker(current, by=by, at=at)
    if not reason.strip():
        raise ReasonMissing(_("Why not? One sentence helps %(name)s.") % {"name": current.giver.first_name})
    current.state, current.reason, current.answered_at, current.answered_by = DECLINED, reason.strip(), at, by
    current.save()
    _tell_answer(current, matter, by=by, at=at)
    return current


@transaction.atomic
def take_back(*, handover: Handover, by: User, at: datetime) -> Handover:
    """Withdraw an offer nobody has answered yet: who made it, who has the turn, or who stands in for them."""
    current, matter = _open(handover)
    if not queries.may_take_back(by, current, matter, day=timezone.localdate(at)):
        raise NotYours(_("%(name)s can take this handover back.") % {"name": current.giver.full_name})
    current.state, current.answered_at, current.answered_by = TAKEN_BACK, at, by
    current.save()
    _tell_answer(current, matter, by=by, at=at)
    return current


@transaction.atomic
def take_over(
    *,
    matter: Matter,
    by: User,
    at: datetime,
    reason: str = "",
    seen_revision: int | None = None,
    until: datetime | None = None,
) -> Matter:
    """Take the turn ('Ich übernehme'); of ten who try at once one gets it, the others learn who.

    `until` keeps others from taking it over until then; who has the turn already may claim it as well.
    `seen_revision` is the matter's revision as the person saw it: without it the last one takes it.
    """
    current = locked(matter)
    queries.require_act(by, current, day=timezone.localdate(at))
    require_able(by, current.customer)
    assert current.accountable is not None
    is_mine = current.accountable_id == by.pk
    if is_mine and until is None:
        raise AlreadyAnswered(_("It is already your turn."))
    claims.require_free(current, by=by, at=at)
    if seen_revision is not None and seen_revision != current.revision:
        raise AlreadyAnswered(
            _("%(name)s was faster: the turn has just changed.") % {"name": current.accountable.full_name}
        )
    before = current.accountable.full_name
    if until is not None:
        claims.claim(current, person=by, until=until, at=at)
    if not is_mine:
        withdraw_offers(current, by=by, at=at)
        current.accountable, current.turn_since = by, at
    current.revision += 1
    current.save()
    event = entries.TakenOver(
        who=by.full_name, before=before, reason=reason.strip(), until=until.isoformat() if until else ""
    )
    tell(event, matter=current, by=by, at=at)
    return current
