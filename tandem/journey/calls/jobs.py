"""The proposal of the weekly round is made on Monday, early."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tandem.essentials.people import queries as people
from tandem.journey.calls.rounds import actions, queries


@app.periodic(cron="0 5 * * 1")
@app.task(name="calls.propose_rounds", queueing_lock="calls.propose_rounds")
def propose_rounds(timestamp: int) -> None:
    """Every tandem whose seats are held gets its proposal; a tandem that has one keeps it."""
    del timestamp
    at = timezone.now()
    day = timezone.localdate(at)
    for team in people.teams(day=day).values():
        if queries.voices(team):
            actions.propose(tandem=team.tandem, monday=queries.week_of(day), by=None, at=at)
