"""`python -m bench.slots`: how long it takes to propose the best times for a visit.

On the database of the pages (`make bench` fills it), in one transaction that is rolled back: 200 field people with a
home base get a year of three visits a day at random customers. Each question is for another person and another
customer: four weeks, an hour. Server time, without the page.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

os.environ.setdefault("TANDEM_HOME", str(Path(".tools/bench-home").absolute()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")
WORKDAYS, CLOCKS = 250, (8, 11, 14)


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.slots", description=__doc__)
    parser.add_argument("--people", type=int, default=200, help="field people")
    parser.add_argument("--asks", type=int, default=200, help="questions")
    arguments = parser.parse_args()
    import django

    from tandem import embedded, schema

    with embedded.attached():
        django.setup()
        schema.migrate()
        _measure(arguments.people, arguments.asks)


def _measure(count: int, asks: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from tandem.essentials.calendar.models import Attendance
    from tandem.essentials.customers.models import Customer
    from tandem.journey.calls.slots import proposing

    dice = random.Random(3)
    with transaction.atomic():
        now = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
        customers = list(
            Customer.objects.filter(merged_into=None).select_related("tandem").order_by("?")[:3000]
        )
        people = _people(count, customers, dice)
        _visits(people, customers, dice, now=now)
        took, found = [], 0
        for person in dice.choices(people, k=asks + 10):
            begin = time.perf_counter()
            proposals = proposing.propose(
                customer=dice.choice(customers), visitor=person, minutes=60, by=people[0], at=now
            )
            took.append((time.perf_counter() - begin) * 1000)
            found += bool(proposals.free)
        later = took[10:]
        click.echo(
            f"{Customer.objects.count():,} customers, {count} people, {Attendance.objects.count():,} appointments: "
            f"p50 {statistics.median(later):.1f} ms, p95 {statistics.quantiles(later, n=20)[-1]:.1f} ms, "
            f"{found} of {len(took)} found a time"
        )
        transaction.set_rollback(True)


def _people(count: int, customers: list[Any], dice: random.Random) -> list[Any]:
    from tandem.essentials.calendar.models import HomeBase
    from tandem.essentials.people.models import FIELD, User

    people = User.objects.bulk_create(
        User(email=f"{uuid.uuid4()}@bench.example", first_name="Feld", last_name=str(number), roles=[FIELD])
        for number in range(count)
    )
    homes = (dice.choice(customers) for _person in people)
    HomeBase.objects.bulk_create(
        HomeBase(person=person, postcode=home.postcode, city=home.city or "Ulm", country=home.country)
        for person, home in zip(people, homes, strict=True)
    )
    return people


def _visits(people: list[Any], customers: list[Any], dice: random.Random, *, now: datetime) -> None:
    from psycopg.types.range import TimestamptzRange

    from tandem.essentials.calendar.models import VISIT, Appointment, Attendance

    for person in people:
        appointments = Appointment.objects.bulk_create(
            Appointment(
                kind=VISIT, title="Besuch", customer=dice.choice(customers), starts_at=start,
                ends_at=start + timedelta(hours=1), booked_by=person,
            )
            for start in _starts(now, dice)
        )  # fmt: skip
        Attendance.objects.bulk_create(
            Attendance(
                appointment=one, person=person, during=TimestamptzRange(one.starts_at, one.ends_at, "[)")
            )
            for one in appointments
        )


def _starts(now: datetime, dice: random.Random) -> Iterator[datetime]:
    day = now - timedelta(days=180)
    for _day in range(WORKDAYS):
        day += timedelta(days=3 if day.weekday() == 4 else 1)
        for clock in CLOCKS:
            yield day.replace(hour=clock, minute=dice.choice((0, 15, 30)))


if __name__ == "__main__":
    main()
