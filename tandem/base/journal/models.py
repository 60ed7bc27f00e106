"""What happened: one row per business event, append-only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One event, told by an entry type. The database refuses to change or delete it (see migration append_only).

    Customer, matter and actor are plain ids: the journal is the ground and knows none of those rooms. A merged
    customer keeps its entries; they are shown with the survivor's.
    """

    at = models.DateTimeField()
    type = models.CharField(max_length=60)
    customer_id = models.BigIntegerField(null=True)
    matter_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    side = models.CharField(max_length=20, default="")
    # The side whose turn the matter is after this event: the thick line of the timeline.
    lane = models.CharField(max_length=20, default="")
    data = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Entry]]

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "-at", "-id"], name="journal_by_customer"),
            models.Index(fields=["matter_id", "-at", "-id"], name="journal_by_matter"),
            models.Index(fields=["actor_id", "-at", "-id"], name="journal_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.type}"
