"""`make bench [SIZE=100000]`: the real server over HTTP, beside two floors of the same run.

Fills a database of its own once (kept in the bench folder), starts `tandem serve`, and prints one table: median and
95th percentile in milliseconds at concurrency 1, requests per second at 8, the sender's own CPU time per request (it
runs on the same cores), SQL statements, the page's bare SQL sent as the page sends it, and an empty page of the same
stack. Ratios to the floors count; machines differ.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import click

os.environ.setdefault("TANDEM_HOME", str(Path(".tools/bench-home").absolute()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="customers in the database")
    parser.add_argument("--requests", type=int, default=400, help="requests per page and concurrency")
    parser.add_argument("--without-import", action="store_true", help="leave the import of a list out")
    arguments = parser.parse_args()
    from tandem import embedded

    with embedded.attached():
        _fill(arguments.size)
        with _server() as port:
            _pages(port=port, requests=arguments.requests)
    if not arguments.without_import:
        subprocess.run(
            [sys.executable, "-m", "bench.imports", "--rows", str(min(arguments.size, 100_000))], check=True
        )


def _fill(size: int) -> None:
    import django

    django.setup()
    from tandem import demo, schema
    from tandem.essentials.customers.models import Customer

    schema.migrate()
    if not Customer.objects.exists():
        click.echo(f"Filling a database with {size:,} customers ...")
        begin = time.perf_counter()
        demo.build(customers=size)
        click.echo(f"... in {time.perf_counter() - begin:.0f} s")


@contextlib.contextmanager
def _server() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "tandem", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
                break
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _pages(*, port: int, requests: int) -> None:
    from bench import floors, load, scenarios

    session = scenarios.sign_in()
    user = scenarios.anna()

    def client() -> load.Client:
        return load.Client(port=port, session=session)

    empty = load.measure(client=client, asks=scenarios.empty(), requests=requests, concurrency=1)
    click.echo(
        f"{'':28}{'p50 ms':>8}{'p95 ms':>8}{'8 at once/s':>13}{'sender ms':>11}"
        f"{'SQL':>5}{'bare SQL ms':>13}{'ratio':>7}{'failed':>8}"
    )
    click.echo(f"{'empty page (floor)':28}{empty.p50:>8.1f}{empty.p95:>8.1f}")
    sent = max(16, requests // 8)
    scenes = scenarios.pages() | {"numbered quote, 10 lines": lambda: scenarios.drafts(count=sent)}
    for name, asks in scenes.items():
        count = sent if "quote, " in name else requests
        sql = floors.statements(user=user, ask=next(asks()))
        bare = floors.bare_sql_ms(sql=sql)
        alone = load.measure(client=client, asks=asks(), requests=count, concurrency=1)
        crowd = load.measure(client=client, asks=asks(), requests=count, concurrency=8)
        ratio = alone.p50 / max(bare + empty.p50, 0.1)
        click.echo(
            f"{name:28}{alone.p50:>8.1f}{alone.p95:>8.1f}{crowd.per_second:>13.0f}"
            f"{crowd.sender_ms:>11.2f}{len(sql):>5}{bare:>13.2f}{ratio:>7.1f}{alone.failures + crowd.failures:>8}"
        )
    for name, measured in scenarios.whole_quotes(each=sent).items():
        click.echo(
            f"{name:28}{measured.p50:>8.1f}{measured.p95:>8.1f}{measured.per_second:>13.0f}{'':>36}{measured.failures:>8}"
        )
    click.echo(f"web processes together: {_web_memory(port):.0f} MB (proportional set size)")


def _web_memory(port: int) -> float:
    """Megabytes of all gunicorn processes, shared pages counted once."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_bytes()
            if b"gunicorn" not in command or f":{port}".encode() not in command:
                continue
            for line in (folder / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


if __name__ == "__main__":
    main()
