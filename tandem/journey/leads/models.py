"""Enquiries: where a matter comes from, how good it is, and whether field has taken it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter

WEBSITE, FAIR, RECOMMENDATION, PHONE, EMAIL = "website", "fair", "recommendation", "phone", "email"
LIST, WEBSHOP, FIELD, OTHER = "list", "webshop", "field", "other"
SOURCES: dict[str, Promise] = {
    WEBSITE: _("Web site"),
    FAIR: _("Trade fair"),
    RECOMMENDATION: _("Recommendation"),
    PHONE: _("Call"),
    EMAIL: _("E-mail"),
    LIST: _("Address list"),
    WEBSHOP: _("Web shop"),
    FIELD: _("Met on the road"),
    OTHER: _("Other"),
}
# The customer wrote or called by themselves.
INBOUND = frozenset({WEBSITE, PHONE, EMAIL, WEBSHOP})
QUALITIES: dict[str, Promise] = {
    "A": _("Wants to buy soon, fits us"),
    "B": _("Real need, date open"),
    "C": _("Interested, need unclear"),
    "D": _("Hardly fits"),
}

# Derived from the moments below: NEW -> CHECKED -> RELEASED -> ACCEPTED, or RETURNED -> CHECKED -> ...
NEW, CHECKED, RELEASED, RETURNED, ACCEPTED = "new", "checked", "released", "returned", "accepted"
STATES: dict[str, Promise] = {
    NEW: _("new"),
    CHECKED: _("checked"),
    RELEASED: _("waits for field"),
    RETURNED: _("returned"),
    ACCEPTED: _("accepted"),
}


class Lead(models.Model):
    """The intake record of a matter: source and campaign stay attached for good."""

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="lead")
    source = models.CharField(max_length=20)
    campaign = models.CharField(max_length=120, default="", blank=True)
    requirement = models.TextField(default="", blank=True)
    # What came in, as it came in (a form, a row of a list): to look things up later, never shown as it is.
    payload = models.JSONField(default=dict, blank=True)
    taken_in_at = models.DateTimeField()
    taken_in_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    quality = models.CharField(max_length=1, default="", blank=True)
    probability = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(default="", blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    released_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(default="", blank=True)
    accepted_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Lead]]

    class Meta:
        indexes = [models.Index(fields=["taken_in_at"], name="leads_by_age", condition=Q(accepted_at=None))]
        constraints = [
            models.CheckConstraint(name="lead_quality_is_a_to_d", condition=Q(quality__in=["", *QUALITIES])),
            models.CheckConstraint(
                name="lead_probability_is_a_percentage",
                condition=Q(probability__isnull=True) | Q(probability__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="lead_released_when_rated", condition=Q(released_at__isnull=True) | ~Q(quality="")
            ),
            models.CheckConstraint(
                name="lead_returned_with_a_reason",
                condition=Q(returned_at__isnull=True) | ~Q(returned_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"lead of matter {self.matter_id}"

    @property
    def source_label(self) -> str:
        return str(SOURCES.get(self.source, self.source))

    @property
    def state(self) -> str:
        """Where the lead stands; a returned one is new work until it is released again."""
        if self.accepted_at is not None:
            return ACCEPTED
        if self.released_at is not None:
            return RELEASED
        if self.returned_at is not None:
            return RETURNED
        return CHECKED if self.checked_at is not None else NEW

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])
