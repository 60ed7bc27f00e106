"""`python -m bench.duplicates [--size 1000000]`: how long 'is this a customer already?' takes at that many customers.

Fills a data folder of its own with invented companies (kept for the next run of the same size), then asks as a form
does while somebody types: half of the companies are there, written by somebody else, half are not; one in four asks
has only the beginning of a name, one in ten nothing but frequent words. Prints how long the server takes for an ask
(p50, p95) of somebody who sees a tenth of all customers, by the clock and as time of the processor in this process and
in the database's together, which other work on the machine does not stretch; and how often who is meant is found.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench import companies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")

# One in so many customers is one that the person who asks may see.
SEEN = 10
_CUSTOMER = (
    "id, name, name_key, sort_key, tandem_id, street, postcode, city, country, klass, life_cycle, industry,"
    " vat_number, website, currency, remark, tags, created_at, changed_at, revision"
)
_DAY = "2026-01-01"
# So many rows are handed over at once.
_ROWS = 20_000
# So many asks before anything is measured.
_WARM = 50
_REQUESTS = 300


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates", description=__doc__)
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--asks", type=int, default=1000)
    arguments = parser.parse_args()
    os.environ["TANDEM_HOME"] = str(Path(f".tools/bench-duplicates-{arguments.size}").absolute())
    os.environ.pop("DATABASE_URL", None)
    from tandem import embedded

    with embedded.attached():
        import django

        django.setup()
        from tandem import schema

        schema.migrate()
        user = _fill(arguments.size)
        asked = asks(arguments.size, arguments.asks)
        report(measure(user, asked), size=arguments.size)
        print(f"the form's whole request: by the clock {_spread(requests(user, asked[:_REQUESTS]))}")


# --- filling


def _fill(size: int) -> Any:
    """The person who asks, once everything stands there."""
    from django.db import connection

    from tandem.essentials.customers.models import Customer
    from tandem.essentials.people.models import User

    written = Path(os.environ["TANDEM_HOME"]) / "written-by"
    by = _fingerprint()
    if not (written.exists() and written.read_text() == by and Customer.objects.count() == size):
        written.unlink(missing_ok=True)
        theirs, others = _tandems()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE customers_customer, customers_duplicatekey, customers_tocompare CASCADE")
            # Nothing of it was merged: the triggers have nothing to do.
            cursor.execute("ALTER TABLE customers_customer DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE customers_channel DISABLE TRIGGER USER")
            _copy(cursor, size, theirs, others)
            cursor.execute("ALTER TABLE customers_customer ENABLE TRIGGER USER")
            cursor.execute("ALTER TABLE customers_channel ENABLE TRIGGER USER")
            cursor.execute("VACUUM ANALYZE customers_duplicatekey, customers_customer, customers_channel")
        written.write_text(by)
    return User.objects.get(email="feld@bench.example")


def _fingerprint() -> str:
    """What was filled by other companies or other keys is filled again."""
    from tandem.essentials.customers.duplicates import keys, phonetics

    sources = [Path(str(one.__file__)).read_bytes() for one in (companies, keys, phonetics)]
    return hashlib.sha256(b"".join(sources)).hexdigest()


def _tandems() -> tuple[int, int]:
    """The tandem of the person who asks, and the one that has all other customers."""
    from django.utils import timezone

    from tandem.essentials.people import actions as people
    from tandem.essentials.people.models import FIELD, INSIDE, Tandem

    now = timezone.now()
    if not Tandem.objects.filter(name="Messung").exists():
        people.found_company(name="Messung", city="Ulm", postcode="89077", at=now)
        inside, outward = (
            people.add_user(
                email=f"{name}@bench.example", first_name=name, last_name="Messung", roles=[role], by=None, at=now
            )
            for name, role in (("innen", INSIDE), ("feld", FIELD))
        )  # fmt: skip
        people.add_tandem(
            name="Messung", inside=inside, outward=outward, from_date=now.date(), by=None, at=now
        )
    return Tandem.objects.get(name="Messung").pk, Tandem.objects.get(is_intake=True).pk


def _copy(cursor: Any, size: int, theirs: int, others: int) -> None:
    """Customers, their numbers and their keys; the indexes of the keys are made at the end."""
    begin = time.perf_counter()
    made = cursor.execute(
        "SELECT indexdef FROM pg_indexes WHERE tablename = 'customers_duplicatekey' AND indexname NOT LIKE %s",
        ["%pkey"],
    ).fetchall()
    cursor.execute("ALTER TABLE customers_duplicatekey DROP CONSTRAINT customers_duplicatekey_pkey")
    for (name,) in cursor.execute(
        "SELECT indexname FROM pg_indexes WHERE tablename = 'customers_duplicatekey'"
    ).fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
    rows: list[companies.Invented] = []
    for pk, one in enumerate(companies.companies(size), 1):
        rows.append(one)
        if len(rows) == _ROWS or pk == size:
            _portion(cursor, pk - len(rows) + 1, rows, theirs, others)
            rows = []
            passed = time.perf_counter() - begin
            print(
                f"\r{pk:,} of {size:,} customers, {passed:.0f} s of some {passed / pk * size:.0f}",
                end="",
                flush=True,
            )
    cursor.execute("ALTER TABLE customers_duplicatekey ADD PRIMARY KEY (key, customer_id)")
    for (definition,) in made:
        cursor.execute(definition)
    cursor.execute(
        "SELECT count(*), pg_total_relation_size('customers_duplicatekey') FROM customers_duplicatekey"
    )
    count, bytes_of = cursor.fetchone()
    print(
        f"\n{count:,} keys, {bytes_of / 1e6:,.0f} MB with indexes; {time.perf_counter() - begin:.0f} s in all",
        flush=True,
    )


def _portion(cursor: Any, first: int, rows: list[companies.Invented], theirs: int, others: int) -> None:
    from tandem.essentials.customers.duplicates.keys import keys_of

    with cursor.copy(f"COPY customers_customer ({_CUSTOMER}) FROM STDIN") as copy:
        for pk, one in enumerate(rows, first):
            key, tandem = one.name.lower(), others if pk % SEEN else theirs
            copy.write_row(
                (pk, one.name, key, key, tandem, one.street, one.postcode, one.city, "DE", "", "prospect", "",
                 one.vat_number, "", "EUR", "", "{}", _DAY, _DAY, 1)
            )  # fmt: skip
    with cursor.copy("COPY customers_channel (customer_id, kind, value, label) FROM STDIN") as copy:
        for pk, one in enumerate(rows, first):
            copy.write(f"{pk}\tphone\t{one.phone}\t\n{pk}\temail\t{one.email}\t\n")
    with cursor.copy("COPY customers_duplicatekey (key, customer_id) FROM STDIN") as copy:
        for pk, one in enumerate(rows, first):
            copy.write("".join(f"{key}\t{pk}\n" for key in keys_of(described(one))))


def described(one: companies.Invented) -> Any:
    """As a form or the database tells of it."""
    from tandem.essentials.customers.duplicates.keys import Described

    return Described(
        name=one.name, street=one.street, postcode=one.postcode, city=one.city, vat_number=one.vat_number,
        phones=(one.phone,) if one.phone else (), emails=(one.email,) if one.email else (),
    )  # fmt: skip


# --- asking


@dataclass(frozen=True, slots=True)
class Ask:
    """What is typed, and which customer is meant; none where it is a new one."""

    typed: companies.Invented
    meant: int
    kind: str


def asks(size: int, count: int) -> list[Ask]:
    """Half of those who are meant are there."""
    dice = random.Random(11)
    step = max(size // count * 2, 1)
    known = [(one, pk) for pk, one in enumerate(companies.companies(size), 1) if pk % step == 0]
    unknown = [(one, 0) for one in companies.companies(count // 2, seed=23)]
    found = [_ask(one, pk, dice) for one, pk in known + unknown]
    dice.shuffle(found)
    return found


def _ask(one: companies.Invented, pk: int, dice: random.Random) -> Ask:
    drawn = dice.random()
    written = companies.variant(one, dice)
    if drawn < 0.25:
        name = one.name[: dice.randrange(3, 12)]
        return Ask(replace(written, name=name, street="", phone="", email="", vat_number=""), pk, "beginning")
    if drawn < 0.35:
        name = dice.choice(("Müller Maschinenbau GmbH", "Gebrüder Schmidt", "Bau GmbH", "Hans Müller"))
        typed = replace(
            written, name=name, street="Hauptstraße 1", phone="", email="info@gmx.de", vat_number=""
        )
        return Ask(typed, 0, "frequent")
    return Ask(written, pk, "whole")


@dataclass(slots=True)
class Measured:
    """Milliseconds by the clock and of the processor, and how often who was meant stood first or among five."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    meant: int = 0
    first: int = 0
    shown: int = 0


def measure(user: Any, asked: list[Ask]) -> dict[str, Measured]:
    from django.db import connection
    from django.utils import timezone

    from tandem.essentials.customers.duplicates import finding

    day = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    by_kind: dict[str, Measured] = {}
    for place, one in enumerate(asked[:_WARM] + asked):
        told = described(one.typed)
        clock, processor = time.perf_counter(), _processor(backend)
        found = finding.find(user, told)
        finding.hint(found, day=day)
        clock, processor = time.perf_counter() - clock, _processor(backend) - processor
        if place < _WARM:
            continue
        kept = by_kind.setdefault(one.kind, Measured())
        kept.clock.append(clock * 1000)
        kept.processor.append(processor * 1000)
        if one.meant:
            alike = [candidate.customer_id for candidate in finding.candidates(told)][:5]
            kept.meant += 1
            kept.first += alike[:1] == [one.meant]
            kept.shown += one.meant in alike
    return by_kind


def requests(user: Any, asked: list[Ask]) -> list[float]:
    """Milliseconds of the whole request that the form makes while somebody types, with rights and the page."""
    from django.test import Client
    from django.urls import reverse

    client = Client()
    client.force_login(user)
    address = reverse("customers:candidates")
    took: list[float] = []
    for one in asked[:_WARM] + asked:
        typed = one.typed
        fields = {
            "name": typed.name, "street": typed.street, "postcode": typed.postcode, "city": typed.city, "country": "DE",
            "phones": typed.phone, "emails": typed.email, "vat_number": typed.vat_number,
        }  # fmt: skip
        begin = time.perf_counter()
        answer = client.get(address, fields)
        took.append((time.perf_counter() - begin) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"The form's request was answered with {answer.status_code}.")
    return took[_WARM:]


def _processor(backend: Path) -> float:
    """Seconds that this process and the database's have worked; of this one alone where the system does not say."""
    there = int(backend.read_text().split()[0]) / 1e9 if backend.exists() else 0.0
    return time.process_time() + there


def report(measured: dict[str, Measured], *, size: int) -> None:
    everything = Measured()
    for kind, one in sorted(measured.items()):
        everything.clock += one.clock
        everything.processor += one.processor
        line = f"  {kind:9} {_times(one)}"
        if one.meant:
            line += f"; who is meant stands first {one.first / one.meant:.1%}, among five {one.shown / one.meant:.1%}"
        print(line)
    print(f"look-up at {size:,}: {_times(everything)} (load {os.getloadavg()[0]:.1f})")


def _times(one: Measured) -> str:
    return (
        f"{len(one.clock)} asks: by the clock {_spread(one.clock)}; of the processor {_spread(one.processor)}"
    )


def _spread(milliseconds: list[float]) -> str:
    slow = quantiles(milliseconds, n=20)[-1]
    return f"p50 {median(milliseconds):.1f} ms, p95 {slow:.1f}, most {max(milliseconds):.1f}"


if __name__ == "__main__":
    main()
