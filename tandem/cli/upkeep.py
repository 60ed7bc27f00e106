"""`tandem migrate`, `check`, `backup`, `restore`, `version`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from tandem import __version__
from tandem.cli.database import Failed, database, sentences
from tandem.progress import on_terminal


@click.command("version")
def version_command() -> None:
    """Print Tandem's version."""
    click.echo(__version__)


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database up to this version; `tandem serve` does it too."""
    with database(migrated=False):
        from tandem import schema

        click.echo(
            "The database is up to date now."
            if schema.migrate(progress=on_terminal)
            else "The database was up to date."
        )


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="One object with the list of violations.")
def check_command(as_json: bool) -> None:
    """Verify on the whole database what must always hold; exit 1 where something does not.

    \b
    tandem check
    tandem check --json | jq '.violations[].sentence'
    """
    with database():
        from tandem.base.tools import checks

        violations = list(checks.run_all())
    if as_json:
        plain = [asdict(violation) for violation in violations]
        click.echo(json.dumps({"ok": not plain, "violations": plain}, ensure_ascii=False, default=str))
    else:
        for violation in violations:
            click.echo(str(violation))
        click.echo(f"{len(violations)} violations." if violations else "Everything holds.")
    sys.exit(1 if violations else 0)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Overwrite the file.")
def backup_command(file: Path, force: bool) -> None:
    """Write everything (data, files, secret key) into one FILE, while Tandem runs.

    \b
    tandem backup /backups/tandem-$(date +%F).backup
    """
    if file.exists() and not force:
        raise Failed(f"{file} exists already: choose another name, or --force to overwrite it.")
    with database(migrated=False):
        from tandem import backup

        backup.write(file, progress=on_terminal)
    click.echo(
        f"{file} holds everything, {file.stat().st_size / 1e6:,.1f} MB. "
        "Keep it secret: it holds the secret key."
    )


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Replace the data that is there.")
def restore_command(file: Path, replace: bool) -> None:
    """Bring back what a backup FILE holds, whole or not at all; stop Tandem first.

    \b
    TANDEM_HOME=/srv/tandem-new tandem restore tandem-2026-11-24.backup
    """
    from tandem import serve

    with sentences(), serve.only_one(), database(migrated=False):
        from tandem import backup, schema

        backup.restore(file, replace=replace, progress=on_terminal)
        schema.migrate(progress=on_terminal)
    click.echo(f"Everything in {file} is back.")
