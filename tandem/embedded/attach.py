"""Who uses the embedded database: counted by locks that the kernel frees when a process dies.

Everybody who uses the server holds the 'use' lock shared. Starting and stopping happens behind the
exclusive 'gate' lock: whoever gets 'use' exclusively on leaving was the last and stops the server.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from tandem import home
from tandem.embedded import server
from tandem.embedded.errors import explained

DEFAULT_CONNECTIONS = 100


class Attachment:
    """One use of the server; release() ends it, and the server with it where nobody else uses it."""

    def __init__(self, use: int | None) -> None:
        self._use = use

    def release(self) -> None:
        """Stop using the server. A second call does nothing."""
        if self._use is None:
            return
        use, self._use = self._use, None
        try:
            with _gate():
                if _only_user(use):
                    server.stop()
        finally:
            os.close(use)

    def __enter__(self) -> "Attachment":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def attach(*, durable: bool = True, max_connections: int = DEFAULT_CONNECTIONS) -> Attachment:
    """Start the server if nobody has, and use it until release(). Raises EmbeddedError."""
    if not home.uses_embedded():
        return Attachment(None)
    home.ensure_folder()
    with _gate():
        use = _open_lock("use.lock")
        try:
            fcntl.flock(use, fcntl.LOCK_SH)
            if not server.join_running():
                server.start(durable=durable, max_connections=max_connections)
        except BaseException:
            if _only_user(use):
                with suppress(OSError):
                    server.stop()
            os.close(use)
            raise
    return Attachment(use)


@contextmanager
def attached(*, durable: bool = True, max_connections: int = DEFAULT_CONNECTIONS) -> Iterator[None]:
    """Use the server within the block."""
    with attach(durable=durable, max_connections=max_connections):
        yield


@contextmanager
def _gate() -> Iterator[None]:
    gate = _open_lock("gate.lock")
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        os.close(gate)


def _only_user(use: int) -> bool:
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open_lock(name: str) -> int:
    place: Path = home.folder() / name
    try:
        return os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise explained("The data folder could not be locked", words=str(error)) from error
