"""Calls that were made, and visits that were booked."""

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

REACHED_APPOINTMENT, NEED_NOTED, NOT_NOW = "appointment", "need_noted", "not_now"
NO_INTEREST, WRONG_PERSON, NOT_REACHED = "no_interest", "wrong_person", "not_reached"
RESULTS: dict[str, Promise] = {
    REACHED_APPOINTMENT: _("Visit agreed"),
    NEED_NOTED: _("Need noted"),
    NOT_NOW: _("Not now, later"),
    NOT_REACHED: _("Not reached"),
    WRONG_PERSON: _("Wrong person"),
    NO_INTEREST: _("No interest"),
}


class Call(models.Model):
    """One call to a customer about a matter, with its result."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="calls")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="calls")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(max_length=12)
    text = models.TextField(default="", blank=True)
    # When to call again; empty where the call led to something else.
    next_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Call]]

    class Meta:
        indexes = [
            models.Index(fields=["matter", "-at"], name="calls_of_matter"),
            models.Index(fields=["customer", "-at"], name="calls_at_customer"),
        ]
        constraints = [
            models.CheckConstraint(name="call_result_is_known", condition=Q(result__in=list(RESULTS))),
        ]

    def __str__(self) -> str:
        return f"call of matter {self.matter_id}: {self.result}"

    @property
    def result_label(self) -> str:
        return str(RESULTS[self.result])


class Booking(models.Model):
    """The visit of a matter: which appointment it is. One appointment is the visit of one matter."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="bookings")
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="booking")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Booking]]

    class Meta:
        indexes = [models.Index(fields=["matter", "-made_at"], name="bookings_of_matter")]

    def __str__(self) -> str:
        return f"visit of matter {self.matter_id}"
