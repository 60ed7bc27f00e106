"""What was said about being in touch: by which right we call, write or visit, and who does not want it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.base.files.models import File
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User

# The same words as teamwork's channels of a contact; a visit stands for letters too.
CALL, MAIL, VISIT, ALL = "call", "mail", "visit", "all"
CHANNELS: dict[str, Promise] = {
    CALL: pgettext_lazy("channel", "Calls"),
    MAIL: pgettext_lazy("channel", "E-mails"),
    VISIT: pgettext_lazy("channel", "Letters and visits"),
}
SCOPES: dict[str, Promise] = {**CHANNELS, ALL: pgettext_lazy("channel", "Everything")}

# From the strictest to the widest; a merge keeps the stricter of two.
OBJECTION, NONE, PRESUMED, RELATIONSHIP, CONSENT = "objection", "none", "presumed", "relationship", "consent"
KINDS: dict[str, Promise] = {
    OBJECTION: _("Objection"),
    NONE: _("No legal basis"),
    PRESUMED: _("Presumed interest"),
    RELATIONSHIP: _("Customer relationship"),
    CONSENT: _("Consent"),
}
# How an objection or a consent reached us.
SOURCES: dict[str, Promise] = {
    "phone": _("on the phone"),
    "mail": _("by e-mail"),
    "letter": _("by letter"),
    "person": _("in person"),
    "form": _("by a form"),
}
# Carried over by a merge, because the other file said something stricter.
MERGED = "merge"


class Statement(models.Model):
    """What was stated once about a person or, without one, about the whole company.

    A later statement supersedes it; it is never changed and never deleted, at most taken back.
    """

    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    channel = models.CharField(max_length=5)
    kind = models.CharField(max_length=12)
    # The reason of a presumed interest, the exact text of a consent, the words of an objection.
    words = models.TextField(default="", blank=True)
    # Since when there is a customer relationship.
    since = models.DateField(null=True, blank=True)
    # When the customer said it: it decides between a consent and an objection.
    happened_at = models.DateTimeField()
    source = models.CharField(max_length=6, default="", blank=True)
    proof = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Statement]]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="statement_is_about_one",
                condition=Q(contact__isnull=True, customer__isnull=False)
                | Q(contact__isnull=False, customer__isnull=True),
            ),
            models.CheckConstraint(name="statement_kind_is_known", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(name="statement_channel_is_known", condition=Q(channel__in=list(SCOPES))),
            models.CheckConstraint(
                name="consent_has_its_text", condition=~Q(kind=CONSENT) | (~Q(words="") & ~Q(source=""))
            ),
            models.CheckConstraint(
                name="presumed_interest_has_a_reason", condition=~Q(kind=PRESUMED) | ~Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.channel})"

    @property
    def kind_label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def channel_label(self) -> str:
        return str(SCOPES[self.channel])

    @property
    def source_label(self) -> str:
        return str(SOURCES.get(self.source, ""))
