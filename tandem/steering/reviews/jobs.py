"""Timed work: what was raised and is not solved in time goes up."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tandem.steering.reviews import actions
from tandem.steering.reviews.models import LEVELS, Conflict


@app.periodic(cron="*/10 * * * *")
@app.task(name="reviews.go_up", queueing_lock="reviews.go_up")
def go_up(timestamp: int) -> None:
    """Every ten minutes; each conflict in a transaction of its own."""
    del timestamp
    at = timezone.now()
    due = Conflict.objects.filter(solved_at=None, due_at__lte=at).exclude(level=LEVELS[-1])
    for conflict in due.order_by("due_at")[:500]:
        actions.go_up(conflict=conflict, at=at)
