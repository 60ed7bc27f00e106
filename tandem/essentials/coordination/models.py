"""Which missed dates were brought up to whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tandem.essentials.coordination.chain import COORDINATION, LEAD, PARTNER, PERSON
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User

LEVELS: dict[int, Promise] = {
    PERSON: pgettext_lazy("told of a missed date", "the person"),
    PARTNER: pgettext_lazy("told of a missed date", "the partner"),
    COORDINATION: pgettext_lazy("told of a missed date", "coordination"),
    LEAD: pgettext_lazy("told of a missed date", "sales management"),
}


class Escalation(models.Model):
    """A missed date of a thing (`teamwork.things`) has reached a level. Append-only: triggers see to it.

    Whether it is still on is never stored: it is over when the thing is done or has another date.
    """

    kind = models.CharField(max_length=20)
    thing_id = models.BigIntegerField()
    missed_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField()
    reached_at = models.DateTimeField()
    # Why: what was to be done, and the working hours that the chain in force gave before this level.
    what = models.CharField(max_length=200)
    hours = models.PositiveSmallIntegerField()
    # At the top: until when it is decided.
    decide_by = models.DateTimeField(null=True)
    # Who learns of it; nobody in particular at the levels of coordination and sales management.
    told = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    matter_id = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Escalation]]

    class Meta:
        indexes = [
            models.Index(fields=["level", "-reached_at"], name="escalations_by_level"),
            models.Index(
                fields=["told", "-reached_at"], name="escalations_to", condition=Q(told__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing_id", "missed_at", "level"], name="nothing_escalates_twice"
            ),
            models.CheckConstraint(name="escalation_level_is_known", condition=Q(level__lte=LEAD)),
            models.CheckConstraint(
                name="at_the_top_it_is_decided", condition=~Q(level=LEAD) | Q(decide_by__isnull=False)
            ),
            models.CheckConstraint(
                name="escalates_after_the_date", condition=Q(reached_at__gte=models.F("missed_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}: level {self.level}"
