"""Missed dates are brought up every five minutes."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tandem.essentials.coordination import actions, rising


@app.periodic(cron="*/5 * * * *")
@app.task(name="coordination.escalate", queueing_lock="coordination.escalate")
def escalate(timestamp: int) -> None:
    """Whatever has missed its date and reached another level; doing it twice changes nothing."""
    del timestamp
    at = timezone.now()
    for rise in rising.due(at=at):
        actions.escalate(rise=rise, at=at)
