"""Files are rows: one backup, one right, any number of web machines."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Blob(models.Model):
    """The bytes, once per content."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    objects: ClassVar[models.Manager[Blob]]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__lte=25 * 1024 * 1024), name="blob_at_most_25_mb")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class File(models.Model):
    """A name for a content. Who may read it is asked of the record that points here."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[File]]

    def __str__(self) -> str:
        return self.name
