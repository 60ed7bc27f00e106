"""`tandem import`."""

import sys
from pathlib import Path

import click

from tandem.cli.database import database


@click.group("import")
def import_group() -> None:
    """Bring data along from files."""


@import_group.command("customers")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping", default=None, help="'Heading=target, Heading=target', or a JSON file: heading to target."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one object with counts and problems.")
@click.option(
    "--by", default=None, metavar="EMAIL", help="Who is named in the journal; without it the system."
)
def customers_command(file: Path, mapping: str | None, dry_run: bool, as_json: bool, by: str | None) -> None:
    """Import customers from FILE: xlsx, xls, ods or csv.

    Exit 0: all rows were taken. 1: some were not, the good ones are. 2: the file cannot be read at all.

    \b
    tandem import customers kunden.xlsx --dry-run
    tandem import customers kunden.csv --json > result.json
    """
    with database():
        from tandem.surfaces.exchange import command

        code = command.import_customers_command(
            path=file, mapping=mapping, dry_run=dry_run, as_json=as_json, by=by
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
