"""Reminding of the agreement on working mornings."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tandem.essentials.playbook import actions


@app.periodic(cron="0 6 * * 1-5")
@app.task(name="playbook.remind_of_agreement", queueing_lock="playbook.remind_of_agreement")
def remind_of_agreement(timestamp: int) -> None:
    """Whoever has had some days and has not acknowledged gets a mail; a second run the same week writes none."""
    del timestamp
    actions.remind(at=timezone.now())
