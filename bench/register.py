"""`python -m bench.register [--size 100000]`: the register of quotes at that many quotes, over HTTP.

Fills a data folder of its own (kept for the next run of the same size): the demo company, and quotes by COPY until
there are that many. Then starts `tandem serve` and prints, beside an empty page of the same stack, median and 95th
percentile of the page with its sums (milliseconds, concurrency 1) for several filters, groupings and orders, its
statements, and how long the Excel file of a view takes.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")
CUSTOMERS = 20_000
GOODS = (
    "Getriebemotor",
    "Frequenzumrichter",
    "Trommelmotor",
    "Förderkette",
    "Inbetriebnahme",
    "Rollenbahn",
    "Sensor",
)
RIVALS = ("", "", "Förderwerk Süd", "Band & Rolle", "Antriebe Nord")
# Open, won, lost: of a hundred quotes of some years.
SHARES = ("open",) * 12 + ("won",) * 40 + ("lost",) * 48
SCENES = {
    "open, by date": "",
    "open, by follow-up": "?nach=nachfassen",
    "open, overdue": "?faellig=1&nach=nachfassen",
    "open, mine": "?meine=1",
    "all, by date": "?stand=alle",
    "all, by amount": "?stand=alle&nach=betrag",
    "all, by customer": "?stand=alle&nach=kunde",
    "all, by chance": "?stand=alle&nach=chance",
    "all, one tandem": "?stand=alle&tandem={tandem}",
    "all, amount from-to": "?stand=alle&betrag_von=5000&betrag_bis=20000",
    "all, product words": "?stand=alle&produkt=Getriebe+500",
    "all, item number": "?stand=alle&produkt=B%2D4711",
    "all, customer's name": "?stand=alle&kunde=maschinen",
    "all, class A in AT": "?stand=alle&klasse=A&land=AT",
    "lost to a competitor": "?stand=verloren&wettbewerb=nord",
    "decided this year": "?stand=alle&zeit=entscheidung&raum=jahr&nach=entscheidung",
    "grouped by state": "?stand=alle&gruppe=stand",
    "grouped by month": "?stand=alle&gruppe=monat",
    "grouped by tandem": "?stand=alle&gruppe=tandem",
    "grouped by owner": "?stand=alle&gruppe=person",
    "grouped by customer": "?stand=alle&gruppe=kunde",
    "grouped by class": "?stand=alle&gruppe=klasse",
    "lost, grouped by reason": "?stand=verloren&gruppe=grund",
    "one month of a grouping": "?stand=alle&gruppe=monat&teil={month}",
    "all columns": "?spalten={columns}",
}


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.register", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="quotes in the database")
    parser.add_argument("--requests", type=int, default=60, help="requests per view")
    arguments = parser.parse_args()
    os.environ["TANDEM_HOME"] = str(Path(f".tools/bench-register-{arguments.size}").absolute())
    os.environ.pop("DATABASE_URL", None)
    from tandem import embedded

    with embedded.attached():
        _fill(arguments.size)
        _measure(arguments.requests)


def _measure(requests: int) -> None:
    from django.utils import timezone

    from bench import floors, load, scenarios
    from bench.__main__ import _server
    from tandem.essentials.people import queries as people
    from tandem.journey.quotes.register import columns

    session, user = scenarios.sign_in(), scenarios.anna()
    words = {
        "tandem": people.tandems_by_name()[1].pk,
        "month": f"{timezone.localtime():%Y-%m}",
        "columns": ",".join(column.key for column in columns.for_reader(user)),
    }
    with _server() as port:

        def client() -> load.Client:
            return load.Client(port=port, session=session)

        empty = load.measure(client=client, asks=scenarios.empty(), requests=requests * 4, concurrency=1)
        click.echo(f"{'':28}{'p50 ms':>8}{'p95 ms':>8}{'SQL':>5}{'failed':>8}")
        click.echo(f"{'empty page (floor)':28}{empty.p50:>8.1f}{empty.p95:>8.1f}")
        for name, query in SCENES.items():
            path = "/angebote" + query.format(**words)
            asks = scenarios._varying(lambda path=path: path)
            sql = floors.statements(user=user, ask=next(asks()))
            done = load.measure(client=client, asks=asks(), requests=requests, concurrency=1)
            click.echo(f"{name:28}{done.p50:>8.1f}{done.p95:>8.1f}{len(sql):>5}{done.failures:>8}")
        for name, query in {
            "Excel, open": "",
            "Excel, lost this year": "?stand=verloren&gruppe=grund&zeit=entscheidung&raum=jahr",
        }.items():
            begin = time.perf_counter()
            status = client().send(load.Ask(f"/angebote/excel{query}"))
            click.echo(
                f"{name:28}{(time.perf_counter() - begin) * 1000:>8.0f}{'':>13}{int(status >= 400):>8}"
            )


def _fill(size: int) -> None:
    import django

    django.setup()
    from tandem import demo, schema
    from tandem.essentials.customers.models import Customer
    from tandem.journey.quotes.models import Quote

    schema.migrate()
    begin = time.perf_counter()
    if not Customer.objects.exists():
        click.echo(f"Filling a database with {CUSTOMERS:,} customers ...")
        demo.build(customers=CUSTOMERS)
    missing = size - Quote.objects.count()
    if missing > 0:
        click.echo(f"... and {missing:,} quotes ...")
        _quotes(missing)
        click.echo(f"... in {time.perf_counter() - begin:.0f} s")


def _quotes(count: int) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from tandem.essentials.customers.models import Customer

    dice, now = random.Random(5), timezone.localtime()
    customers = list(
        Customer.objects.filter(merged_into=None, tandem__seats__to_date=None, tandem__seats__seat="inside")
        .values_list("pk", "currency", "tandem__seats__user")
        .order_by("pk")
    )
    with transaction.atomic():
        writer = _Writer(now)
        for place in range(count):
            writer.quote(place, *dice.choice(customers), dice)
        writer.write()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _products(now: datetime) -> list[int]:
    """Five thousand products, so that lines can be of some."""
    from tandem.demo.sheets import Sheet
    from tandem.essentials.products.models import Product, Unit

    sheet, unit = Sheet(Product), Unit.objects.order_by("pk")[0].pk
    made = [
        sheet.add(
            number=f"B-{place}",
            number_key=f"b-{place}",
            name_de=f"Antrieb {place}",
            name_key=f"antrieb {place}",
            terms="",
            unit_id=unit,
            created_at=now,
            changed_at=now,
        )
        for place in range(1, 5001)
    ]
    sheet.write()
    return made


class _Writer:
    """Matters with their quotes, as rows of their tables."""

    def __init__(self, now: datetime) -> None:
        from tandem.base.files.models import File
        from tandem.demo.sheets import Sheet
        from tandem.essentials.playbook.models import Step
        from tandem.essentials.teamwork.models import Matter
        from tandem.journey.quotes.models import FollowUp, Quote, QuoteLine, QuoteVersion

        self.now = now
        models: tuple[Any, ...] = (Matter, Quote, QuoteVersion, QuoteLine, FollowUp)
        self.sheets = {model: Sheet(model) for model in models}
        self.matters, self.quotes, self.versions, self.lines, self.asks = self.sheets.values()
        self.step = Step.objects.filter(key="follow_up").order_by("-pk")[0].pk
        self.file = File.objects.select_related("blob").order_by("pk")[0]
        self.states: list[tuple[int, str]] = []
        self.products = _products(now)

    def quote(self, place: int, customer: int, currency: str, person: int, dice: random.Random) -> None:
        """One quote of one to six lines, some time in the last four years."""
        state = dice.choice(SHARES)
        age = dice.uniform(0, 90) if state == "open" else dice.uniform(20, 1460)
        at = self.now - timedelta(days=age)
        lines = [
            (dice.choice(GOODS), Decimal(dice.randint(1, 40)), Decimal(dice.randint(2000, 300000)) / 100)
            for _line in range(dice.randint(1, 6))
        ]
        net = sum((quantity * price for _text, quantity, price in lines), Decimal(0))
        margin = (net * Decimal(dice.randint(12, 45)) / 100).quantize(Decimal("0.01"))
        decided = None if state == "open" else at + timedelta(days=dice.uniform(1, 19))
        whose = {"customer_id": customer, "accountable_id": person, "currency": currency, "value": net}
        matter = self._matter(state, at, decided, **whose)
        due = at + timedelta(days=14) if state == "open" else None
        quote = self.quotes.add(
            matter_id=matter, title=f"{lines[0][0]} {place}", currency=currency, year=1000,
            serial=place + 1, number=f"B-{place + 1:06d}", state=state, net=net, list_value=net, margin=margin,
            quantity=sum(line[1] for line in lines), probability=dice.choice((10, 25, 50, 60, 75, 90)), created_at=at,
            dated_at=at, follow_up_at=due, decided_at=decided,
            lost_reason=dice.choice(("price", "delivery_time", "no_budget", "other")) if state == "lost" else "",
            competitor=dice.choice(RIVALS) if state == "lost" else "",
        )  # fmt: skip
        if due:
            self.asks.add(quote_id=quote, due_at=due)
        version = self.versions.add(
            quote_id=quote, number=1, state="draft", valid_until=at.date(), made_at=at, list_value=net, net=net, tax=0,
            gross=net, cost=net - margin, margin=margin, taxes=[["0", str(net), "0.00"]], pdf_id=self.file.pk,
            pdf_sha256=self.file.blob_id, sent_at=at,
        )  # fmt: skip
        self.states.append((version, "accepted" if state == "won" else "sent"))
        for number, (text, quantity, price) in enumerate(lines, start=1):
            self.lines.add(
                version_id=version, position=number * 10, text=f"{text} {dice.randint(100, 999)} · Baugröße {number}",
                product_id=dice.choice(self.products) if dice.random() < 0.7 else None,
                quantity=quantity, unit="Stk", price=price, delivery=f"KW {dice.randint(1, 52)}",
            )  # fmt: skip

    def _matter(self, state: str, at: datetime, closed: datetime | None, **given: Any) -> int:
        return self.matters.add(
            kind="sale", title="Anlage", step_id=self.step, step_since=at, answerable="field", next_step="Nachfassen",
            due_at=at + timedelta(days=14), turn_since=at, opened_at=at, closed_at=closed,
            outcome="" if closed is None else state, **given,
        )  # fmt: skip

    def write(self) -> None:
        """Everything into the database; the versions are sealed once their lines stand."""
        from django.db import connection

        for sheet in self.sheets.values():
            sheet.write()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE quotes_quoteversion held SET state = given.state"
                " FROM unnest(%s::bigint[], %s::text[]) AS given (id, state) WHERE held.id = given.id",
                [[pk for pk, _state in self.states], [state for _pk, state in self.states]],
            )


if __name__ == "__main__":
    main()
