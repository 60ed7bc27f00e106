"""Many act on the agreement at the same moment: one version, one mail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import connections

from tandem.base.post.models import OutgoingMail
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions
from tandem.essentials.playbook.models import Agreement
from tests.cast import NOW


def test_two_jobs_at_once_write_one_mail(fresh_database: str) -> None:
    people.found_company(name="Lechner", at=NOW)
    for name, role in (("Jürgen", "sales_lead"), ("Anna", "inside")):
        people.add_user(
            email=f"{role}@t.example", first_name=name, last_name="X", roles=[role], by=None, at=NOW
        )
    lead = User.objects.get(email="sales_lead@t.example")
    actions.acknowledge(agreement=actions.publish(preamble="Wir.", by=lead, at=NOW), by=lead, at=NOW)
    written = _at_once([lambda: actions.remind(at=NOW + timedelta(days=6))] * 4)
    assert sum(one for one in written if isinstance(one, int)) == 1
    assert OutgoingMail.objects.count() == 1


def test_of_two_who_publish_at_once_the_second_finds_nothing_new(fresh_database: str) -> None:
    people.found_company(name="Lechner", at=NOW)
    lead = people.add_user(
        email="lead@t.example", first_name="Jürgen", last_name="X", roles=["sales_lead"], by=None, at=NOW
    )
    results = _at_once([lambda: actions.publish(preamble="Wir.", by=lead, at=NOW)] * 4)
    assert [one.number for one in results if isinstance(one, Agreement)] == [1]
    assert sum(isinstance(one, actions.NothingNew) for one in results) == 3


def _at_once(acts: list[Callable[[], object]]) -> list[object]:
    results: list[object] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait()
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
