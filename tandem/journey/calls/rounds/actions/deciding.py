"""The round itself: beginning, taking part, and one decision after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.journal import actions as journal
from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import moments
from tandem.essentials.calendar import queries as calendar
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.queries import Team
from tandem.journey.calls.models import (
    CALLING,
    DONE,
    DROPPED,
    PREPARING,
    RUNNING,
    VISITING,
    WAITING,
    WISHES,
    Candidate,
    Round,
)
from tandem.journey.calls.rounds import entries, order, queries, week, weights
from tandem.journey.calls.rounds.actions.locking import candidate_of, locked, require_voice, stepped


class NotNow(Refused):
    """The round does not stand where this is done."""


class FasterOne(Refused):
    """Somebody else has decided in the meantime."""


class DecisionIncomplete(Refused):
    """A decision without what it needs, or at a time that is taken."""


def over(found: Round) -> str:
    """The sentence that a round is over."""
    who = found.ended_by.first_name if found.ended_by is not None else _("Somebody")
    moment = filters.moment(found.ended_at)
    return _("%(who)s ended the round on %(moment)s. Open it again to change something.") % {
        "who": who,
        "moment": moment,
    }


@transaction.atomic
def start(*, round: Round, by: User, at: datetime) -> Round:  # noqa: A002  (the noun of this room)
    """Begin the round; either may, the other's prepared views count. A second beginner simply joins."""
    found = locked(round)
    _team, voice = require_voice(found, by=by, at=at)
    if found.state == DONE:
        raise NotNow(over(found))
    if found.state == RUNNING:
        stepped(found, voice=voice)
        return found
    first = order.undecided(found, running=True).first()
    stepped(found, voice=voice, state=RUNNING, started_at=at, current=first)
    event = entries.RoundHeld(tandem=found.tandem.name, monday=found.monday.isoformat(), step="begun")
    journal.record(event, customer_id=None, by=by, at=at)
    return found


@transaction.atomic
def join(*, round: Round, by: User, at: datetime) -> Round:  # noqa: A002  (the noun of this room)
    """Say that one takes part; nothing else changes."""
    found, _team, voice = _running(round, by=by, at=at)
    stepped(found, voice=voice)
    return found


@transaction.atomic
def look_at(*, candidate: Candidate, by: User, at: datetime) -> Round:
    """Turn to a candidate: both look at the same one."""
    found, _team, voice = _running(candidate.round, by=by, at=at)
    stepped(found, voice=voice, current=candidate)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What is written of a decision."""

    decision: str
    caller: User | None = None
    planned_at: datetime | None = None
    until: date | None = None
    note: str = ""


@transaction.atomic
def decide(
    *,
    candidate: Candidate,
    decision: str,
    by: User,
    at: datetime,
    caller: User | None = None,
    planned_at: datetime | None = None,
    until: date | None = None,
    note: str = "",
) -> Candidate:
    """Agree on one candidate and go on to the next. Whoever comes second is told who was faster, and with what."""
    found, team, voice = _running(candidate.round, by=by, at=at)
    current = candidate_of(candidate)
    if current.decision:
        raise FasterOne(_faster(current))
    note = texts.clean(note, limit=300)
    made = _checked(
        _Decision(decision=decision, caller=caller, planned_at=planned_at, until=until, note=note),
        candidate=current, team=team, at=at,
    )  # fmt: skip
    _write(current, made, by=by, at=at)
    stepped(found, voice=voice, current=order.following(found, current))
    return current


@transaction.atomic
def reconsider(*, candidate: Candidate, by: User, at: datetime) -> Candidate:
    """Undo a decision while the round runs; the candidate is open again and lies on the table."""
    found, _team, voice = _running(candidate.round, by=by, at=at)
    current = candidate_of(candidate)
    if not current.decision:
        raise NotNow(_("%(customer)s is open already.") % {"customer": current.customer.name})
    current.decision, current.note = "", ""
    current.caller, current.planned_at, current.until = None, None, None
    current.decided_by, current.decided_at = None, None
    current.save()
    stepped(found, voice=voice, current=current)
    return current


def _running(found: Round, *, by: User, at: datetime) -> tuple[Round, Team, User]:
    current = locked(found)
    team, voice = require_voice(current, by=by, at=at)
    if current.state == DONE:
        raise NotNow(over(current))
    if current.state == PREPARING:
        raise NotNow(_("The round has not begun. Begin it, then you decide together."))
    return current, team, voice


def _faster(current: Candidate) -> str:
    who = current.decided_by.first_name if current.decided_by is not None else _("Somebody")
    return _("%(who)s was faster: %(what)s.") % {"who": who, "what": in_words(current)}


def in_words(candidate: Candidate) -> str:
    """What was agreed about a candidate: 'Anruf, Anna, Do 26.11. 09:20'."""
    when = filters.moment(candidate.planned_at) if candidate.planned_at is not None else ""
    until = _("until %(day)s") % {"day": filters.day(candidate.until)} if candidate.until is not None else ""
    who = candidate.caller.first_name if candidate.caller is not None else ""
    label = str(WISHES.get(candidate.decision, ""))
    note = candidate.note if candidate.decision == DROPPED else ""
    return ", ".join(filter(None, [label, who, when, until, note]))


def _checked(made: _Decision, *, candidate: Candidate, team: Team, at: datetime) -> _Decision:
    """The decision with what belongs to it and nothing else, or refused with what is missing."""
    if made.decision == CALLING:
        _require_time(made, candidate=candidate, team=team, at=at)
        return _Decision(decision=CALLING, caller=made.caller, planned_at=made.planned_at, note=made.note)
    if made.decision == VISITING:
        visitor = made.caller or team.outward or next(iter(queries.voices(team)), None)
        if visitor is None or visitor not in queries.voices(team):
            raise DecisionIncomplete(_("Who visits? Choose one of the two."))
        return _Decision(decision=VISITING, caller=visitor, note=made.note)
    if made.decision == WAITING:
        today = timezone.localdate(at)
        if made.until is None or not today < made.until <= today + weights.LONGEST_WAIT:
            raise DecisionIncomplete(
                _("Wait until which day? From tomorrow on, at most %(days)d days.")
                % {"days": weights.LONGEST_WAIT.days}
            )
        return _Decision(decision=WAITING, until=made.until, note=made.note)
    if made.decision == DROPPED:
        if not made.note:
            raise DecisionIncomplete(_("Why not? A few words are enough."))
        return _Decision(decision=DROPPED, note=made.note)
    raise DecisionIncomplete(_("Call, visit, wait or drop?"))


def _require_time(made: _Decision, *, candidate: Candidate, team: Team, at: datetime) -> None:
    """Refuse a call that nobody makes, at a time that has passed, is taken, or lies on a day off."""
    caller, start = made.caller, made.planned_at
    if caller is None or caller not in queries.voices(team):
        raise DecisionIncomplete(_("Who calls? Choose one of the two."))
    if start is None:
        raise DecisionIncomplete(_("When? Choose a time."))
    if not at < start <= at + weights.LONGEST_WAIT:
        raise DecisionIncomplete(_("This time lies in the past or too far ahead. Choose another one."))
    words = {"name": caller.first_name, "moment": moments.written(start, ZoneInfo(caller.zone))}
    if people.working_calendar(caller, around=at).is_off(start.astimezone(ZoneInfo(caller.zone)).date()):
        raise DecisionIncomplete(
            _("%(name)s is not there on %(moment)s. Choose another day or the other one.") % words
        )
    talk = timedelta(minutes=weights.MINUTES_OF_A_TALK)
    agreed = Candidate.objects.filter(
        caller=caller, decision=CALLING, planned_at__gt=start - talk, planned_at__lt=start + talk, round__state=RUNNING
    ).exclude(pk=candidate.pk)  # fmt: skip
    other = agreed.select_related("customer").first()
    if other is not None:
        raise DecisionIncomplete(
            _("%(name)s calls %(customer)s at that time. Choose another one.")
            % {**words, "customer": other.customer.name}
        )
    if _is_taken(caller, start, start + talk):
        raise DecisionIncomplete(_("%(name)s is taken on %(moment)s. Choose another time.") % words)


def _is_taken(caller: User, start: datetime, end: datetime) -> bool:
    """Whether something else than a block kept for calls stands there."""
    items = calendar.items(people=[caller], starts_at=start, ends_at=end, viewer=None)[caller.pk]
    return any(item.fixed and not week.is_for_calls(item) for item in items)


def _write(current: Candidate, made: _Decision, *, by: User, at: datetime) -> None:
    current.decision, current.caller, current.planned_at = made.decision, made.caller, made.planned_at
    current.until, current.note = made.until, made.note
    current.decided_by, current.decided_at = by, at
    current.save()
