"""`tandem import`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click

from tandem.cli.database import database


@click.group("import")
def import_group() -> None:
    """Bring data along from files."""


def _of_a_list(command: Callable[..., None]) -> Callable[..., None]:
    """The file and the options that every list has."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.argument("file", type=click.Path(path_type=Path)),
    click.option(
        "--mapping", default=None, help="'Heading=target, Heading=target', or a JSON file: heading to target."
    ),
    click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing."),
    click.option("--json", "as_json", is_flag=True, help="Print one object with counts and problems."),
    click.option(
        "--by", default=None, metavar="EMAIL", help="Who is named in the journal; without it the system."
    ),
)


@import_group.command("customers")
@_of_a_list
def customers_command(file: Path, mapping: str | None, dry_run: bool, as_json: bool, by: str | None) -> None:
    """Import customers from FILE: xlsx, xls, ods or csv.

    Exit 0: all rows were taken. 1: some were not, the good ones are. 2: the file cannot be read at all.

    \b
    tandem import customers kunden.xlsx --dry-run
    tandem import customers kunden.csv --json > result.json
    """
    _import("customers", file, mapping=mapping, dry_run=dry_run, as_json=as_json, by=by)


@import_group.command("products")
@_of_a_list
def products_command(file: Path, mapping: str | None, dry_run: bool, as_json: bool, by: str | None) -> None:
    """Import products from FILE: xlsx, xls, ods or csv. Recognised by their item number.

    Exit 0: all rows were taken. 1: some were not, the good ones are. 2: the file cannot be read at all.

    \b
    tandem import products artikel.xlsx --dry-run
    tandem import products artikel.csv --json > result.json
    """
    _import("products", file, mapping=mapping, dry_run=dry_run, as_json=as_json, by=by)


@import_group.command("prices")
@_of_a_list
def prices_command(file: Path, mapping: str | None, dry_run: bool, as_json: bool, by: str | None) -> None:
    """Import prices from FILE into price lists that are there.

    A row for each price (item number, from quantity, price, price list), or a row for each product and a column headed
    by the name of each price list.

    \b
    tandem import prices preise.xlsx --dry-run
    """
    _import("prices", file, mapping=mapping, dry_run=dry_run, as_json=as_json, by=by)


def _import(
    kind: str, file: Path, *, mapping: str | None, dry_run: bool, as_json: bool, by: str | None
) -> NoReturn:
    with database():
        from tandem.surfaces.exchange import command

        code = command.import_command(
            kind=kind, path=file, mapping=mapping, dry_run=dry_run, as_json=as_json, by=by
        )
    sys.exit(code)


@import_group.command("quotes")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one object with counts and problems.")
@click.option(
    "--by", default=None, metavar="EMAIL", help="Who is named in the journal; without it the system."
)
def quotes_command(file: Path, dry_run: bool, as_json: bool, by: str | None) -> None:
    """Take in the quotes that an ERP made from FILE: xlsx, xls, ods or csv.

    A document NUMBER.pdf beside FILE belongs to the quote of that number. The same file twice changes nothing.

    Exit 0: all rows were taken. 1: some were not, the good ones are. 2: the file cannot be read at all.

    \b
    tandem import quotes angebote.xlsx --dry-run
    tandem import quotes angebote.csv --json > result.json
    """
    with database():
        from tandem.surfaces.exchange import command

        code = command.import_quotes_command(path=file, dry_run=dry_run, as_json=as_json, by=by)
    sys.exit(code)
