"""What went wrong between two colleagues: raised openly, seen from both sides, solved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.essentials.teamwork.models import Matter

MISSED_DATE, DOUBLE_WORK, MISUNDERSTANDING = "missed_date", "double_work", "misunderstanding"
UNCLEAR, KEPT_BACK = "unclear", "kept_back"
KINDS: dict[str, Promise] = {
    MISSED_DATE: _("A date was missed"),
    DOUBLE_WORK: _("Something was done twice"),
    MISUNDERSTANDING: _("We misunderstood each other"),
    UNCLEAR: _("It was unclear who does it"),
    KEPT_BACK: _("Information was missing"),
}

# Who is asked to help: first only the two themselves.
PAIR = "pair"
LEVELS = (PAIR, COORDINATOR, SALES_LEAD)


class Conflict(models.Model):
    """One thing that went wrong in a matter, between whoever raised it and one colleague.

    Only the two see it, and whom it has gone up to. Nothing of it stands in the customer's journal.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=20)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    level = models.CharField(max_length=12, default=PAIR)
    # Until when this level solves it; then it goes up.
    due_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    solution = models.TextField(default="", blank=True)
    # Who decided, where the two did not agree; or who withdrew it.
    solved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # When the two gave the solution to whoever puts rules into force; of the rest nothing is shown there.
    rule_wanted_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Conflict]]

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="conflicts_to_go_up", condition=Q(solved_at=None)),
            models.Index(fields=["raised_by", "-raised_at"], name="conflicts_raised_by"),
            models.Index(fields=["other", "-raised_at"], name="conflicts_raised_with"),
        ]
        constraints = [
            models.CheckConstraint(name="conflict_kind_is_known", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(name="conflict_level_is_known", condition=Q(level__in=LEVELS)),
            models.CheckConstraint(name="conflict_is_between_two", condition=~Q(raised_by=models.F("other"))),
            models.CheckConstraint(
                name="conflict_is_solved_with_a_solution",
                condition=Q(solved_at=None, solution="", solved_by=None)
                | (Q(solved_at__isnull=False) & ~Q(solution="")),
            ),
            models.CheckConstraint(
                name="only_a_solution_becomes_a_rule",
                condition=Q(rule_wanted_at=None) | Q(solved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk}"

    @property
    def kind_label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def is_open(self) -> bool:
        return self.solved_at is None

    @property
    def parties(self) -> tuple[User, User]:
        return self.raised_by, self.other

    def concerns(self, user: User) -> bool:
        """Whether this is one of the two."""
        return user.pk in {self.raised_by_id, self.other_id}


class View(models.Model):
    """How one of the two saw it. Written before the other's is shown; it stays as it was written."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="views")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    objects: ClassVar[models.Manager[View]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conflict", "person"], name="one_view_each"),
            models.CheckConstraint(name="view_has_a_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"


class Proposal(models.Model):
    """How it could be solved; solved when both of the two agree."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="proposals")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Proposal]]

    class Meta:
        constraints = [models.CheckConstraint(name="proposal_has_a_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class Answer(models.Model):
    """What one of the two says to a proposal; whoever made it has agreed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.TextField(default="", blank=True)
    given_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Answer]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person"], name="one_answer_each"),
            models.CheckConstraint(name="disagrees_with_a_reason", condition=Q(agrees=True) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
