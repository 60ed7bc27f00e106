"""The end of a round: tasks, minutes, and what counts as the partner's answer. Done once, however often it is sent."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import moments
from tandem.essentials.people.models import User
from tandem.essentials.people.queries import Team
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import consulting, contacts
from tandem.essentials.teamwork.models import GO
from tandem.essentials.teamwork.queries import may_decide
from tandem.essentials.teamwork.rules import ConsultationFirst, ContactCustomer
from tandem.essentials.teamwork.situation import Situation
from tandem.journey.calls.models import CALLING, DONE, PREPARING, RUNNING, VISITING, Candidate, Round, View
from tandem.journey.calls.rounds import contacted, entries, scoring
from tandem.journey.calls.rounds.actions.deciding import NotNow, over
from tandem.journey.calls.rounds.actions.locking import locked, require_voice, stepped

FRIDAY, EVENING = timedelta(days=4), time(17)


class CallsMade(Refused):
    """What was agreed is under way already."""


@transaction.atomic
def end(*, round: Round, by: User, at: datetime) -> Round:  # noqa: A002  (the noun of this room)
    """End the round: a task for each agreed call and visit, the minutes at each customer.

    Whoever was called in the meantime gets no task. Ended twice, or by two at once, nothing is done twice.
    """
    found = locked(round)
    team, voice = require_voice(found, by=by, at=at)
    if found.state == DONE:
        raise NotNow(over(found))
    if found.state == PREPARING:
        raise NotNow(_("The round has not begun. Begin it, then you decide together."))
    decided = (
        found.candidates.filter(customer__merged_into=None)
        .exclude(decision="")
        .select_related("customer__tandem", "caller", "decided_by")
    )
    agreed = list(decided.prefetch_related("views__person").order_by("planned_at", "pk"))
    reached = contacted.since(found.started_at or at, customer_ids=[one.customer_id for one in agreed])
    for candidate in agreed:
        views = sorted(candidate.views.all(), key=lambda view: view.person_id == candidate.caller_id)
        _minutes(candidate, views, monday=found.monday.isoformat(), by=by, at=at)
        if candidate.customer_id in reached and reached[candidate.customer_id] > (candidate.decided_at or at):
            continue
        if candidate.decision in {CALLING, VISITING}:
            _give_task(candidate, found, by=by, at=at)
        if candidate.decision == CALLING:
            _count_as_answer(candidate, views, team=team, at=at)
    stepped(found, voice=voice, state=DONE, ended_at=at, ended_by=by, current=None)
    event = entries.RoundHeld(
        tandem=found.tandem.name, monday=found.monday.isoformat(), step="ended",
        count=sum(one.decision in {CALLING, VISITING} for one in agreed),
    )  # fmt: skip
    journal.record(event, customer_id=None, by=by, at=at)
    return found


@transaction.atomic
def reopen(*, round: Round, by: User, at: datetime) -> Round:  # noqa: A002  (the noun of this room)
    """Talk the round over again: its tasks go, its agreement does not hold. Not once one of its tasks is done."""
    found = locked(round)
    _team, voice = require_voice(found, by=by, at=at)
    if found.state != DONE:
        raise NotNow(_("The round is open already."))
    given = list(found.candidates.exclude(decision="").select_related("customer", "task"))
    done = next((one for one in given if one.task is not None and one.task.done_at is not None), None)
    if done is not None:
        raise CallsMade(
            _(
                "%(customer)s is done already. The round stays as it was agreed; the next one begins on Monday."
            )
            % {"customer": done.customer.name}
        )
    for candidate in given:
        if candidate.task is not None:
            teamwork.withdraw_task(task=candidate.task, by=by, at=at)
        event = entries.AgreementTakenBack(monday=found.monday.isoformat())
        journal.record(event, customer_id=candidate.customer_id, by=by, at=at, lane=by.side)
    stepped(found, voice=voice, state=RUNNING, ended_at=None, ended_by=None)
    held = entries.RoundHeld(tandem=found.tandem.name, monday=found.monday.isoformat(), step="reopened")
    journal.record(held, customer_id=None, by=by, at=at)
    return found


def _minutes(candidate: Candidate, views: list[View], *, monday: str, by: User, at: datetime) -> None:
    caller = candidate.caller
    event = entries.RoundAgreed(
        monday=monday,
        decision=candidate.decision,
        who=caller.full_name if caller is not None else "",
        start=moments.stored(candidate.planned_at) if candidate.planned_at is not None else "",
        until=candidate.until.isoformat() if candidate.until is not None else "",
        note=candidate.note,
        views=[[view.person.first_name, view.wish, view.background] for view in views],
        differed=candidate.differs,
    )
    lane = caller.side if caller is not None else by.side
    journal.record(event, customer_id=candidate.customer_id, by=by, at=at, lane=lane)


def _give_task(candidate: Candidate, found: Round, *, by: User, at: datetime) -> None:
    """An obligation of the process: the minutes tell of it, so it is no entry of its own."""
    assert candidate.caller is not None  # constraints say so
    reasons = scoring.told(candidate.reasons)
    about = reasons[0].words if reasons else candidate.customer.name
    title = _("Call: %(about)s") if candidate.decision == CALLING else _("Arrange a visit: %(about)s")
    friday = datetime.combine(found.monday + FRIDAY, EVENING, tzinfo=ZoneInfo(candidate.caller.zone))
    candidate.task = teamwork.add_task(
        customer=candidate.customer,
        title=title % {"about": about},
        accountable=candidate.caller,
        due_at=candidate.planned_at or max(friday, at + timedelta(days=1)),
        step_key=APPOINTMENT,
        by=by,
        at=at,
    )
    candidate.save(update_fields=["task"])


def _count_as_answer(candidate: Candidate, views: list[View], *, team: Team, at: datetime) -> None:
    """Where a rule wants the partner asked first: what the partner agreed to in the round is the answer.

    The partner's own word only: they wrote that a call is right, or they agreed the call themselves.
    """
    caller = candidate.caller
    assert caller is not None  # constraint agreed_call_has_caller_and_time
    situation = Situation(customer=candidate.customer, at=at, team=team)
    partner = situation.partner_of(caller)
    if partner is None:
        return
    theirs = next((view for view in views if view.person_id == partner.pk), None)
    agreed = candidate.decided_by_id == partner.pk or (theirs is not None and theirs.wish == CALLING)
    side = contacts.side_of(caller)
    asked = situation.consulted(side)
    if not agreed or (asked is not None and asked.state != consulting.PENDING):
        return
    if asked is None and not _is_to_be_asked(candidate, situation, caller=caller, at=at):
        return
    consultation = asked.consultation if asked is not None else teamwork.consult(
        customer=candidate.customer, text=_("Weekly round"), by=caller, at=at
    )  # fmt: skip
    if may_decide(partner, consultation, day=timezone.localdate(at)):
        background = theirs.background if theirs is not None else ""
        teamwork.decide(consultation=consultation, reply=GO, background=background, by=partner, at=at)


def _is_to_be_asked(candidate: Candidate, situation: Situation, *, caller: User, at: datetime) -> bool:
    act = ContactCustomer(
        customer=candidate.customer, by=caller, at=at, channel=contacts.CALL, about=contacts.CAME_UP, known=situation
    )  # fmt: skip
    return any(finding.held.kind.key == ConsultationFirst.key for finding in rules.check(act).findings)
