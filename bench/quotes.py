"""`python -m bench.quotes`: how long the server takes for what is typed into a quote of 500 lines.

On the database of the pages (`make bench` fills it), through the views with everything around them (session, rights,
rules, commit, the answer as it is sent). Milliseconds of server time. Each run leaves a matter with a draft behind.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

os.environ.setdefault("TANDEM_HOME", str(Path(".tools/bench-home").absolute()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")
JSON = {"Accept": "application/json"}


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.quotes", description=__doc__)
    parser.add_argument("--lines", type=int, default=500, help="lines of the quote")
    parser.add_argument("--acts", type=int, default=100, help="acts of each kind")
    arguments = parser.parse_args()
    import django

    from tandem import embedded, schema

    with embedded.attached():
        django.setup()
        schema.migrate()
        _measure(arguments.lines, arguments.acts)


def _measure(lines: int, acts: int) -> None:
    client, quote, version = _quote(lines)
    dice = random.Random(3)
    ids = list(version.lines.filter(kind="item").order_by("position").values_list("pk", flat=True))

    def line() -> str:
        return f"/angebote/positionen/{dice.choice(ids)}"

    def post(url: str, **fields: str) -> Any:
        return client.post(url, fields, headers=JSON, HTTP_HOST="localhost")

    state = f"/angebote/versionen/{version.pk}/stand"
    kinds: dict[str, Callable[[], Any]] = {
        "set_line": lambda: post(line(), field="discount", value=str(dice.randint(0, 20))),
        "add_line": lambda: post(f"/angebote/{quote.pk}/positionen"),
        "add_line between": lambda: post(f"/angebote/{quote.pk}/positionen", after=str(dice.choice(ids))),
        "move by one": lambda: post(f"{line()}/verschieben", step=dice.choice(("up", "down"))),
        "move anywhere": lambda: post(f"{line()}/verschieben", after=str(dice.choice(ids))),
        "poll, nothing new": lambda: post(state, since=str(_revision(version))),
        "poll, a line new": lambda: post(state, since=str(_revision(version) - 1)),
        "page": lambda: client.get(f"/angebote/{quote.pk}", HTTP_HOST="localhost"),
    }
    for name, act in kinds.items():
        took, own, size = _took(act, acts)
        click.echo(
            f"{name:18} p50 {statistics.median(took):6.1f} ms  p95 {statistics.quantiles(took, n=20)[-1]:6.1f} ms  "
            f"own time {statistics.median(own):6.1f} ms  "
            f"{size / 1024:7.1f} kB"
        )


def _took(act: Callable[[], Any], acts: int) -> tuple[list[float], list[float], int]:
    """How long each took, of it our own work (the rest is database and neighbours), how large."""
    took, own, size = [], [], 0
    for place in range(acts + 5):
        begin, worked = time.perf_counter(), time.process_time()
        response = act()
        if response.status_code != 200:
            raise SystemExit(f"answered {response.status_code}: {response.content[:300]!r}")
        if place >= 5:
            took.append((time.perf_counter() - begin) * 1000)
            own.append((time.process_time() - worked) * 1000)
        size = len(response.content)
    return took, own, size


def _revision(version: Any) -> int:
    version.refresh_from_db(fields=["revision"])
    return int(version.revision)


def _quote(lines: int) -> tuple[Any, Any, Any]:
    """A draft of as many lines, a heading before every tenth, and somebody who writes it."""
    from django.test import Client
    from django.utils import timezone

    from tandem.essentials.customers.models import Customer
    from tandem.essentials.people import queries as people
    from tandem.journey.quotes import actions as quotes
    from tandem.journey.quotes import testing
    from tandem.journey.quotes.models import SECTION

    now = timezone.localtime()
    for customer in Customer.objects.filter(merged_into=None).order_by("pk")[:200]:
        team = people.team(tandem_id=customer.tandem_id, day=now.date())
        writer = team.outward or team.inside
        if writer is not None and writer.is_active:
            break
    else:
        raise SystemExit(
            "Nobody here could write a quote: fill the database by `make bench` or `tandem demo`."
        )
    matter = testing.matter_to_quote(customer=customer, at=now)
    quote = quotes.start(matter=matter, by=None, at=now)
    version = quote.versions.get()
    quotes.add_lines(
        version=version,
        new=[
            quotes.NewLine(text=f"Abschnitt {number}", kind=SECTION)
            if number % 10 == 0
            else quotes.NewLine(
                text=f"Rolle {number}", quantity=number % 7 + 1, price=Decimal(100 + number), cost=Decimal(60)
            )
            for number in range(lines)
        ],
        by=None,
        at=now,
    )
    client = Client()
    client.force_login(writer)
    return client, quote, version


if __name__ == "__main__":
    main()
