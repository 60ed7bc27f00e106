"""The command teaches, and fails with sentences."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tandem.cli.root import _COMMANDS, cli
from tests.setup.running import tandem


def every_command() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    context = click.Context(cli)
    for name in _COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        inner = list(command.commands) if isinstance(command, click.Group) else []
        found += [(name, part) for part in inner] or [(name,)]
    return found


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_says_what_it_is_for(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 4


def test_the_overview_teaches_by_examples() -> None:
    shown = CliRunner().invoke(cli, ["--help"]).output
    for example in (
        "tandem demo --serve",
        "tandem serve",
        "tandem import customers",
        "TANDEM_HOME",
        "DATABASE_URL",
    ):
        assert example in shown


def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tandem("migrate", home=tmp_path, extra={"DATABASE_URL": "postgresql://a@127.0.0.1:1/b"})
    assert done.returncode == 1
    assert done.stderr.startswith("tandem: The database cannot be reached")
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = tandem("migrate", home=tmp_path / "file" / "data")
    assert done.returncode == 1
    assert "Nothing can be written into the data folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_it_speaks_english_also_where_a_room_has_something_to_say(tmp_path: Path) -> None:
    file = tmp_path / "kunden.csv"
    file.write_text("Firma;Telefon\nHölzl;keine\n")
    done = tandem("import", "customers", file, home=tmp_path / "data")
    assert "There is no phone number in this text." in done.stdout, done.stderr
