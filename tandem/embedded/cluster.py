"""The files of the embedded database: made whole or not at all, configured anew at each start."""

import os
import shutil
from pathlib import Path

from tandem import home
from tandem.embedded import programs
from tandem.embedded.errors import EmbeddedError, explained

_LARGEST_LOG = 10_000_000


def data_folder() -> Path:
    """Where PostgreSQL keeps its files."""
    return home.folder() / "database"


def log_file() -> Path:
    """What the server says; outside its data folder."""
    return home.folder() / "log" / "postgresql.log"


def prepare(*, durable: bool, max_connections: int) -> None:
    """Make the files where there are none, check their version, write the configuration."""
    home.ensure_folder()
    if not (data_folder() / "PG_VERSION").exists():
        _create(durable=durable)
    _refuse_other_versions()
    _refuse_other_owners()
    _make_socket_folder()
    _rotate_log()
    _configure(durable=durable, max_connections=max_connections)


def _create(*, durable: bool) -> None:
    if data_folder().exists() and any(data_folder().iterdir()):
        raise EmbeddedError(
            f"The folder {data_folder()} holds files, but no PostgreSQL database: "
            "move it away or restore it whole."
        )
    for abandoned in home.folder().glob("database.new-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    draft = home.folder() / f"database.new-{os.getpid()}"
    _own_folder(draft)
    made = programs.run(
        [
            programs.program("initdb"),
            f"--pgdata={draft}",
            "--username=postgres",
            "--auth-local=peer",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            *([] if durable else ["--no-sync"]),
        ]
    )
    if made.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise explained("The database could not be created", words=made.stdout)
    if data_folder().exists():
        data_folder().rmdir()
    draft.rename(data_folder())


def _refuse_other_versions() -> None:
    found = (data_folder() / "PG_VERSION").read_text("ascii").strip()
    if found == str(programs.MAJOR):
        return
    newer = found.isdigit() and int(found) > programs.MAJOR
    way = "update Tandem" if newer else "restore a backup made with the earlier Tandem into a new data folder"
    raise EmbeddedError(
        f"The data folder {home.folder()} is of PostgreSQL {found}, "
        f"this Tandem brings {programs.MAJOR}: {way}."
    )


def _refuse_other_owners() -> None:
    owner = data_folder().stat().st_uid
    if owner != programs.server_uid():
        raise EmbeddedError(
            f"The database in {data_folder()} belongs to uid {owner}, "
            f"but would run as uid {programs.server_uid()}: "
            "run Tandem as the user who made it."
        )


def _make_socket_folder() -> None:
    place = home.socket_folder()
    if not place.is_symlink() and not place.exists():
        _own_folder(place)
    found = place.lstat()
    if place.is_symlink() or found.st_uid != programs.server_uid() or found.st_mode & 0o077:
        raise EmbeddedError(f"The folder {place} for the database's socket is not ours alone: remove it.")


def _own_folder(place: Path) -> None:
    place.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(place, programs.server_uid(), programs.server_gid())


def _rotate_log() -> None:
    log_file().parent.mkdir(mode=0o700, exist_ok=True)
    if log_file().exists() and log_file().stat().st_size > _LARGEST_LOG:
        log_file().rename(log_file().with_suffix(".log.1"))


def _configure(*, durable: bool, max_connections: int) -> None:
    name = programs.own_name()
    if '"' in name or "\n" in name:
        raise EmbeddedError("Your user name holds a quotation mark, which PostgreSQL cannot be told.")
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{home.socket_folder()}'",
        "unix_socket_permissions": "0700",
        "port": str(home.SOCKET_PORT),
        "max_connections": str(max_connections),
        "shared_buffers": "128MB",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "log_line_prefix": "'%m [%p] '",
        # Compiling queries costs more than it saves on short ones.
        "jit": "off",
        "random_page_cost": "1.1",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    written = "".join(f"{key} = {value}\n" for key, value in settings.items())
    try:
        _replace("postgresql.auto.conf", "# Written by Tandem at each start.\n" + written)
        _replace("pg_hba.conf", "local all all peer map=owner\n")
        _replace("pg_ident.conf", f'owner "{name}" postgres\nowner "{name}" {home.DATABASE_ROLE}\n')
    except OSError as error:
        raise explained("The database's configuration could not be written", words=str(error)) from error


def _replace(name: str, text: str) -> None:
    place = data_folder() / name
    if place.exists() and place.read_text("utf-8") == text:
        return
    draft = place.with_suffix(".draft")
    draft.write_text(text, "utf-8")
    draft.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(draft, programs.server_uid(), programs.server_gid())
    draft.replace(place)
