"""Two tables that every room leans on: acts done once, and gapless numbers."""

from __future__ import annotations

from django.db import models


class Act(models.Model):
    """One request of a person that changed something, so that sending it twice does it once (INV9)."""

    key = models.UUIDField(primary_key=True)
    user_id = models.BigIntegerField()
    path = models.CharField(max_length=500)
    location = models.CharField(max_length=500, default="")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.path} {self.key}"


class NumberRange(models.Model):
    """The last number given out for one kind of document in one year."""

    kind = models.CharField(max_length=30)
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="number_range_once_per_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
