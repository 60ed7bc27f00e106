"""Mail that leaves the house: one row per mail, written in the transaction that wants it sent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.base.files.models import File

# waiting -> sending -> sent | waiting (the server could not be reached) | failed (refused, or tried too
# often)
# sending -> unclear: the process died between handing the mail over and noting it; a person decides, never
# a job.
WAITING, SENDING, SENT, FAILED, UNCLEAR = "waiting", "sending", "sent", "failed", "unclear"
STATES: dict[str, Promise] = {
    WAITING: pgettext_lazy("mail", "on its way"),
    SENDING: pgettext_lazy("mail", "on its way"),
    SENT: pgettext_lazy("mail", "sent"),
    FAILED: gettext_lazy("not delivered"),
    UNCLEAR: gettext_lazy("unclear whether delivered"),
}
# What a person may ask to be tried once more.
RETRIABLE = frozenset({WAITING, FAILED, UNCLEAR})


class OutgoingMail(models.Model):
    """One mail to people outside, or a copy to a colleague. Its Message-ID is drawn once, whatever is
    retried."""

    kind = models.CharField(max_length=30)
    message_id = models.CharField(max_length=200, unique=True)
    sender_name = models.CharField(max_length=160)
    sender = models.EmailField()
    to = ArrayField(models.EmailField())
    cc = ArrayField(models.EmailField(), default=list)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    attachments = models.ManyToManyField(File, related_name="+")
    state = models.CharField(max_length=8, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, default="", blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    next_attempt_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[OutgoingMail]]

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="mail_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["claimed_at"], name="mail_under_way", condition=models.Q(state="sending")),
        ]
        constraints = [
            models.CheckConstraint(name="mail_state_is_known", condition=models.Q(state__in=list(STATES))),
            models.CheckConstraint(name="mail_has_a_recipient", condition=models.Q(to__len__gte=1)),
            models.CheckConstraint(
                name="mail_sent_at_a_moment",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])

    @property
    def progress_label(self) -> str:
        """What a page says: being sent, delivered, not delivered."""
        if self.state == SENT:
            return _("kept as a file: no mail server is set up") if self.is_filed else _("delivered")
        if self.is_under_way:
            return _("is being sent")
        return self.state_label if self.state == UNCLEAR else _("not delivered")

    @property
    def is_filed(self) -> bool:
        """Whether it lies in the data folder, because no mail server takes it."""
        return self.state == SENT and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")

    @property
    def is_under_way(self) -> bool:
        """Whether it leaves within the next moments; a page may ask again."""
        return self.state in (WAITING, SENDING) and not self.is_in_trouble

    @property
    def is_waiting_again(self) -> bool:
        """Whether it is tried once more by itself after a failure."""
        return self.state == WAITING and self.attempts > 0

    @property
    def is_in_trouble(self) -> bool:
        """Whether a person should look: refused, unclear, or waiting after a first failure."""
        return self.state in (FAILED, UNCLEAR) or (self.state == WAITING and self.attempts > 0)
