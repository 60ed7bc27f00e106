"""What the calendar does by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tandem.essentials.calendar import actions as calendar


@app.periodic(cron="10 3 * * *")
@app.task(name="calendar.extend_series", queueing_lock="calendar.extend_series")
def extend_series(timestamp: int) -> None:
    """Series that go on get the appointments of another day ahead."""
    del timestamp
    calendar.extend(at=timezone.now())
