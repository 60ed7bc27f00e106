"""`python -m bench.rules`: what it costs to ask the rules about a call, with up to 10,000 of them in force.

On the database of the pages (`make bench` fills it), in one transaction that is rolled back. The company's own rules
are few; most are about one customer, as they come to be: 3 in 100 about all, 7 about a class, 20 about a tandem. The
hard case is that all of them are about the very customer who is called. `first` is the check that reads these rules for
the first time in the process, CPU the process's own time for one check, `SELECT 1` what one empty statement takes in
the same run.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

os.environ.setdefault("TANDEM_HOME", str(Path(".tools/bench-home").absolute()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")
NUMBERS = (0, 100, 1_000, 10_000)
ROUNDS = 200
# Before that, so that SQL is written and plans are made.
WARMING = 10
# A hard case is not asked for longer than this.
LONGEST_S = 5


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.rules", description=__doc__)
    parser.add_argument("--rules", type=int, nargs="+", default=NUMBERS, help="rules in force")
    arguments = parser.parse_args()
    import django

    from tandem import embedded

    with embedded.attached():
        django.setup()
        titles = " ".join(f"{title:>8}" for title in ("first ms", "p50 ms", "p95 ms", "CPU ms", "SELECT 1"))
        click.echo(f"{'rules':>8} {'about':>12} {titles} {'SQL':>4}")
        for number in arguments.rules:
            for about in ("everybody", "the customer"):
                _measure(number, about)


def _measure(number: int, about: str) -> None:
    from django.db import transaction
    from django.utils import timezone

    from tandem.essentials.customers.models import Customer
    from tandem.essentials.people import queries as people
    from tandem.essentials.playbook import rules
    from tandem.essentials.teamwork.contacts import CALL, NEW_BUSINESS
    from tandem.essentials.teamwork.rules import ContactCustomer

    now = timezone.now()
    _vacuum()
    with transaction.atomic():
        customer = (
            Customer.objects.filter(klass="A", merged_into=None).select_related("tandem").earliest("pk")
        )
        team = people.team(tandem_id=customer.tandem_id, day=timezone.localdate(now))
        _fill(number, customer=customer, only_here=about != "everybody")
        caller = team.inside

        def ask() -> None:
            act = ContactCustomer(
                customer=customer, by=caller, at=timezone.now(), channel=CALL, about=NEW_BUSINESS
            )
            rules.check(act)

        first, walls, cpu = _timed(ask)
        p95 = statistics.quantiles(walls, n=20)[-1]
        figures = (first, statistics.median(walls), p95, cpu, _floor())
        told = " ".join(f"{figure:>8.2f}" for figure in figures)
        click.echo(f"{number:>8,} {about:>12} {told} {_statements(ask):>4}")
        transaction.set_rollback(True)


def _vacuum() -> None:
    """Take away what an earlier run has rolled back, as the database does by and by."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM playbook_rule")


def _fill(number: int, *, customer: Any, only_here: bool) -> None:
    """So many rules of all kinds about contacts, beside those of the company."""
    from django.db import connection
    from django.utils import timezone

    from tandem.essentials.customers.models import Customer
    from tandem.essentials.people.models import Tandem
    from tandem.essentials.playbook.models import Rule

    drawn = random.Random(number)
    kinds = itertools.cycle(_wordings())
    others = list(Customer.objects.filter(merged_into=None).order_by("pk")[:5_000])
    tandems = list(Tandem.objects.order_by("pk"))
    made = []
    for _rule in range(number):
        place = drawn.random()
        if only_here:
            scope: dict[str, Any] = {"scope": "customer", "customer": customer}
        elif place < 0.03:
            scope = {"scope": "company"}
        elif place < 0.1:
            scope = {"scope": "class", "klass": drawn.choice("ABC")}
        elif place < 0.3:
            scope = {"scope": "tandem", "tandem": drawn.choice(tandems)}
        else:
            scope = {"scope": "customer", "customer": drawn.choice(others)}
        kind = next(kinds)
        begins = timezone.now() - timedelta(days=drawn.randint(1, 700))
        made.append(
            Rule(
                kind=kind.key, values=kind.values(), topic=kind.topic, strictness=kind.strictness,
                effect=drawn.choice(("inform", "warn", "block")), in_force_from=begins, made_at=begins, **scope,
            )
        )  # fmt: skip
    Rule.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE playbook_rule")


def _wordings() -> list[Any]:
    """Every wording of the kinds that judge a contact, as far as their topics go."""
    from tandem.essentials.playbook import facts
    from tandem.essentials.teamwork import contacts
    from tandem.essentials.teamwork.rules import BlockedWhile, ConsultationFirst, ContactRhythm, WhoContacts
    from tandem.essentials.teamwork.rules.contact import PURPOSES

    return [
        *(ConsultationFirst(side=side) for side in contacts.SIDES),
        *(WhoContacts(occasion=on, side=side) for on in contacts.OCCASIONS for side in contacts.SIDES),
        *(BlockedWhile(fact=fact, purpose=purpose) for fact in facts.known() for purpose in PURPOSES),
        ContactRhythm(),
    ]


def _floor() -> float:
    """What one empty statement takes in the same run, in milliseconds."""
    from django.db import connection

    times = []
    with connection.cursor() as cursor:
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            cursor.execute("SELECT 1")
            cursor.fetchall()
            times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def _timed(ask: Callable[[], None]) -> tuple[float, list[float], float]:
    """Milliseconds of the first round and of each further one, and CPU milliseconds of one."""
    first, *_warmed = (_once(ask) for _ in range(WARMING))
    walls: list[float] = []
    begun, until = time.process_time(), time.perf_counter() + LONGEST_S
    while len(walls) < ROUNDS and time.perf_counter() < until:
        walls.append(_once(ask))
    return first, walls, (time.process_time() - begun) * 1000 / len(walls)


def _once(ask: Callable[[], None]) -> float:
    begin = time.perf_counter()
    ask()
    return (time.perf_counter() - begin) * 1000


def _statements(ask: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


if __name__ == "__main__":
    main()
