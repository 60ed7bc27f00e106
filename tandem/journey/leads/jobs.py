"""What came in and was looked at by nobody is forgotten, once a night."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tandem.journey.leads import actions


@app.periodic(cron="20 3 * * *")
@app.task(name="leads.forget", queueing_lock="leads.forget")
def forget(timestamp: int) -> None:
    """Held back for thirty days, put aside, or only counted: doing it twice changes nothing."""
    del timestamp
    actions.forget(by=None, at=timezone.now())
