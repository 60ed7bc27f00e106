"""Many people send at the same moment: numbers without gaps, nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import connections

from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import EMAIL, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import testing
from tandem.journey.quotes.models import Quote, QuoteVersion
from tests.cast import NOW, SINCE

T = TypeVar("T")


def _at_once(acts: list[Callable[[], T]]) -> list[T | BaseException]:
    results: list[T | BaseException] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> None:
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


def _company() -> tuple[User, Customer]:
    people.found_company(name="Lechner Fördertechnik GmbH", at=NOW)
    anna, tobias = (
        people.add_user(
            email=f"{name}@t.example", first_name=name, last_name="X", roles=[role], by=None, at=NOW
        )
        for name, role in (("Anna", "inside"), ("Tobias", "field"))
    )
    ulm = people.add_tandem(name="Ulm", inside=anna, outward=tobias, from_date=SINCE, by=None, at=NOW)
    hoelzl = customers.create(name="Hölzl", tandem=ulm, by=None, at=NOW)
    customers.add_contact(
        customer=hoelzl, last_name="Hölzl", channels=[(EMAIL, "c@hoelzl.example", "")], by=None, at=NOW
    )
    return tobias, hoelzl


def _ready(tobias: User, hoelzl: Customer, at: datetime = NOW) -> Quote:
    return testing.ready_quote(matter=testing.matter_to_quote(customer=hoelzl, at=at), by=tobias, at=at)


def test_twenty_senders_get_numbers_without_gaps(fresh_database: str) -> None:
    tobias, hoelzl = _company()
    versions = [_ready(tobias, hoelzl).versions.get() for _ in range(20)]

    def sender(version: QuoteVersion) -> Callable[[], object]:
        return lambda: quotes.send(version=version, to="c@hoelzl.example", by=tobias, at=NOW)

    results = _at_once([sender(version) for version in versions])
    assert [result for result in results if isinstance(result, BaseException)] == []
    assert sorted(quote.label for quote in Quote.objects.all()) == [
        f"26-{serial:04d}" for serial in range(1, 21)
    ]
    assert [found for found in checks.run_all() if "quote" in found.record] == []


def test_of_ten_who_send_the_same_quote_one_does(fresh_database: str) -> None:
    tobias, hoelzl = _company()
    version = _ready(tobias, hoelzl).versions.get()
    results = _at_once(
        [lambda: quotes.send(version=version, to="c@hoelzl.example", by=tobias, at=NOW) for _ in range(10)]
    )
    refusals = [result for result in results if isinstance(result, quotes.Frozen)]
    assert len(refusals) == 9
    assert OutgoingMail.objects.filter(kind="quotes.quote").count() == 1
    assert Quote.objects.get().number == "26-0001"


def test_a_line_that_is_typed_while_the_quote_is_sent_is_in_it_or_refused(fresh_database: str) -> None:
    tobias, hoelzl = _company()
    version = _ready(tobias, hoelzl).versions.get()
    line = version.lines.get(position=10)
    acts: list[Callable[[], object]] = [
        lambda: quotes.send(version=version, to="c@hoelzl.example", by=tobias, at=NOW),
        *[lambda: quotes.set_line(line=line, discount="50", by=tobias, at=NOW) for _ in range(5)],
    ]
    results = _at_once(acts)
    errors = [result for result in results if isinstance(result, BaseException)]
    assert all(isinstance(error, quotes.Frozen) for error in errors)
    assert [found for found in checks.run_all() if "quote" in found.record] == []
