"""What the calendar does by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import queries


@app.periodic(cron="10 3 * * *")
@app.task(name="calendar.extend_series", queueing_lock="calendar.extend_series")
def extend_series(timestamp: int) -> None:
    """Series that go on get the appointments of another day ahead."""
    del timestamp
    calendar.extend(at=timezone.now())


@app.task(name="calendar.read_link")
def read_link(link_id: int) -> None:
    """Read when somebody is busy in another calendar."""
    link = queries.link_to_read(link_id)
    if link is not None:
        calendar.read_link(link=link, at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="calendar.read_links", queueing_lock="calendar.read_links")
def read_links(timestamp: int) -> None:
    """Ask for each calendar that has not been read for a quarter of an hour, each by a job of its own."""
    del timestamp
    for link_id in calendar.due_links(at=timezone.now()):
        read_link.defer(link_id=link_id)
