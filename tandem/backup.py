"""One file that holds everything: the database, the secret key, what this installation is.

The file is a tar archive of `manifest.json`, `database.dump` (pg_dump's custom format) and the
secrets of the data folder.
"""

import json
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.db import connection

from tandem import __version__, embedded, home, schema

_SECRETS = ("secret_key", "demo_password", "demo")
_FORMAT = 1


class BackupError(home.HomeError):
    """The backup could not be written or read; the message is one sentence."""


def write(file: Path) -> None:
    """Write the backup whole or not at all, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tandem-backup-", dir=file.parent) as place:
        dump = Path(place) / "database.dump"
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
        manifest = Path(place) / "manifest.json"
        described = {"format": _FORMAT, "tandem": __version__, "migrations": schema.applied()}
        manifest.write_text(json.dumps(described), "utf-8")
        draft = Path(place) / "backup"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w") as archive:
                archive.add(manifest, "manifest.json")
                archive.add(dump, "database.dump")
                for name in _SECRETS:
                    if (home.folder() / name).exists():
                        archive.add(home.folder() / name, f"home/{name}")
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)


def restore(file: Path, *, replace: bool) -> None:
    """Put the backup in the place of what is there, in one transaction. Raises BackupError, NewerDatabase."""
    with tempfile.TemporaryDirectory(prefix="tandem-restore-") as place:
        try:
            with tarfile.open(file) as archive:
                archive.extractall(place, filter="data")
            described = json.loads((Path(place) / "manifest.json").read_text("utf-8"))
        except (tarfile.TarError, OSError, ValueError, KeyError) as error:
            raise BackupError(f"{file} is no backup of Tandem, or it is damaged.") from error
        if described.get("format") != _FORMAT:
            raise BackupError(
                f"{file} was made by a newer Tandem ({described.get('tandem')}): update Tandem."
            )
        schema.refuse_newer(described["migrations"])
        if _holds_data() and not replace:
            raise BackupError(
                f"There is data in {home.folder()} already: "
                "restore into an empty data folder, or add --replace."
            )
        _load(Path(place) / "database.dump")
        for kept in (Path(place) / "home").glob("*"):
            target = home.folder() / kept.name
            target.unlink(missing_ok=True)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
                out.write(kept.read_bytes())


def _holds_data() -> bool:
    return bool(connection.introspection.table_names())


def _load(dump: Path) -> None:
    script = dump.with_name("restore.sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump), connect=False)
    start = dump.with_name("start.sql")
    start.write_text("DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n", "utf-8")
    connection.close()
    _run(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--single-transaction",
        "--output=/dev/null",
        f"--file={start}",
        f"--file={script}",
    )


def _run(name: str, *arguments: str, connect: bool = True) -> None:
    command = [str(embedded.program(name)), *arguments]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env=_environment() if connect else None,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        if "No space left" in done.stderr:
            last = "the disk is full"
        raise BackupError(f"{name} could not do its part: {last}.")


def _environment() -> dict[str, str]:
    """libpq's variables instead of arguments: the password does not show in the list of processes."""
    settings: dict[str, Any] = connection.settings_dict
    named = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGSSLMODE": settings["OPTIONS"].get("sslmode", ""),
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {key: str(value) for key, value in named.items() if value}
