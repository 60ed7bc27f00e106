"""`tandem places`."""

import json
import sys
from pathlib import Path

import click

from tandem.cli.database import database


@click.group("places")
def places_group() -> None:
    """Where postcodes lie, for ways and free times of visits."""


@places_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print one object: postcodes per country.")
def import_command(file: Path, as_json: bool) -> None:
    """Load where each postcode lies from FILE, a postcode export of GeoNames (DE.zip or DE.txt).

    Without it addresses are found by the name of their place. The countries in the file are replaced.
    Exit 0: loaded. 2: the file is none.

    \b
    Files are at geonames.org under 'Postal Code Data' (CC BY 4.0: name GeoNames where you show the data).
    tandem places import DE.zip
    """
    with database():
        from tandem.base.places import actions

        try:
            counts = actions.import_postcodes(path=file)
        except actions.NoPostcodes as refusal:
            click.echo(str(refusal), err=True)
            sys.exit(2)
    if as_json:
        click.echo(json.dumps(counts))
        return
    for country, count in sorted(counts.items()):
        click.echo(f"{country}: {count:,} postcodes")
