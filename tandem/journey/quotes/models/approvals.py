"""What somebody entitled says to a version that goes beyond a limit."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tandem.essentials.people.models import User
from tandem.journey.quotes.models.quotes import QuoteVersion

# Asked; then granted or refused, or taken back by whoever asked. A granted one may be taken back by who granted it.
REQUESTED, GRANTED, REFUSED, TAKEN_BACK = "asked", "granted", "refused", "taken_back"
APPROVAL_STATES: dict[str, Promise] = {
    REQUESTED: pgettext_lazy("approval", "asked for"),
    GRANTED: pgettext_lazy("approval", "granted"),
    REFUSED: pgettext_lazy("approval", "refused"),
    TAKEN_BACK: pgettext_lazy("approval", "taken back"),
}


class QuoteApproval(models.Model):
    """A yes that a version needs before it goes out: who asked whom, why, and what was answered.

    It is for the lines and sums whose `digest` it carries and for the rules it names: what is changed afterwards, or a
    stricter rule, wants another one.
    """

    version = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="approvals")
    state = models.CharField(max_length=10, default=REQUESTED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Whoever has one of these may answer, or stands in for somebody who has.
    roles = ArrayField(models.CharField(max_length=20))
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    # What the limits object to, a sentence each, and the rules that say so.
    objections = models.JSONField(default=list)
    rules = ArrayField(models.BigIntegerField(), default=list)
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=500, default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[QuoteApproval]]

    class Meta:
        indexes = [
            models.Index(fields=["version", "-id"], name="approvals_of_version"),
            models.Index(fields=["due_at"], name="approvals_asked", condition=Q(state=REQUESTED)),
            models.Index(fields=["asked_by", "-answered_at"], name="approvals_answered"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], name="one_open_approval", condition=Q(state__in=[REQUESTED, GRANTED])
            ),
            models.CheckConstraint(
                name="approval_state_is_known", condition=Q(state__in=list(APPROVAL_STATES))
            ),
            models.CheckConstraint(
                name="nobody_approves_their_own", condition=~Q(answered_by=models.F("asked_by"))
            ),
            models.CheckConstraint(
                name="approval_says_who_answered",
                condition=Q(state=REQUESTED, answered_at=None, answered_by=None)
                | Q(state__in=[GRANTED, REFUSED], answered_at__isnull=False, answered_by__isnull=False)
                | Q(state=TAKEN_BACK, ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"

    @property
    def state_label(self) -> str:
        return str(APPROVAL_STATES[self.state])

    @property
    def is_asked(self) -> bool:
        return self.state == REQUESTED

    @property
    def is_granted(self) -> bool:
        return self.state == GRANTED

    @property
    def is_refused(self) -> bool:
        return self.state == REFUSED
