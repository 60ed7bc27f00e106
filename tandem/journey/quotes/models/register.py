"""What people keep of the register: their views, and what came of changing many quotes at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tandem.essentials.people.models import Tandem, User

# With whom a view of the register is shared; empty: with nobody.
WITH_TANDEM, EVERYBODY = "tandem", "all"
# What is changed of many quotes at once.
TO_PERSON, TO_DAY = "person", "day"


class SavedView(models.Model):
    """A view of the register that somebody keeps: filters, grouping, columns and order, as its address says them."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=1000, default="", blank=True)
    # Nobody else's, the tandem's, or everybody's.
    shared = models.CharField(max_length=6, default="", blank=True)
    tandem = models.ForeignKey(Tandem, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    # Taken away, and kept a while so that it can come back.
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[SavedView]]

    class Meta:
        indexes = [models.Index(fields=["shared", "tandem"], name="shared_views", condition=~Q(shared=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="view_name_once", condition=Q(removed_at=None)
            ),
            models.CheckConstraint(name="view_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="view_is_shared_with_somebody",
                condition=Q(shared__in=["", EVERYBODY], tandem=None)
                | Q(shared=WITH_TANDEM, tandem__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BulkEdit(models.Model):
    """One change of many quotes at once, with what came of each: done, or refused and why."""

    kind = models.CharField(max_length=10)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # What was wanted, in words: the person or the day.
    wanted = models.CharField(max_length=200)
    # {"quote", "said" (empty where it was done), "before", "after"} each.
    rows = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[BulkEdit]]

    class Meta:
        constraints = [
            models.CheckConstraint(name="bulk_kind_is_known", condition=Q(kind__in=[TO_PERSON, TO_DAY]))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.wanted}"
