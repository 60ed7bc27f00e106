"""Mail leaves at once after the act, and what could not leave is tried every minute."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tandem.base.post import actions as post


@app.task(name="post.deliver")
def deliver(mail_id: int) -> None:
    """Deliver one mail; does nothing when it is out, under way or not due yet."""
    post.deliver(mail_id=mail_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="post.deliver_due", queueing_lock="post.deliver_due")
def deliver_due(timestamp: int) -> None:
    """What waits for another try, and what a killed process left behind."""
    del timestamp
    post.settle_lost(at=timezone.now())
    for mail_id in post.due(at=timezone.now()):
        post.deliver(mail_id=mail_id, at=timezone.now())
