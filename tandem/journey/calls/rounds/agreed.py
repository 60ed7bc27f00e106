"""What a round has agreed is what call mode calls first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from tandem.essentials.people.models import User
from tandem.journey.calls.calling.sources import Agreed, register
from tandem.journey.calls.rounds import queries


def of_today(user: User, acting: list[int], at: datetime) -> Iterator[Agreed]:
    """The calls of the day that the weekly round gave a person, in the order of their times."""
    for call in queries.agreed_for(user, timezone.localdate(at), callers=acting):
        yield Agreed(
            customer_id=call.customer.pk,
            contact_id=call.contact.pk if call.contact is not None else None,
            matter_id=call.matter.pk if call.matter is not None else None,
            task_id=call.task.pk,
            reason=" · ".join(call.reasons)[:200],
            background=call.background[:600],
            best_time=call.best_time,
        )


def listen() -> None:
    """Fill the port; called when the room is loaded."""
    register("round", of_today)
