"""Raising what went wrong, seeing it from both sides, solving it; and taking it up a level when time has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.customers import queries as customers
from tandem.essentials.people.models import SALES_LEAD, User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.models import Matter
from tandem.steering.reviews import entries, queries
from tandem.steering.reviews.models import KINDS, LEVELS, PAIR, Answer, Conflict, Proposal, View
from tandem.steering.reviews.rules import ConflictGoesUp

LONGEST = 5_000


class Incomplete(Refused):
    """Something is missing to raise or solve it."""


class Settled(Refused):
    """It is solved; somebody was faster."""


@transaction.atomic
def raise_conflict(*, matter: Matter, kind: str, other: User, text: str, by: User, at: datetime) -> Conflict:
    """Say openly what went wrong, with one's own view. The other writes theirs before reading it."""
    turns.require_act(by, matter, day=timezone.localdate(at))
    if kind not in KINDS:
        raise Incomplete(_("What happened? Choose what comes closest."))
    if other.pk == by.pk:
        raise Incomplete(_("With whom do you want to talk about it?"))
    if not other.is_active or not customers.may_see(other, customer_id=matter.customer_id):
        raise Incomplete(_("%(name)s does not see this customer.") % {"name": other.full_name})
    conflict = Conflict.objects.create(
        matter=matter, kind=kind, raised_by=by, other=other, raised_at=at,
        due_at=_due(matter, PAIR, of=other, at=at),
    )  # fmt: skip
    View.objects.create(conflict=conflict, person=by, text=_said(text), written_at=at)
    _tell(conflict, "raised", by=by, at=at)
    return conflict


@transaction.atomic
def write_view(*, conflict: Conflict, text: str, by: User, at: datetime) -> View:
    """The other side's view; from now on both are shown to both."""
    current = _open(conflict)
    if not current.concerns(by):
        raise NotAllowed(_("This is for the two of them."))
    if current.views.filter(person=by).exists():
        raise Settled(_("Your view is written. Propose how to solve it."))
    view = View.objects.create(conflict=current, person=by, text=_said(text), written_at=at)
    _tell(current, "view", by=by, at=at)
    return view


@transaction.atomic
def propose(*, conflict: Conflict, text: str, by: User, at: datetime) -> Proposal:
    """Say how it could be solved. One of the two who proposes agrees with it; whoever helps waits for both."""
    current = _open(conflict)
    if not (current.concerns(by) or queries.helps(by, current)):
        raise NotAllowed(_("This is for the two of them."))
    if current.concerns(by) and not queries.both_written(current):
        raise Incomplete(_("First both say how they saw it. Then you look for a solution together."))
    proposal = Proposal.objects.create(conflict=current, by=by, text=_said(text), made_at=at)
    if current.concerns(by):
        Answer.objects.create(proposal=proposal, person=by, agrees=True, given_at=at)
    _tell(current, "proposed", by=by, at=at)
    return proposal


@transaction.atomic
def answer(*, proposal: Proposal, agrees: bool, by: User, at: datetime, reason: str = "") -> Conflict:
    """Agree with a proposal, or say why not. When both agree it is solved."""
    current = _open(proposal.conflict)
    if not current.concerns(by):
        raise NotAllowed(_("The two of them agree, nobody else."))
    if current.proposals.order_by("-pk").values_list("pk", flat=True).first() != proposal.pk:
        raise Settled(_("There is a newer proposal. Have a look at it."))
    if proposal.answers.filter(person=by).exists():
        raise Settled(_("You have answered this proposal."))
    if not agrees and not reason.strip():
        raise Incomplete(_("What stands against it? One sentence helps."))
    Answer.objects.create(
        proposal=proposal, person=by, agrees=agrees, reason="" if agrees else _said(reason), given_at=at
    )
    _tell(current, "answered", by=by, at=at)
    agreed = proposal.answers.filter(agrees=True).count()
    return (
        _solve(current, proposal.text, by=None, told_by=by, at=at)
        if agreed == len(current.parties)
        else current
    )


@transaction.atomic
def decide(*, conflict: Conflict, text: str, by: User, at: datetime) -> Conflict:
    """Sales management decides what has reached the top."""
    current = _open(conflict)
    if current.level != SALES_LEAD or not by.has_role(SALES_LEAD) or not by.is_active:
        raise NotAllowed(_("Sales management decides, once the two and coordination have not solved it."))
    return _solve(current, _said(text), by=by, told_by=by, at=at)


@transaction.atomic
def withdraw(*, conflict: Conflict, text: str, by: User, at: datetime) -> Conflict:
    """Whoever raised it says that it has settled itself, and how."""
    current = _open(conflict)
    if current.raised_by_id != by.pk:
        raise NotAllowed(
            _("%(name)s raised it and can take it back.") % {"name": current.raised_by.full_name}
        )
    return _solve(current, _said(text), by=by, told_by=by, at=at)


@transaction.atomic
def ask_for_rule(*, conflict: Conflict, by: User, at: datetime) -> Conflict:
    """Give the solution to whoever puts rules into force, as a rule for everybody: the solution, nothing else."""
    Conflict.objects.select_for_update().only("pk").get(pk=conflict.pk)
    current = Conflict.objects.select_related("raised_by", "other").get(pk=conflict.pk)
    if not current.concerns(by):
        raise NotAllowed(_("This is for the two of them."))
    if current.is_open:
        raise Incomplete(_("First the two of you agree on a solution. It can become a rule then."))
    if current.rule_wanted_at is not None or queries.rule_of(current) is not None:
        raise Settled(_("Coordination and sales management have your solution."))
    current.rule_wanted_at = at
    current.save(update_fields=["rule_wanted_at"])
    _tell(current, "rule_wanted", by=by, at=at)
    return current


@transaction.atomic
def go_up(*, conflict: Conflict, at: datetime) -> Conflict | None:
    """What is not solved in time goes to the next level, once; None where nothing is to be done."""
    current = (
        Conflict.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("matter__customer", "other")
        .filter(pk=conflict.pk, solved_at=None, due_at__lte=at)
        .exclude(level=LEVELS[-1])
        .first()
    )
    if current is None:
        return None
    current.level = LEVELS[LEVELS.index(current.level) + 1]
    current.due_at = _due(current.matter, current.level, of=current.other, at=at)
    current.save(update_fields=["level", "due_at"])
    _tell(current, "up", by=None, at=at)
    return current


def _due(matter: Matter, level: str, *, of: User, at: datetime) -> datetime:
    rule = rules.holding(ConflictGoesUp, customer=matter.customer, at=at)
    return playbook.days_after(rule.days if level == PAIR else rule.more, user=of, at=at)


def _open(conflict: Conflict) -> Conflict:
    """The conflict as it stands now, held until the transaction ends; refuses one that is solved."""
    Conflict.objects.select_for_update().only("pk").get(pk=conflict.pk)
    current = Conflict.objects.select_related("matter__customer", "raised_by", "other").get(pk=conflict.pk)
    if not current.is_open:
        raise Settled(_("This is solved: %(solution)s") % {"solution": current.solution})
    return current


def _solve(conflict: Conflict, solution: str, *, by: User | None, told_by: User, at: datetime) -> Conflict:
    conflict.solved_at, conflict.solution, conflict.solved_by = at, solution, by
    conflict.save(update_fields=["solved_at", "solution", "solved_by"])
    _tell(conflict, "solved", by=told_by, at=at)
    return conflict


def _said(text: str) -> str:
    said = texts.clean(text, limit=LONGEST, lines=True)
    if not said:
        raise Incomplete(_("Say it in a sentence or two."))
    return said


def _tell(conflict: Conflict, what: str, *, by: User | None, at: datetime) -> None:
    # On no customer and no matter: what two people have to settle is nobody else's.
    journal.record(entries.ConflictMoved(conflict=conflict.pk, what=what), customer_id=None, by=by, at=at)
