"""What mails with quotes say: texts of the company and of a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tandem.essentials.people.models import User


class MailText(models.Model):
    """A text for the mail with a quote, with placeholders of a fixed list; without an owner it is the company's."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2, default="de")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # Taken away: no longer proposed.
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[MailText]]

    class Meta:
        ordering = ["language", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name", "language"],
                name="mail_text_once",
                condition=Q(removed_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="mail_text_language_is_known", condition=Q(language__in=["de", "en"])
            ),
        ]

    def __str__(self) -> str:
        return self.name
