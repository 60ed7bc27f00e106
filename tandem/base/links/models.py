"""Addresses for people without an account, and how often somebody tried wrong ones."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Link(models.Model):
    """One address: what for, about what, until when. The token itself is not kept, only its SHA-256."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    # Who shows what behind it: `purposes`.
    purpose = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    language = models.CharField(max_length=2, default="de")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.BigIntegerField(null=True)
    opened_count = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Link]]

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id", "-id"], name="links_of_a_subject")]
        constraints = [
            models.CheckConstraint(
                name="link_expires_later", condition=Q(expires_at__gt=models.F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_id}"

    def is_live(self, *, at: datetime) -> bool:
        """Whether it opens at a moment."""
        return self.revoked_at is None and at < self.expires_at


class Miss(models.Model):
    """How many wrong addresses came from one place within a stretch of time; the place is kept as a keyed hash."""

    place = models.CharField(max_length=40)
    stretch = models.BigIntegerField()
    number = models.IntegerField()

    objects: ClassVar[models.Manager[Miss]]

    class Meta:
        indexes = [models.Index(fields=["stretch"], name="misses_by_age")]
        constraints = [models.UniqueConstraint(fields=["place", "stretch"], name="missed_once_per_stretch")]

    def __str__(self) -> str:
        return f"{self.number} misses"
