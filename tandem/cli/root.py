"""The list of commands; each is loaded when it is called, so that --help is quick."""

import gc
import importlib
import os
import sys

import click

from tandem import __version__

_COMMANDS = {
    "serve": "tandem.cli.serving:serve_command",
    "worker": "tandem.cli.serving:worker_command",
    "demo": "tandem.cli.serving:demo_command",
    "migrate": "tandem.cli.upkeep:migrate_command",
    "check": "tandem.cli.upkeep:check_command",
    "backup": "tandem.cli.upkeep:backup_command",
    "restore": "tandem.cli.upkeep:restore_command",
    "user": "tandem.cli.users:user_group",
    "import": "tandem.cli.imports:import_group",
    "places": "tandem.cli.places:places_group",
    "version": "tandem.cli.upkeep:version_command",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="tandem")
def cli() -> None:
    """Tandem: the sales system for inside and field sales who share their customers.

    \b
    See it with a demo company:     tandem demo --serve
    Run it for your company:        tandem serve
    Bring your customers along:     tandem import customers kunden.xlsx --dry-run
    Add a colleague:                tandem user create anna@firma.de --role inside
    Keep a copy of everything:      tandem backup tandem-2026-11-24.backup

    \b
    Where things are (environment variables):
      TANDEM_HOME    the data folder; without it your user's own data folder
      DATABASE_URL   a PostgreSQL server instead of the embedded one,
                     postgresql://user:password@host:5432/name
      PORT           the port of `tandem serve`; without it 8000
    """


def main() -> None:
    """Run a command; a pipe that closes early is no error."""
    # Long work makes millions of objects and hardly a ring of them: looking for rings took 6 % of an import.
    gc.set_threshold(100_000, 10, 10)
    try:
        cli.main(prog_name="tandem")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
