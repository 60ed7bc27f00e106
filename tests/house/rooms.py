"""The house as a list of rooms, read from the folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "tandem"
FLOORS = ("base", "essentials", "journey", "steering", "surfaces")


def rooms() -> list[Path]:
    """Every room's folder, floor by floor."""
    return [
        place
        for floor in FLOORS
        for place in sorted((ROOT / floor).iterdir())
        if (place / "apps.py").exists()
    ]


def python_files(*, but: tuple[str, ...] = ()) -> Iterator[Path]:
    """All of a room's Python files, without migrations and tests and those parts of a path named in `but`."""
    skipped = {"migrations", "tests", "testing.py", "static", *but}
    for room in rooms():
        for path in sorted(room.rglob("*.py")):
            if skipped.isdisjoint(path.relative_to(room).parts):
                yield path


def templates() -> list[Path]:
    """All templates of all rooms."""
    return [path for room in rooms() for path in sorted(room.glob("templates/**/*.html"))]


def room_of(path: Path) -> Path:
    """The room a file lies in."""
    return next(room for room in rooms() if room in path.parents)


def position(room: Path) -> int:
    """Where a room stands in the dependency order of settings.INSTALLED_APPS."""
    from django.conf import settings

    dotted = ".".join(room.relative_to(ROOT.parent).parts)
    return list(settings.INSTALLED_APPS).index(dotted)
