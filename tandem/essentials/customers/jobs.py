"""What can no longer be taken back need not be kept: every night the books of old merges are emptied."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tandem.essentials.customers import actions


@app.periodic(cron="40 3 * * *")
@app.task(name="customers.forget_ledgers", queueing_lock="customers.forget_ledgers")
def forget_ledgers(timestamp: int) -> None:
    """Doing it twice changes nothing."""
    del timestamp
    actions.forget_ledgers(at=timezone.now())
