"""Who may be proposed at all: whoever was spoken with, waits, was dropped or is expected anyway is left out."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tandem.essentials.calendar.models import PRIVATE, Appointment
from tandem.essentials.consent import queries as consent
from tandem.essentials.customers.models import LOST, Customer
from tandem.essentials.teamwork.models import Consultation
from tandem.journey.calls.models import CALLING, DROPPED, VISITING, WAITING, Candidate
from tandem.journey.calls.rounds import weights
from tandem.journey.calls.rounds.scoring import Asked


def customers_of(asked: Asked) -> list[int]:
    """The customers of a tandem who may be proposed. Two queries."""
    at = asked.at
    told = Candidate.objects.filter(customer=OuterRef("pk"))
    ahead = Appointment.objects.filter(
        customer=OuterRef("pk"), cancelled_at=None, ends_at__gt=at, starts_at__lte=at + weights.APPOINTMENT_WITHIN
    ).exclude(kind=PRIVATE)  # fmt: skip
    settled = told.filter(
        Q(decision=WAITING, until__gt=timezone.localdate(at))
        | Q(decision=DROPPED, decided_at__gt=at - weights.DROPPED_FOR)
        | Q(decision__in=(CALLING, VISITING), planned_at__gte=at)
    )
    asked_to_wait = Consultation.objects.filter(customer=OuterRef("pk"), wait_until__gt=at)
    customers = _reachable(Customer.objects.filter(tandem=asked.tandem_id)).filter(
        ~Exists(ahead), ~Exists(settled), ~Exists(asked_to_wait)
    )
    recent = at - weights.CONTACTED_WITHIN
    last = asked.last_contacts
    return [
        pk
        for pk in customers.values_list("pk", flat=True)
        # Who only came to us by themselves waits for our call.
        if not (pk in last and last[pk].side and last[pk].at > recent)
    ]


def _reachable(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """Those whom anybody may call: a customer of ours, no other one's alias, and not everybody there has objected."""
    return consent.callable_customers(customers.filter(merged_into=None).exclude(life_cycle=LOST))
