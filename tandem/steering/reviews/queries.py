"""Which conflicts somebody may see, and what of them: the one door (INV8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.shortcuts import get_object_or_404

from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import RuleKind
from tandem.essentials.teamwork.models import Matter
from tandem.steering.reviews.models import (
    DOUBLE_WORK,
    KEPT_BACK,
    LEVELS,
    MISSED_DATE,
    MISUNDERSTANDING,
    UNCLEAR,
    Answer,
    Conflict,
    Proposal,
    View,
)

_ORIGIN = "reviews.conflict:"
# The third like case within this time proposes a rule.
LIKE_CASES, WITHIN = 3, timedelta(days=180)
# So long a solution stands before whoever puts rules into force; then they have decided that it becomes none.
WANTED_FOR = timedelta(days=60)
# Which kinds of rules could help; those that no room declares are passed over.
COULD_HELP: dict[str, tuple[str, ...]] = {
    MISSED_DATE: ("visits.report_due", "quotes.follow_up_due", "teamwork.escalation_chain"),
    DOUBLE_WORK: ("teamwork.contact_rhythm", "teamwork.consultation_first"),
    MISUNDERSTANDING: ("teamwork.consultation_first", "teamwork.handover_acceptance"),
    UNCLEAR: ("teamwork.who_contacts", "teamwork.handover_answer"),
    KEPT_BACK: ("quotes.copy_to_inside", "visits.report_due", "teamwork.question_answer"),
}


def visible_to(user: User) -> QuerySet[Conflict]:
    """The conflicts of a person's own, and those that have gone up to the role."""
    if not user.is_active:
        return Conflict.objects.none()
    mine = Q(raised_by=user) | Q(other=user)
    if user.has_role(COORDINATOR):
        mine |= Q(level__in=[COORDINATOR, SALES_LEAD])
    if user.has_role(SALES_LEAD):
        mine |= Q(level=SALES_LEAD)
    return Conflict.objects.filter(mine)


def get_for(user: User, pk: int) -> Conflict:
    """One conflict, or 404 whether it does not exist or is not for this person."""
    found = visible_to(user).select_related("matter__customer__tandem", "raised_by", "other", "solved_by")
    return get_object_or_404(found, pk=pk)


def get_proposal_for(user: User, pk: int) -> Proposal:
    """One proposal of a visible conflict, or 404."""
    found = Proposal.objects.filter(conflict__in=visible_to(user))
    return get_object_or_404(found.select_related("conflict", "by"), pk=pk)


def list_for(user: User, *, limit: int = 100) -> list[Conflict]:
    """What concerns a person: open ones first, the newest first."""
    found = visible_to(user).select_related("matter__customer", "raised_by", "other")
    return list(found.order_by("solved_at", "-raised_at", "-pk")[:limit])


def waiting_for(user: User) -> list[Conflict]:
    """Open ones in which this person's view or answer is missing, the most urgent first."""
    mine = visible_to(user).filter(Q(raised_by=user) | Q(other=user), solved_at=None)
    has_view = View.objects.filter(person=user).values("conflict")
    unanswered = Proposal.objects.exclude(answers__person=user).filter(
        pk__in=Proposal.objects.order_by("conflict", "-pk").distinct("conflict").values("pk")
    )
    missing = mine.filter(~Q(pk__in=has_view) | Q(pk__in=unanswered.values("conflict")))
    return list(missing.select_related("matter__customer", "raised_by", "other").order_by("due_at", "pk"))


def views_for(conflict: Conflict, user: User) -> list[View]:
    """The views that this person may read: the own one; both of them only when both are written.

    Whoever is asked to help reads what there is, so that waiting for one view holds nobody up.
    """
    written = list(conflict.views.select_related("person").order_by("written_at", "pk"))
    if not conflict.concerns(user) or len(written) == len(conflict.parties):
        return written
    return [view for view in written if view.person_id == user.pk]


def both_written(conflict: Conflict) -> bool:
    """Whether both have said how they saw it."""
    return conflict.views.count() == len(conflict.parties)


def helps(user: User, conflict: Conflict) -> bool:
    """Whether the conflict has gone up to this person's role."""
    reached = LEVELS[1 : LEVELS.index(conflict.level) + 1]
    return user.is_active and user.has_role(*reached) if reached else False


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with what the two say of it."""

    proposal: Proposal
    answers: list[Answer]

    def is_answered_by(self, user: User) -> bool:
        return any(answer.person_id == user.pk for answer in self.answers)

    @property
    def is_refused(self) -> bool:
        return any(not answer.agrees for answer in self.answers)


def proposals(conflict: Conflict) -> list[Proposed]:
    """All proposals, the newest first. Two queries."""
    found = (
        conflict.proposals.select_related("by")
        .prefetch_related("answers__person")
        .order_by("-made_at", "-pk")
    )
    return [Proposed(proposal=one, answers=list(one.answers.all())) for one in found]


def origin(conflict: Conflict) -> str:
    """How a rule says that it came of this conflict."""
    return f"{_ORIGIN}{conflict.pk}"


def rule_of(conflict: Conflict) -> Rule | None:
    """The rule that came of it."""
    return Rule.objects.filter(origin=origin(conflict)).order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A solution that two colleagues want as a rule for all: its words, and from where it comes."""

    kind: str
    kind_label: str
    solution: str
    wanted_at: datetime
    origin: str


def rules_wanted(user: User, *, at: datetime) -> list[Wanted]:
    """Solutions of the last weeks that shall become a rule and are none yet, the oldest first.

    For whoever decides about that. Who raised what with whom is not among it. One query.
    """
    if not user.is_active or not user.has_role(COORDINATOR, SALES_LEAD):
        return []
    made = Rule.objects.filter(origin=Concat(Value(_ORIGIN), Cast(OuterRef("pk"), CharField())))
    found = Conflict.objects.filter(~Exists(made), rule_wanted_at__gte=at - WANTED_FOR)
    return [
        Wanted(
            kind=one.kind,
            kind_label=one.kind_label,
            solution=one.solution,
            wanted_at=one.rule_wanted_at,
            origin=origin(one),
        )
        for one in found.order_by("rule_wanted_at", "pk")[:100]
        if one.rule_wanted_at is not None
    ]


def could_help(kind: str) -> list[RuleKind]:
    """The rules that could help with the like, as they read to begin with."""
    known = rules.known()
    return [known[key]() for key in COULD_HELP[kind] if key in known]


def like_cases(*, matter: Matter, kind: str, at: datetime) -> int:
    """How often the like was raised at this tandem's customers in the last half year."""
    return Conflict.objects.filter(
        kind=kind, matter__customer__tandem=matter.customer.tandem_id, raised_at__gte=at - WITHIN
    ).count()
