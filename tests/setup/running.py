"""The command `tandem` as people run it: a process of its own, in a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def environment(home: Path) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "PORT", "TANDEM_HOME"}
    }
    return kept | {"TANDEM_HOME": str(home)}


def tandem(
    *arguments: str | Path, home: Path, extra: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "tandem", *map(str, arguments)],
        env=environment(home) | (extra or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE * 2,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Serving:
    process: "subprocess.Popen[str]"
    port: int
    home: Path
    said: Path

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill_all(self) -> None:
        """The power fails: no process of the tree, the database included, gets to say anything."""
        # The parent first, so that it starts nothing again.
        for pid in (self.process.pid, *processes_of(self.home)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        wait_until(lambda: processes_of(self.home) == [])

    def interrupt(self) -> int:
        """Ctrl+C: the terminal signals the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(
    home: Path, *commands: str, program: list[str] | None = None, cwd: Path = ROOT
) -> Iterator[Serving]:
    """`tandem serve`, or another command that serves, once it answers."""
    port = free_port()
    said = home.parent / f"said-{port}"
    with said.open("w") as out:
        process = subprocess.Popen(
            [*(program or [sys.executable, "-m", "tandem"]), *(commands or ("serve",)), "--port", str(port)],
            env=environment(home),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    running = Serving(process, port, home, said)
    try:
        wait_until(lambda: running.answers() or process.poll() is not None)
        assert process.poll() is None, said.read_text() + logs(home)
        wait_until(lambda: "Tandem is ready" in said.read_text())
        yield running
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)


def logs(home: Path) -> str:
    return "\n".join(path.read_text("utf-8", "replace")[-2000:] for path in (home / "log").glob("*.log"))


def wait_until(true: object, patience: float = PATIENCE) -> None:
    assert callable(true)
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def processes_of(home: Path) -> list[int]:
    """Living processes that know the data folder by their environment, arguments or working folder."""
    found = []
    mark = os.fsencode(home)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            known = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            known += os.fsencode((entry / "cwd").readlink())
            dead = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] in "ZX"
        except OSError:
            continue
        if mark in known and not dead and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found
