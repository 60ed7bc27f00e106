"""What was settled about visits: booked at which moment for when, moved at which moment to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tandem.base.journal.models import Entry
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.journey.calls import entries
from tandem.journey.calls.models import Booking


@dataclass(frozen=True, slots=True)
class Settled:
    """A time that somebody gave a visit."""

    booking: Booking
    by: User
    at: datetime
    starts_at: datetime


def settled_visits(*, customers: QuerySet[Customer], since: datetime) -> Iterator[Settled]:
    """The times that visits got since then, the newest first. Three queries.

    The calendar keeps how a visit stands now; what it was before, the journal tells.
    """
    moved = Entry.objects.filter(type=entries.VisitMoved.key, matter_id__isnull=False)
    recent = set(moved.filter(at__gte=since).values_list("matter_id", flat=True))
    bookings = Booking.objects.filter(matter__customer__in=customers).select_related(
        "matter__customer", "appointment", "person", "made_by"
    )
    concerned = list(
        (bookings.filter(made_at__gte=since) | bookings.filter(matter__in=recent)).order_by("made_at", "pk")
    )
    moves: dict[int, list[tuple[datetime, int | None, dict[str, Any]]]] = defaultdict(list)
    told = moved.filter(matter_id__in={one.matter_id for one in concerned}).order_by("at", "pk")
    for matter, at, actor, data in told.values_list("matter_id", "at", "actor_id", "data"):
        if matter is not None:
            moves[matter].append((at, actor, data))
    people = {user.pk: user for user in User.objects.all()} if moves else {}
    found: list[Settled] = []
    latest: dict[int, datetime] = {}
    for booking in reversed(concerned):
        # A matter may have had several visits, one after the other: each has the moves of its time.
        until = latest.get(booking.matter_id)
        own = [
            one
            for one in moves[booking.matter_id]
            if one[0] >= booking.made_at and (until is None or one[0] < until)
        ]
        latest[booking.matter_id] = booking.made_at
        first = datetime.fromisoformat(own[0][2]["before"]) if own else booking.appointment.starts_at
        if booking.made_by is not None:
            found.append(Settled(booking, booking.made_by, booking.made_at, first))
        for at, actor, data in own:
            if actor in people:
                found.append(Settled(booking, people[actor], at, datetime.fromisoformat(data["after"])))
    recently = (one for one in found if one.at >= since)
    yield from sorted(recently, key=lambda one: (one.at, one.booking.pk), reverse=True)
