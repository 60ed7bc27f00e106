"""`tandem serve`, `tandem worker`, `tandem demo`."""

import click

from tandem import home
from tandem.cli.database import database, sentences, set_up_django

_port = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    envvar="PORT",
    default=8000,
    show_default=True,
    help="Also: PORT.",
)
_host = click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
_workers = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=None,
    help="Web processes of four threads each; at most two by default.",
)
_verbose = click.option("--verbose", is_flag=True, help="Logs go to the terminal instead of the data folder.")


@click.command("serve")
@_port
@_host
@_workers
@_verbose
def serve_command(port: int, host: str, workers: int | None, verbose: bool) -> None:
    """Serve Tandem: database, web and background worker, until Ctrl+C.

    \b
    tandem serve                      http://127.0.0.1:8000, for this machine only
    tandem serve --port 9000
    tandem serve --host 0.0.0.0       for the office; put a proxy with TLS before it
    """
    from tandem import serve

    with sentences():
        serve.serve(host=host, port=port, workers=workers, verbose=verbose)


@click.command("worker")
@click.option(
    "--concurrency", type=click.IntRange(1, 32), default=2, show_default=True, help="Jobs at a time."
)
@click.option(
    "--no-listen-notify", is_flag=True, help="Ask every five seconds instead; needed behind PgBouncer."
)
def worker_command(concurrency: int, no_listen_notify: bool) -> None:
    """Run background jobs only; `tandem serve` has a worker already.

    \b
    tandem worker                     on a second machine, with the same DATABASE_URL
    """
    from tandem import parents

    parents.die_with_starter()
    # What jobs write is in the language of whoever reads it, not of the terminal.
    with database(language="de"):
        from tandem import worker

        worker.run(concurrency=concurrency, listen=not no_listen_notify)


@click.command("demo")
@click.option("--customers", type=click.IntRange(1, 1_000_000), default=300, show_default=True)
@click.option("--seed", type=int, default=2026, show_default=True, help="Another seed makes another company.")
@click.option("--accounts", is_flag=True, help="Only print the demo accounts and their password again.")
@click.option("--serve", "serving", is_flag=True, help="Serve the demo company afterwards.")
@_port
@_host
@_workers
@_verbose
def demo_command(
    customers: int,
    seed: int,
    accounts: bool,
    serving: bool,
    port: int,
    host: str,
    workers: int | None,
    verbose: bool,
) -> None:
    """Make a believable machine-builder to try Tandem with; once per data folder.

    \b
    tandem demo --serve               make it where there is none yet, and serve it
    tandem demo --customers 100000    a big one, in minutes
    tandem demo --accounts            who can sign in, and with which password
    """
    from tandem import serve

    with sentences():
        if accounts:
            _print_accounts()
            return
        if serving:
            serve.serve(
                host=host,
                port=port,
                workers=workers,
                verbose=verbose,
                before=lambda: _make_demo(customers, seed),
                announce=_print_accounts_here,
            )
            return
        with database():
            _make_demo(customers, seed)
            _print_accounts_here()


def _make_demo(customers: int, seed: int) -> None:
    from tandem import demo

    if demo.exists():
        click.echo("The demo company is there already: it is left as it is.", err=True)
        home.mark_demo()
        return
    click.echo(f"Making the demo company with {customers:,} customers ...", err=True)
    demo.make(customers=customers, seed=seed, password=home.demo_password())
    home.mark_demo()


def _print_accounts() -> None:
    if not home.is_demo():
        raise click.ClickException(
            "There is no demo company in this data folder: make it with `tandem demo`."
        )
    with database():
        _print_accounts_here()


def _print_accounts_here() -> None:
    set_up_django()
    from tandem import demo

    click.echo(f"Demo accounts, all with the password {home.demo_password()}")
    for email, who in demo.accounts():
        click.echo(f"  {email:<34} {who}")
    click.echo("Print them again: tandem demo --accounts", err=True)
