"""After the delivery: whether the customer is satisfied and what comes next."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tandem.essentials.customers.models import Contact
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.orders.models import Order

# A score up to here goes to both at once (S9.1).
LOW = 6


class Satisfaction(models.Model):
    """The call after the first delivery: 0 (never again) to 10 (recommends us), in the customer's words."""

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="satisfaction")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="satisfaction")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    score = models.PositiveSmallIntegerField()
    words = models.TextField(default="", blank=True)
    further_need = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # The request that a low score opened.
    request = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Satisfaction]]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="satisfaction_from_0_to_10", condition=Q(score__gte=0) & Q(score__lte=10)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.score}"

    @property
    def is_low(self) -> bool:
        return self.score <= LOW
