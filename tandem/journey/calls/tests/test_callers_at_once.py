"""Several people begin at the same moment, in real transactions."""

from __future__ import annotations

import threading
from datetime import datetime

from django.db import connection

from tandem.essentials.customers.testing import a_customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.calls.calling import actions, sources
from tandem.journey.calls.calling.sources import Agreed


def test_many_at_once_get_each_a_company_of_their_own(
    fresh_database: str,
    ulm: Tandem,
    anna: User,
    tobias: User,
    sandra: User,
    now: datetime,
) -> None:
    agreed: list[Agreed] = []
    sources.register("test", lambda user, acting, at: agreed)
    for number in range(6):
        customer = a_customer(name=f"Firma {number}", tandem=ulm, at=now)
        agreed.append(Agreed(customer_id=customer.pk, reason="Wochenrunde"))
    got: list[int] = []
    ready = threading.Barrier(3)

    def call(person: User) -> None:
        try:
            ready.wait(timeout=60)
            hold = actions.take_next(by=person, at=now)
            if hold is not None:
                got.append(hold.customer_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(person,)) for person in (anna, tobias, sandra)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == 3
    sources.register("test", lambda user, acting, at: [])
