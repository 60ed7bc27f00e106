"""Keeping a time free for a few minutes while the customer is on the phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from psycopg.types.range import TimestamptzRange

from tandem.essentials.calendar import queries
from tandem.essentials.calendar.actions.appointments import require_free
from tandem.essentials.calendar.models import Hold
from tandem.essentials.people.models import User

HELD_FOR = timedelta(minutes=5)


@transaction.atomic
def hold(*, person: User, starts_at: datetime, ends_at: datetime, by: User, at: datetime) -> Hold:
    """Keep a person's time free for five minutes; who held another one lets it go. Raises SlotTaken."""
    queries.require_write(by, [person], day=timezone.localtime(at).date())
    require_free([person], starts_at, ends_at, by=by, at=at)
    held, _new = Hold.objects.update_or_create(
        held_by=by,
        defaults={
            "person": person,
            "during": TimestamptzRange(starts_at, ends_at, "[)"),
            "until": at + HELD_FOR,
        },
    )
    return held


@transaction.atomic
def let_go(*, by: User) -> None:
    """Give the held time back before it ends by itself."""
    Hold.objects.filter(held_by=by).delete()
