"""What helps two people to write a quote: what can be taken back, who is at it, and sets of lines to begin with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tandem.essentials.people.models import User
from tandem.journey.quotes.models.quotes import QuoteVersion


class QuoteUndo(models.Model):
    """What one act on the lines of a draft can be taken back by; the last few of a version are kept."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="undos")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The revision that the act made.
    revision = models.PositiveIntegerField()
    # {"lines": lines as they were, "added": ids, "order": ids as they stood}
    data = models.JSONField()

    objects: ClassVar[models.Manager[QuoteUndo]]

    class Meta:
        indexes = [models.Index(fields=["version", "-id"], name="undo_of_version")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.revision}"


class QuotePresence(models.Model):
    """Who has the page of a draft open, and which line they are in. Kept for a moment."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # No foreign key: the line may be gone by now.
    line = models.BigIntegerField(null=True)
    seen_at = models.DateTimeField()

    objects: ClassVar[models.Manager[QuotePresence]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="present_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.version_id}"


class QuoteTemplate(models.Model):
    """A named set of lines and terms to begin a quote with, kept from one that was written."""

    name = models.CharField(max_length=80, unique=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    terms = models.JSONField(default=dict)
    lines = models.JSONField(default=list)

    objects: ClassVar[models.Manager[QuoteTemplate]]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
