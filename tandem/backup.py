"""One file that holds everything: the database, the secret key, what this installation is.

The file is a tar archive of `manifest.json`, `database.dump` (pg_dump's custom format) and the
secrets of the data folder.
"""

import contextlib
import json
import os
import re
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from tandem import __version__, embedded, home, schema
from tandem.progress import Progress, silent

_SECRETS = ("secret_key", "demo_password", "demo")
_FORMAT = 1
# The programs go on talking after they have said why they give up.
_REASON = re.compile(r"\b(error|ERROR|FATAL|PANIC): ")


class BackupError(home.HomeError):
    """The backup could not be written or read; the message is one sentence."""


def write(file: Path, *, progress: Progress = silent) -> None:
    """Write the backup whole or not at all, readable by its owner only. Raises BackupError."""
    kept = f"{file} is still the earlier one" if file.exists() else "nothing was written"
    try:
        _write(file, progress)
    except (BackupError, OSError) as error:
        reason = str(error).rstrip(".") if isinstance(error, BackupError) else error.strerror or str(error)
        raise BackupError(f"There is no new backup: {kept}. The reason: {reason}.") from error


def _write(file: Path, progress: Progress) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tandem-backup-", dir=file.parent) as place:
        dump = Path(place) / "database.dump"
        _dump(dump, progress)
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


def restore(file: Path, *, replace: bool, progress: Progress = silent) -> None:
    """Put the backup in the place of what is there, in one transaction. Raises BackupError, NewerDatabase."""
    progress("Reading the backup", 0, 1)
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
        progress("Reading the backup", 1, 1)
        if _holds_data() and not replace:
            raise BackupError(
                f"There is data in {home.folder()} already: "
                "restore into an empty data folder, or add --replace."
            )
        try:
            _replace_all(Path(place), progress)
        except (BackupError, OSError) as error:
            reason = (
                str(error).rstrip(".") if isinstance(error, BackupError) else error.strerror or str(error)
            )
            raise BackupError(
                f"Nothing was changed, what was there is kept. The reason: {reason}."
            ) from error


def _replace_all(place: Path, progress: Progress) -> None:
    # The secrets lie ready before the database is exchanged, so that afterwards only names change.
    ready = []
    try:
        for kept in sorted((place / "home").glob("*")):
            draft = home.folder() / f".{kept.name}.restored"
            ready.append((draft, home.folder() / kept.name))
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                out.write(kept.read_bytes())
                out.flush()
                os.fsync(out.fileno())
        _load(place / "database.dump", progress)
        for draft, target in ready:
            draft.replace(target)
    finally:
        for draft, _target in ready:
            draft.unlink(missing_ok=True)


def _holds_data() -> bool:
    return bool(connection.introspection.table_names())


def _dump(dump: Path, progress: Progress) -> None:
    """The database as a file; how far it is told by the sizes of the tables that are done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_table_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        sizes = dict(cursor.fetchall())
    total = sum(sizes.values())
    table = re.compile(r'dumping contents of table "public\.(\w+)"')
    done = 0

    def hear(line: str) -> None:
        nonlocal done
        found = table.search(line)
        if found:
            progress("Writing the database", min(done, total - 1), total)
            done += sizes.get(found[1], 0)

    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--verbose",
        f"--file={dump}",
        hear=hear,
    )
    progress("Writing the database", 1, 1)


def _load(dump: Path, progress: Progress) -> None:
    """Exchange everything for what the dump holds, in one transaction."""
    script = dump.with_name("restore.sql")
    progress("Unpacking the backup", 0, 1)
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump), connect=False)
    progress("Unpacking the backup", 1, 1)
    connection.close()
    quietly = (
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--single-transaction",
        "--output=/dev/null",
    )
    _run("psql", *quietly, "--file=-", feed=_told(script, progress))
    progress("Loading the database", 1, 1)


def _told(script: Path, progress: Progress) -> Iterator[bytes]:
    """A fresh schema and the script, piece by piece."""
    yield b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
    size, sent = script.stat().st_size, 0
    with script.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece
            sent += len(piece)
            progress("Loading the database", min(sent, size - 1), size)


def _run(
    name: str,
    *arguments: str,
    connect: bool = True,
    hear: Callable[[str], None] | None = None,
    feed: Iterator[bytes] | None = None,
) -> None:
    """One of PostgreSQL's programs to its end; `hear` gets what it says line by line, `feed` is what it reads."""
    last, reason = "no reason given", ""
    with subprocess.Popen(
        [str(embedded.program(name)), *arguments],
        stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment() if connect else None,
    ) as process:
        feeder = threading.Thread(target=_feed, args=[process, feed])
        feeder.start()
        for raw in process.stderr or ():
            line = raw.decode("utf-8", "replace").strip()
            last = line or last
            reason = reason or (line if _REASON.search(line) else "")
            if hear is not None:
                hear(line)
        feeder.join()
    if process.returncode:
        reason = (reason or last).rstrip(".")
        reason = "the disk is full" if "No space left" in reason else reason
        raise BackupError(f"{name} could not do its part: {reason}.")


def _feed(process: "subprocess.Popen[bytes]", feed: Iterator[bytes] | None) -> None:
    if process.stdin is None or feed is None:
        return
    # A program that gives up says why itself.
    with contextlib.suppress(BrokenPipeError), process.stdin as out:
        for piece in feed:
            out.write(piece)


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
