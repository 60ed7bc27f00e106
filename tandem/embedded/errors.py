"""What people are told when the embedded database cannot be used."""

from pathlib import Path

from tandem import home


class EmbeddedError(home.HomeError):
    """The embedded database cannot be used; the message is one sentence that says what to do."""


_FULL_DISK = ("No space left on device", "Disk quota exceeded")


def explained(what: str, *, words: str, log: Path | None = None) -> EmbeddedError:
    """The reason PostgreSQL gave, as one sentence: a full disk by name, anything else by its last words."""
    if any(mark in words for mark in _FULL_DISK):
        return EmbeddedError(
            f"{what}: the disk that holds {home.folder()} is full. "
            "Free some space and start again; no data is lost."
        )
    telling = [line for line in words.splitlines() if "FATAL" in line or "PANIC" in line or "error:" in line]
    last = (telling or words.strip().splitlines() or ["it gave no reason"])[-1].strip()
    where = f" More in {log}." if log else ""
    return EmbeddedError(f"{what}: {last}.{where}".replace("..", "."))
