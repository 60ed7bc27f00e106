"""Calls that were made, visits that were booked, and the weekly round that agrees on both."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.essentials.calendar.models import Appointment
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import Matter, Task

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
    # Who still has to tell the customer that the visit was moved or called off.
    telling = models.OneToOneField(
        Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="tells_of_visit"
    )

    objects: ClassVar[models.Manager[Booking]]

    class Meta:
        indexes = [models.Index(fields=["matter", "-made_at"], name="bookings_of_matter")]

    def __str__(self) -> str:
        return f"visit of matter {self.matter_id}"


PREPARING, RUNNING, DONE = "preparing", "running", "done"
# What a round says about a customer, and what somebody wishes beforehand.
CALLING, VISITING, WAITING, DROPPED = "call", "visit", "wait", "drop"
WISHES: dict[str, Promise] = {
    CALLING: pgettext_lazy("weekly round", "Call"),
    VISITING: pgettext_lazy("weekly round", "Visit"),
    WAITING: pgettext_lazy("weekly round", "Wait"),
    DROPPED: pgettext_lazy("weekly round", "Drop"),
}
MORNING, AFTERNOON = "morning", "afternoon"
PARTS: dict[str, Promise] = {
    MORNING: pgettext_lazy("part of the day", "in the morning"),
    AFTERNOON: pgettext_lazy("part of the day", "in the afternoon"),
}


class Round(models.Model):
    """The weekly talk of a tandem about whom to call: prepared, running, done."""

    tandem = models.ForeignKey(Tandem, on_delete=models.PROTECT, related_name="rounds", db_index=False)
    monday = models.DateField()
    state = models.CharField(max_length=10, default=PREPARING)
    proposed_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # Who has taken part: began it, joined it, or decided something.
    present = ArrayField(models.BigIntegerField(), default=list)
    # The candidate that both look at.
    current = models.ForeignKey("Candidate", null=True, on_delete=models.SET_NULL, related_name="+")
    # Raised by every step, so that the other's page learns that there is something new.
    revision = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Round]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tandem", "monday"], name="one_round_a_week"),
            models.CheckConstraint(name="round_begins_on_monday", condition=Q(monday__iso_week_day=1)),
            models.CheckConstraint(
                name="round_state_has_its_moments",
                condition=Q(state=PREPARING, started_at=None, ended_at=None)
                | Q(state=RUNNING, started_at__isnull=False, ended_at=None)
                | Q(state=DONE, started_at__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"round of {self.tandem_id}, {self.monday}"


class Candidate(models.Model):
    """A customer whom a round talks about: why, how much it presses, and what was agreed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="candidates", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="candidacies", db_index=False
    )
    matter = models.ForeignKey(Matter, null=True, on_delete=models.SET_NULL, related_name="+")
    score = models.PositiveSmallIntegerField()
    # [{"key", "points", "values"}, ...], the weightiest first; told in the reader's language (`rounds.scoring`).
    reasons = models.JSONField(default=list)
    # Somebody has prepared it; the two wish for different things. Kept, because lists sort by them.
    prepared = models.BooleanField(default=False)
    differs = models.BooleanField(default=False)
    decision = models.CharField(max_length=5, default="", blank=True)
    caller = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    note = models.CharField(max_length=300, default="", blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # What came of it when the round ended.
    task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[models.Manager[Candidate]]

    class Meta:
        indexes = [
            models.Index(fields=["round", "-score", "id"], name="candidates_by_score"),
            models.Index(fields=["customer", "decided_at"], name="decided_of_customer", condition=~Q(decision="")),
            models.Index(fields=["caller", "planned_at"], name="calls_agreed", condition=Q(decision="call")),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["round", "customer"], name="candidate_once_a_round"),
            models.CheckConstraint(name="candidate_score_is_percent", condition=Q(score__lte=100)),
            models.CheckConstraint(
                name="candidate_open_or_decided",
                condition=Q(decision="", decided_by=None, decided_at=None, caller=None, planned_at=None, until=None)
                | Q(decision__in=list(WISHES), decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="agreed_call_has_caller_and_time",
                condition=~Q(decision=CALLING) | Q(caller__isnull=False, planned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="agreed_visit_has_somebody", condition=~Q(decision=VISITING) | Q(caller__isnull=False)
            ),
            models.CheckConstraint(
                name="waiting_candidate_has_a_day", condition=~Q(decision=WAITING) | Q(until__isnull=False)
            ),
            models.CheckConstraint(
                name="dropped_candidate_has_a_reason", condition=~Q(decision=DROPPED) | ~Q(note="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"candidate {self.customer_id}: {self.decision or 'open'}"


class View(models.Model):
    """What one side has prepared about a candidate; the other side reads it when the round begins."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="views", db_index=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(max_length=5, default="", blank=True)
    background = models.TextField(default="", blank=True)
    not_before = models.DateField(null=True)
    part_of_day = models.CharField(max_length=9, default="", blank=True)
    # Who wrote it: the person, or who stands in.
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    # How it read before this sitting, so that one step undoes what was typed.
    before = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[View]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "person"], name="one_view_per_person"),
            models.CheckConstraint(name="view_wish_is_known", condition=Q(wish__in=["", *WISHES])),
            models.CheckConstraint(name="view_part_is_known", condition=Q(part_of_day__in=["", *PARTS])),
        ]

    def __str__(self) -> str:
        return f"view of {self.person_id} on {self.candidate_id}"


# The tables of call mode lie with it; Django looks for them here.
from tandem.journey.calls.calling.tables import Attempt, Guide, Hold  # noqa: E402, F401
