"""What came of a visit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.essentials.calendar.models import Appointment
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter

NEED_NOW, NEED_LATER, NO_NEED, NOT_THERE = "need_now", "need_later", "no_need", "not_there"
RESULTS: dict[str, Promise] = {
    NEED_NOW: _("Need now"),
    NEED_LATER: _("Need later"),
    NO_NEED: _("No need"),
    NOT_THERE: _("Not there"),
}


class VisitReport(models.Model):
    """A visit in the words of whoever was there: result, requirement, outcome, what comes next."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="visit_reports")
    appointment = models.OneToOneField(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="visit_report"
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="visit_reports")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # When the visit took place.
    visited_at = models.DateTimeField()
    result = models.CharField(max_length=10)
    contacts = models.ManyToManyField(Contact, related_name="+")
    requirement = models.TextField(default="", blank=True)
    # Verbleib: what was agreed with the customer.
    outcome = models.TextField(default="", blank=True)
    competitor = models.CharField(max_length=200, default="", blank=True)
    potential = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    next_step = models.CharField(max_length=200, default="", blank=True)
    next_due = models.DateField(null=True, blank=True)
    next_person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[VisitReport]]

    class Meta:
        indexes = [
            models.Index(fields=["matter", "-at"], name="reports_of_matter"),
            models.Index(fields=["customer", "-visited_at"], name="reports_at_customer"),
        ]
        constraints = [
            models.CheckConstraint(name="visit_result_is_known", condition=Q(result__in=list(RESULTS))),
            models.CheckConstraint(
                name="visit_potential_is_not_negative",
                condition=Q(potential__isnull=True) | Q(potential__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"visit report of matter {self.matter_id}"

    @property
    def result_label(self) -> str:
        return str(RESULTS[self.result])
