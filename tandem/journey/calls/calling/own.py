"""The person's own calls of the day: matters at the appointment that are due, and tasks of calling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from tandem.essentials.calendar import moments
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.teamwork.models import CUSTOMER, Matter, Task
from tandem.journey.calls.calling.sources import Agreed, register

# A task is one of calling when its title says so.
WORDS = r"(^|\W)(anruf|anrufen|ruf\w*|rückruf|telefon\w*|zurückruf\w*|call|phone)(\W|$)"


def matters(user: User, acting: list[int], at: datetime) -> Iterator[Agreed]:
    """Matters at the appointment that are due today or before: the person's, and those they stand in for."""
    due = Matter.objects.filter(
        playbook.at_step(APPOINTMENT, path="step"),
        accountable__in=acting,
        closed_at=None,
        due_at__lt=_tomorrow(at),
    ).exclude(waiting_for=CUSTOMER)
    rows = due.order_by("-urgent", "due_at", "pk").values_list(
        "pk", "customer_id", "contact_id", "next_step", "title", "description"
    )
    for pk, customer, contact, step, title, description in rows.iterator():
        yield Agreed(
            customer_id=customer, contact_id=contact, matter_id=pk, reason=f"{step} · {title}"[:200],
            background=description[:600],
        )  # fmt: skip


def tasks(user: User, acting: list[int], at: datetime) -> Iterator[Agreed]:
    """Open tasks of calling a customer that are due today or before."""
    due = Task.objects.filter(
        Q(title__iregex=WORDS), accountable=user, done_at=None, due_at__lt=_tomorrow(at), step_key=""
    )
    rows = due.order_by("due_at", "pk").values_list("pk", "customer_id", "matter__contact_id", "title")
    for pk, customer, contact, title in rows.iterator():
        yield Agreed(customer_id=customer, contact_id=contact, task_id=pk, reason=title[:200])


def _tomorrow(at: datetime) -> datetime:
    return moments.midnight(timezone.localdate(at) + timedelta(days=1))


def listen() -> None:
    """Fill the port; called when the room is loaded."""
    register("matters", matters)
    register("tasks", tasks)
