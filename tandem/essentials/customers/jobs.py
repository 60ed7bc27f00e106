"""In the night the books of old merges are emptied, and whoever was written is compared with all others."""

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


@app.task(name="customers.find_pairs", lock="customers.find_pairs")
def find_pairs() -> None:
    """After a list was read in. Doing it twice changes nothing."""
    actions.find_pairs(by=None, at=timezone.now())


@app.periodic(cron="10 4 * * *")
@app.task(
    name="customers.find_pairs_nightly", queueing_lock="customers.find_pairs", lock="customers.find_pairs"
)
def find_pairs_nightly(timestamp: int) -> None:
    """Doing it twice changes nothing."""
    del timestamp
    actions.find_pairs(by=None, at=timezone.now())
