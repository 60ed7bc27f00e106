"""Several workers run the job at the same time."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from django.db import connections

from tandem.essentials.coordination import actions, rising
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import testing


def test_several_workers_at_once_tell_everybody_once(
    fresh_database: str, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    for minutes in range(3):
        testing.sale(customer=hoelzl, at=now, accountable=tobias, due_at=now + timedelta(minutes=minutes))
    late = now + timedelta(minutes=5)
    rises = list(rising.due(at=late))
    begin = threading.Barrier(4)

    def work() -> None:
        begin.wait()
        for rise in rises:
            actions.escalate(rise=rise, at=late)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Escalation.objects.count() == 3
