"""What call mode keeps: who has whom on the line, what came of it, and what one says."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter, Task


class Hold(models.Model):
    """A company whom somebody has before them in call mode, until a moment: nobody else gets it meanwhile."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    # The candidate as the list had it: what is called about, and where in the list one stands.
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200, default="", blank=True)
    background = models.TextField(default="", blank=True)
    best_time = models.CharField(max_length=100, default="", blank=True)
    left = models.PositiveIntegerField(default=0)
    # Passed over by the person on this day: comes last.
    passed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Hold]]

    class Meta:
        db_table = "calls_hold"
        indexes = [models.Index(fields=["person", "until"], name="calls_held_by")]

    def __str__(self) -> str:
        return f"{self.person_id} calls {self.customer_id}"


class Attempt(models.Model):
    """One result of call mode, with what it takes to take it back."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(max_length=12)
    call = models.OneToOneField("calls.Call", null=True, on_delete=models.CASCADE, related_name="attempt")
    matter = models.ForeignKey(Matter, null=True, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, null=True, on_delete=models.CASCADE, related_name="+")
    # The matter began with this call.
    began_matter = models.BooleanField(default=False)
    before_step = models.CharField(max_length=200, default="", blank=True)
    before_due = models.DateTimeField(null=True)
    # As the call left the matter: if it is another, somebody has worked on it since.
    left_revision = models.PositiveIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Attempt]]

    class Meta:
        db_table = "calls_attempt"
        indexes = [
            models.Index(fields=["person", "-at"], name="calls_attempts_of"),
            models.Index(fields=["customer", "-at"], name="calls_attempts_at"),
        ]

    def __str__(self) -> str:
        return f"{self.result} at {self.customer_id}"


class Guide(models.Model):
    """What one says on the phone: opening, questions about the need, answers to objections, close."""

    name = models.CharField(max_length=80)
    opening = models.TextField()
    needs = models.TextField(default="", blank=True)
    objections = models.TextField(default="", blank=True)
    closing = models.TextField(default="", blank=True)
    # The lowest comes first and is shown without asking.
    position = models.PositiveSmallIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Guide]]

    class Meta:
        db_table = "calls_guide"
        constraints = [
            models.CheckConstraint(name="guide_has_name_and_opening", condition=~Q(name="") & ~Q(opening="")),
            models.UniqueConstraint(
                fields=["name"], condition=Q(removed_at__isnull=True), name="one_guide_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
