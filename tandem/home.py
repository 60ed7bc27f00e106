"""Where an installation keeps what is its own: the data folder, the secret key, the way to the database.

Settings read this module while they are imported, so nothing here starts or contacts a database.
"""

import hashlib
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import platformdirs

DATABASE_NAME = "tandem"
DATABASE_ROLE = "tandem"
SOCKET_PORT = 5432

# A socket's path may have 107 bytes, of which "/.s.PGSQL.5432" and its lock file's ".lock" need 19.
_LONGEST_SOCKET_FOLDER = 88
# The page's larger reads (base.tools.reads) keep their plans from the third time on: planning takes as long as running.
_PREPARE_AFTER = 2
# Kept means planned once: left to itself the database plans half of them anew each time, since its estimate for
# unknown values is a little higher than for known ones.
_KEEP_PLANS = "-c plan_cache_mode=force_generic_plan"
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")


class HomeError(Exception):
    """The data folder cannot be used; the message is one sentence for the person at the keyboard."""


def folder() -> Path:
    """The data folder: TANDEM_HOME, else the user's own data folder. It need not exist yet."""
    chosen = os.environ.get("TANDEM_HOME")
    place = Path(chosen).expanduser() if chosen else platformdirs.user_data_path("tandem", appauthor=False)
    return place.absolute()


def ensure_folder() -> Path:
    """Make the data folder, readable by its owner only. Raises HomeError where that is impossible."""
    place = folder()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(_cannot_write(place, error)) from error
    owner = place.stat().st_uid
    if owner != os.geteuid():
        raise HomeError(
            f"The data folder {place} belongs to another user (uid {owner}): run Tandem as that user, "
            "or choose another folder with TANDEM_HOME."
        )
    return place


def secret_key() -> str:
    """The key that signs sessions and links: TANDEM_SECRET_KEY, else made once into the data folder."""
    return os.environ.get("TANDEM_SECRET_KEY") or _kept_secret("secret_key")


def demo_password() -> str:
    """The one random password of this installation's demo accounts."""
    return _kept_secret("demo_password", length=9)


def is_demo() -> bool:
    """Whether this installation shows the demo company."""
    return (folder() / "demo").exists()


def mark_demo() -> None:
    """From now on this installation is the demo."""
    (ensure_folder() / "demo").touch(mode=0o600)


def uses_embedded() -> bool:
    """Whether the database is Tandem's own (no DATABASE_URL is given)."""
    return not os.environ.get("DATABASE_URL")


def socket_folder() -> Path:
    """The folder of the embedded database's socket: in the data folder, or a short one where need be."""
    inside = folder() / "run"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER and _PLAIN_PATH.fullmatch(str(inside)):
        return inside
    mark = hashlib.sha256(os.fsencode(folder())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"tandem-{os.geteuid()}-{mark}"


def database_settings() -> dict[str, Any]:
    """Django's DATABASES["default"]: from DATABASE_URL, else the embedded database's socket."""
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        # Threads of the web processes live long: a kept connection saves 5 ms, its check costs 0.05 ms.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
    url = os.environ.get("DATABASE_URL")
    if url:
        return common | _from_url(url)
    return common | {
        "NAME": DATABASE_NAME,
        "USER": DATABASE_ROLE,
        "HOST": str(socket_folder()),
        "PORT": str(SOCKET_PORT),
        "OPTIONS": {"prepare_threshold": _PREPARE_AFTER, "options": _KEEP_PLANS},
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise HomeError("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    try:
        port = parts.port
    except ValueError as error:
        raise HomeError("DATABASE_URL holds a port that is not a number between 1 and 65535.") from error
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    given: dict[str, Any] = dict(options)
    if "prepare_threshold" in options:
        if not options["prepare_threshold"].isdigit():
            raise HomeError("prepare_threshold in DATABASE_URL is a number, such as 2.")
        given["prepare_threshold"] = int(options["prepare_threshold"])
        given.setdefault("options", _KEEP_PLANS)
    return {
        "NAME": unquote(parts.path.lstrip("/")) or DATABASE_NAME,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        # Plans are kept in the connection only where the URL says so (?prepare_threshold=2): a pooler in transaction
        # mode may stand between, which lends another connection for each transaction.
        "OPTIONS": given,
        # Nor can it hold a cursor between statements.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def _kept_secret(name: str, *, length: int = 48) -> str:
    place = ensure_folder() / name
    try:
        kept = place.read_text("ascii").strip()
    except FileNotFoundError:
        kept = _write_once(place, secrets.token_urlsafe(length))
    except OSError as error:
        raise HomeError(f"The file {place} cannot be read: {error.strerror}.") from error
    if not kept:
        raise HomeError(
            f"The file {place} is empty: restore it from a backup, or delete it to have a new one made."
        )
    return kept


def _write_once(place: Path, text: str) -> str:
    """Write a private file whole or not at all; where another process was faster, its text counts."""
    draft = place.with_name(f".{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, place)
        except FileExistsError:
            return place.read_text("ascii").strip()
        return text
    except OSError as error:
        raise HomeError(_cannot_write(place.parent, error)) from error
    finally:
        draft.unlink(missing_ok=True)


def _cannot_write(place: Path, error: OSError) -> str:
    return f"Nothing can be written into the data folder {place}: {error.strerror}."
