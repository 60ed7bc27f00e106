"""Calls and booked visits of matters somebody may see, and the dossier for a call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tandem.base.journal import queries as journal
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers import reach
from tandem.essentials.customers.models import Channel, Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import VISIT
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls.models import Booking, Call

SHOWN_ENTRIES, SHOWN_CONTACTS = 6, 12


def visible_to(user: User) -> QuerySet[Call]:
    """The calls at customers a person may read."""
    return Call.objects.filter(customer__in=customers.visible_to(user))


def get_booking_for(user: User, pk: int) -> Booking:
    """One booked visit of a visible matter."""
    bookings = Booking.objects.filter(matter__in=teamwork.visible_to(user))
    return get_object_or_404(bookings.select_related("matter__customer", "appointment", "person"), pk=pk)


def booking_of(matter: Matter) -> Booking | None:
    """The visit of this matter that has not been called off, the latest one."""
    bookings = matter.bookings.filter(appointment__cancelled_at__isnull=True)
    return bookings.select_related("appointment", "person").order_by("-appointment__starts_at").first()


def booking_of_appointment(appointment_id: int) -> Booking | None:
    """The visit an appointment is bound to, if any. Rights are the caller's."""
    found = Booking.objects.filter(appointment=appointment_id)
    return found.select_related(
        "matter__customer__tandem",
        "matter__step",
        "appointment",
        "person",
        "telling__customer",
        "telling__matter",
    ).first()


def over_without_report(*, people: Iterable[User], at: datetime) -> QuerySet[Booking]:
    """Visits of these people that are over while their matter still stands at the visit."""
    return over_of(person_ids=[person.pk for person in people], at=at)


def over_of(*, person_ids: Any, at: Any) -> QuerySet[Booking]:
    """The same by ids; both may be places that a kept read fills in (`tools.reads`)."""
    return (
        Booking.objects.filter(
            playbook.at_step(VISIT, path="matter__step"),
            person__any_of=person_ids,
            appointment__cancelled_at__isnull=True,
            appointment__ends_at__lte=at,
            matter__closed_at__isnull=True,
        )
        .select_related("matter__customer", "appointment", "person")
        .order_by("appointment__ends_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Reachable:
    """A contact with the numbers and addresses to reach them by."""

    contact: Contact
    channels: list[Channel]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What one wants to know before the phone rings through."""

    customer: Customer
    people: list[Reachable]
    channels: list[Channel]
    told: list[journal.Told]
    open_matters: list[Matter]
    calls: list[Call]

    @property
    def contacts(self) -> list[Contact]:
        return [one.contact for one in self.people]


def dossier(*, matter: Matter) -> Dossier:
    """Contacts with numbers, the last entries, other open matters, earlier calls. Six queries."""
    customer = matter.customer
    told = customer.contacts.annotate(told_reach=reach.column(customer="customer_id", contact="pk"))
    contacts = told.filter(is_active=True).order_by("last_name", "pk")[:SHOWN_CONTACTS]
    channels: dict[int | None, list[Channel]] = defaultdict(list)
    for channel in customers.with_reach(customer.channels.order_by("pk")):
        channels[channel.contact_id].append(channel)
    others = customer.matters.filter(closed_at__isnull=True).exclude(pk=matter.pk)
    return Dossier(
        customer=customer,
        people=[Reachable(contact=contact, channels=channels[contact.pk]) for contact in contacts],
        channels=channels[None],
        told=journal.timeline(customer_ids=customers.alias_ids(customer), limit=SHOWN_ENTRIES),
        open_matters=list(others.select_related("accountable", "step").order_by("due_at")[:5]),
        calls=list(
            matter.calls.exclude(attempt__undone_at__isnull=False)
            .select_related("contact", "by")
            .order_by("-at")[:3]
        ),
    )
