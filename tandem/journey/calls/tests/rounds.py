"""What the tests of rounds ask and do again and again."""

from __future__ import annotations

from datetime import datetime

from tandem.base.journal import entry_types
from tandem.base.journal.models import Entry
from tandem.essentials.calendar.testing import on
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.journey.calls.models import CALLING, Candidate, Round
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import screen


def candidate_of(running: Round, customer: Customer) -> Candidate:
    return Candidate.objects.select_related("customer", "round__tandem").get(round=running, customer=customer)


def told_of(customer: Customer, kind: type[entry_types.EntryType]) -> list[entry_types.EntryType]:
    found = Entry.objects.filter(customer_id=customer.pk, type=kind.key).order_by("pk")
    return [entry_types.read(type=entry.type, data=entry.data) for entry in found]


def screen_for(found: Round, user: User, at: datetime) -> screen.Screen:
    fresh = Round.objects.select_related("tandem__deputy").get(pk=found.pk)
    return screen.of(fresh, user=user, at=at)


def call_agreed(candidate: Candidate, caller: User, at: datetime, clock: str = "14:00") -> Candidate:
    return rounds.decide(
        candidate=candidate, decision=CALLING, caller=caller, planned_at=on(at, clock), by=caller, at=at
    )
