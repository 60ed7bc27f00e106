"""What belongs to a matter at a step of its process: what was ticked off there, and who is told that it came there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5

from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import Step
from tandem.essentials.teamwork.models.matters import Matter


class Tick(models.Model):
    """An item of a step's checklist that somebody has ticked off in a matter, and when.

    It is known by its words (`checklist.items_of`): in another version of the process the same item stays ticked.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="ticks", db_index=False)
    step_key = models.CharField(max_length=20)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Tick]]

    class Meta:
        constraints = [
            # A line may be longer than what an index holds.
            models.UniqueConstraint("matter", "step_key", MD5("text"), name="ticked_once"),
            models.CheckConstraint(name="tick_has_an_item", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Notice(models.Model):
    """'Zur Kenntnis': a matter has come to a step about which the process informs this person; seen and gone.

    With a `text` it tells something else than the step: what the customer has done by themselves.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notices")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices", db_index=False)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    # Who stood in during an absence has read it; the person finds it all the same.
    seen_for_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    seen_for_at = models.DateTimeField(null=True)
    text = models.CharField(max_length=200, default="", blank=True)

    objects: ClassVar[models.Manager[Notice]]

    class Meta:
        indexes = [
            models.Index(fields=["person", "-made_at"], name="notices_to", condition=Q(seen_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "step", "person", "text"],
                condition=Q(seen_at=None),
                name="told_once_of_a_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.matter_id}"
