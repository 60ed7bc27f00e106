"""`python -m bench.products [--products 50000] [--lists 5]`: a catalogue read in by the commands, found, priced.

Makes a database of its own, writes an article list and a price list with a column for each list as CSV and as Excel,
reads them in as the commands do, and prints the seconds; then how long a suggestion and the prices of a quote take.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

GOAL_SECONDS = 60
WORDS = (
    "Getriebemotor Trommelmotor Frequenzumrichter Förderkette Tragrolle Umlenkstation Rollenbahn Kurve Drehtisch Lager "
    "Gurt Halter Sensor Schaltschrank Kabel Klemme Welle Flansch Dichtung Schraube"
)


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.products", description=__doc__)
    parser.add_argument("--products", type=int, default=50_000)
    parser.add_argument("--lists", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tandem-bench-products-") as home:
        os.environ["TANDEM_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "tandem.settings"
        from tandem import embedded

        with embedded.attached():
            import django

            django.setup()
            from tandem import schema

            schema.migrate()
            _run(Path(home), products=arguments.products, lists=arguments.lists)


def _run(home: Path, *, products: int, lists: int) -> None:
    from django.utils import timezone

    from tandem.essentials.people import actions as people
    from tandem.essentials.products import testing

    at = timezone.now()
    people.found_company(name="Bench", at=at)
    names = [f"Liste {place + 1}" for place in range(lists)]
    for name in names:
        testing.a_list(at=at, name=name, valid_from=date(2020, 1, 1))
    articles, prices = _files(home, products=products, names=names)
    whole = 0.0
    for kind, path in (("products", articles), ("prices", prices)):
        seconds, said = _timed(kind, path)
        whole += seconds
        print(f"{kind:9} {path.name:14} {seconds:6.1f} s  {said}")
    print(f"together  {products:,} products x {lists} lists: {whole:.1f} s (goal: at most {GOAL_SECONDS} s)")
    for kind, path in (("products", articles), ("prices", prices)):
        seconds, said = _timed(kind, path)
        print(f"again     {path.name:14} {seconds:6.1f} s  {said}")
    _ask()


def _files(home: Path, *, products: int, names: list[str]) -> tuple[Path, Path]:
    rng, words = random.Random(1), WORDS.split()
    articles, prices = home / "artikel.csv", home / "preise.csv"
    with articles.open("w", newline="") as file, prices.open("w", newline="") as other:
        first, second = csv.writer(file, delimiter=";"), csv.writer(other, delimiter=";")
        first.writerow(("Artikelnummer", "Bezeichnung", "Name EN", "Langtext", "Warengruppe", "ME", "EK"))
        second.writerow(("Artikelnummer", *names))
        for place in range(products):
            name = f"{rng.choice(words)} {rng.choice(words)} {place % 997}"
            number, cost = f"A{place:06d}", f"{rng.uniform(1, 4000):.2f}".replace(".", ",")
            first.writerow((number, name, name, f"Ausführung {place}", f"WG {place % 40:02d}", "Stk", cost))
            second.writerow((number, *(f"{rng.uniform(2, 9000):.4f}".replace(".", ",") for _name in names)))
    return articles, prices


def _timed(kind: str, path: Path) -> tuple[float, str]:
    import contextlib
    import io
    import json

    from tandem.surfaces.exchange import command

    begin, cpu, out = time.perf_counter(), time.process_time(), io.StringIO()
    with contextlib.redirect_stdout(out):
        command.import_command(kind=kind, path=path, mapping=None, dry_run=False, as_json=True, by=None)
    said = json.loads(out.getvalue())
    counts = ", ".join(f"{said[name]:,} {name}" for name in ("created", "updated", "unchanged", "errors"))
    own = time.process_time() - cpu
    return time.perf_counter() - begin, f"{counts}; {own:.1f} s of its own work"


def _ask() -> None:
    from django.db import connection
    from django.utils import timezone

    from tandem.essentials.people import actions as people
    from tandem.essentials.people.models import INSIDE
    from tandem.essentials.products import prices, queries
    from tandem.essentials.products.models import Product

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    user = people.add_user(
        email="b@tandem.example", first_name="B", last_name="B", roles=[INSIDE], by=None, at=timezone.now()
    )
    for words in ("A0123", "a", "get", "motor", "trommelm kabel", "gurt 99", "xyz", "schraube"):

        def ask(words: str = words) -> list[Any]:
            return queries.suggest(text=words, user=user)

        print(f"suggest {words!r:18} {len(ask())} found  {_milliseconds(ask)}")
    asks = [prices.Ask(product, Decimal(3)) for product in Product.objects.order_by("pk")[:500]]
    day = date.today()  # noqa: DTZ011  # a figure, not an appointment
    for some in (1, 50, 500):
        print(
            f"find_many {some:3} lines  "
            f"{_milliseconds(lambda n=some: prices.find_many(asks=asks[:n], customer=None, currency='EUR', day=day))}"
        )


def _milliseconds(ask: Callable[[], object]) -> str:
    times = []
    for _time in range(30):
        begin = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    return f"fastest {times[0]:.1f}, median {statistics.median(times):.1f}, 95th {times[28]:.1f} ms"


if __name__ == "__main__":
    main()
