"""What a person has fixed, and where: for free times that count the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from psycopg.types.range import TimestamptzRange

from tandem.essentials.calendar.models import OUTSIDE, VISIT, Attendance
from tandem.essentials.people.models import User


@dataclass(frozen=True, slots=True)
class Engaged:
    """Time that is taken by something fixed; with a customer also who, and where that is."""

    starts_at: datetime
    ends_at: datetime
    customer: str
    country: str
    postcode: str
    city: str


def engagements(*, person: User, since: datetime, until: datetime, but: int | None = None) -> list[Engaged]:
    """What a person has fixed in a stretch of time, here or in another calendar, in order; without the one that is to
    move. One query.
    """
    held = Attendance.objects.filter(
        Q(fixed=True) | Q(appointment__kind=OUTSIDE),
        person=person,
        during__overlap=TimestamptzRange(since, until, "[)"),
    ).exclude(appointment=but)
    columns = ("name", "country", "postcode", "city")
    rows = held.order_by("during").values_list(
        "during", "appointment__kind", *(f"appointment__customer__{column}" for column in columns)
    )
    return [
        # A call with a customer is not at the customer's.
        Engaged(during.lower, during.upper, *((value or "") if kind == VISIT else "" for value in where))
        for during, kind, *where in rows
    ]
