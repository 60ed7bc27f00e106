"""`python -m bench.slots`: how long it takes to propose the best times for a visit.

In a database of its own (in the bench folder) and in one transaction that is rolled back. 200 field people live in
towns of Germany, Austria and Switzerland, each with a territory around home; the customers lie in these territories. A
year of one to three visits a day is booked, those of a day near each other. Each question is for a customer of the
person's own territory: four weeks, an hour. Server time, without the page. Everything is written by COPY.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import statistics
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

os.environ.setdefault("TANDEM_HOME", str(Path(".tools/bench-slots-home").absolute()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")
WORKDAYS, CLOCKS = 250, (8, 11, 14)
# How far a territory reaches from home, and how near the visits of one day lie to each other.
TERRITORY_KM, DAY_KM = 45.0, 18.0
# Of each territory so many customers are ever visited.
VISITED = 400
# Rows that are kept in memory before they are written.
PORTION = 100_000


@dataclass(slots=True)
class Town:
    """A place where customers lie; `postcode` begins like those around it."""

    country: str
    city: str
    postcode: str
    spot: Any
    people: int


@dataclass(slots=True)
class Territory:
    """A field person, where they live, and the customers around."""

    person: Any
    home: Town
    towns: list[Town]
    # Id and town of those customers that are visited.
    customers: list[tuple[int, Town]] = field(default_factory=list)


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.slots", description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000, help="customers")
    parser.add_argument("--people", type=int, default=200, help="field people")
    parser.add_argument("--asks", type=int, default=400, help="questions")
    parser.add_argument("--profile", action="store_true", help="where the time of the questions goes")
    arguments = parser.parse_args()
    import django

    from tandem import embedded, schema

    with embedded.attached():
        django.setup()
        schema.migrate()
        _measure(arguments)


def _measure(arguments: argparse.Namespace) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from tandem.essentials.customers.models import Customer

    dice = random.Random(3)
    with transaction.atomic():
        now = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
        begin = time.perf_counter()
        territories = _territories(arguments.people, dice)
        _customers(territories, arguments.size, dice, now=now)
        booked = _visits(territories, dice, now=now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        click.echo(f"filled in {time.perf_counter() - begin:.0f} s")
        asked = [
            (one, Customer.objects.select_related("tandem").get(pk=dice.choice(one.customers)[0]))
            for one in dice.choices(territories, k=arguments.asks + 10)
        ]
        took, own, found = _ask(asked, by=territories[0].person, at=now, is_profiled=arguments.profile)
        later = took[10:]
        click.echo(
            f"{Customer.objects.count():,} customers, {len(territories)} people, {booked:,} appointments: "
            f"p50 {statistics.median(later):.1f} ms, p95 {statistics.quantiles(later, n=20)[-1]:.1f} ms, "
            f"of that own CPU p50 {statistics.median(own[10:]):.1f} ms, "
            f"p95 {statistics.quantiles(own[10:], n=20)[-1]:.1f} ms; "
            f"{found} of {len(took)} ({100 * found // len(took)} %) found a time"
        )
        transaction.set_rollback(True)


def _ask(
    asked: list[tuple[Territory, Any]], *, by: Any, at: datetime, is_profiled: bool
) -> tuple[list[float], list[float], int]:
    import cProfile
    import pstats

    from tandem.journey.calls.slots import proposing

    took: list[float] = []
    own: list[float] = []
    found, profile = 0, cProfile.Profile()
    for place, (territory, customer) in enumerate(asked):
        if is_profiled and place == 10:
            profile.enable()
        begin, cpu = time.perf_counter(), time.process_time()
        proposals = proposing.propose(customer=customer, visitor=territory.person, minutes=60, by=by, at=at)
        took.append((time.perf_counter() - begin) * 1000)
        own.append((time.process_time() - cpu) * 1000)
        found += bool(proposals.free)
    profile.disable()
    if is_profiled:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(25)
    return took, own, found


def _territories(count: int, dice: random.Random) -> list[Territory]:
    """People in towns by size, each with the towns around; where people live close their territories overlap."""
    from tandem.base.places import locating
    from tandem.essentials.calendar.models import HomeBase
    from tandem.essentials.people.models import FIELD, User

    towns = _towns()
    homes = dice.choices(towns, weights=[town.people for town in towns], k=count)
    people = User.objects.bulk_create(
        User(email=f"{uuid.uuid4()}@bench.example", first_name="Feld", last_name=str(number), roles=[FIELD])
        for number in range(count)
    )
    HomeBase.objects.bulk_create(
        HomeBase(person=person, postcode=home.postcode, city=home.city, country=home.country)
        for person, home in zip(people, homes, strict=True)
    )
    return [
        Territory(person, home, [town for town in towns if _are_near(locating, home, town, TERRITORY_KM)])
        for person, home in zip(people, homes, strict=True)
    ]


def _towns() -> list[Town]:
    """The towns of the shipped table, each with the beginning of the postcodes around it."""
    from tandem.base.places import locating
    from tandem.base.places.locating import PLACE, Spot
    from tandem.base.places.models import Place

    areas: dict[str, list[tuple[str, Spot]]] = {}
    for (country, digits), spot in locating._areas().items():  # the table as it is read
        if len(digits) == (3 if country == "DE" else 2):
            areas.setdefault(country, []).append((digits, spot))
    found = []
    rows = Place.objects.filter(country__in=["DE", "AT", "CH"], population__gte=3_000)
    for country, key, latitude, longitude, people in rows.values_list(
        "country", "key", "latitude", "longitude", "population"
    ):
        spot = Spot(latitude, longitude, PLACE)
        digits, _around = min(areas[country], key=lambda area: _rough(area[1], spot))
        found.append(Town(country, key, digits.ljust(5 if country == "DE" else 4, "0"), spot, people))
    return found


def _rough(one: Any, other: Any) -> float:
    """A distance that only compares."""
    east: float = (one.longitude - other.longitude) * math.cos(math.radians(one.latitude))
    north: float = one.latitude - other.latitude
    return north**2 + east**2


def _are_near(locating: Any, one: Town, other: Town, most_km: float) -> bool:
    if abs(one.spot.latitude - other.spot.latitude) > 0.5:
        return False
    return bool(locating.km(one.spot, other.spot) <= most_km)


def _customers(territories: list[Territory], size: int, dice: random.Random, *, now: datetime) -> None:
    from tandem.demo.sheets import Sheet
    from tandem.essentials.customers.models import Customer
    from tandem.essentials.people.models import Tandem

    tandem = Tandem.objects.first() or Tandem.objects.create(name="Bench")
    sheet, held = Sheet(Customer), 0
    shares = [
        size // len(territories) + (place < size % len(territories)) for place in range(len(territories))
    ]
    for territory, share in zip(territories, shares, strict=True):
        weights = [math.sqrt(town.people) for town in territory.towns]
        for place, town in enumerate(dice.choices(territory.towns, weights=weights, k=share)):
            name = f"Firma {territory.person.pk}-{place} GmbH"
            pk = sheet.add(
                name=name, name_key=name.lower(), sort_key=name.lower(), tandem_id=tandem.pk, country=town.country,
                postcode=town.postcode, city=town.city, created_at=now, changed_at=now,
            )  # fmt: skip
            if place < VISITED:
                territory.customers.append((pk, town))
        held += share
        if held >= PORTION:
            following = sheet.next_id
            sheet.write()
            sheet, held = Sheet(Customer), 0
            sheet.reset(following)
    sheet.write()


def _visits(territories: list[Territory], dice: random.Random, *, now: datetime) -> int:
    from psycopg.types.range import TimestamptzRange

    from tandem.base.places import locating
    from tandem.demo.sheets import Sheet
    from tandem.essentials.calendar.models import VISIT, Appointment, Attendance

    appointments, attendances = Sheet(Appointment), Sheet(Attendance)
    for territory in territories:
        for starts in _days(now, dice):
            centre = dice.choice(territory.customers)[1]
            near = [one for one in territory.customers if _are_near(locating, centre, one[1], DAY_KM)]
            for start in starts:
                pk = appointments.add(
                    uid=uuid.uuid4(), kind=VISIT, title="Besuch", customer_id=dice.choice(near)[0], starts_at=start,
                    ends_at=start + timedelta(hours=1), fixed=True, booked_by_id=territory.person.pk, revision=1,
                )  # fmt: skip
                during = TimestamptzRange(start, start + timedelta(hours=1), "[)")
                attendances.add(appointment_id=pk, person_id=territory.person.pk, during=during, fixed=True)
    appointments.write()
    return attendances.write()


def _days(now: datetime, dice: random.Random) -> Iterator[list[datetime]]:
    """The beginnings of each working day's visits, from half a year ago on."""
    day = now - timedelta(days=180)
    for _day in range(WORKDAYS):
        day += timedelta(days=max(1, 7 - day.weekday()) if day.weekday() >= 4 else 1)
        clocks = sorted(dice.sample(CLOCKS, k=dice.choice((1, 2, 2, 3, 3))))
        yield [day.replace(hour=clock, minute=dice.choice((0, 15, 30))) for clock in clocks]


if __name__ == "__main__":
    main()
