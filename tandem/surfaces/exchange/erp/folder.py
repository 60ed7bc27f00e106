"""The folder into which an ERP lays its lists of quotes: each list is taken once and moved away with a report.

`TANDEM_HOME/inbox/quotes` is watched where somebody has made it. A list that is still being written is left alone
until its size stays; a name that begins with a point or ends in .tmp or .part is never read, so that a program may
write under such a name and rename. Lists go to `done` or `failed`, with what could not be taken beside them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tandem import home
from tandem.surfaces.exchange.erp import taking_in
from tandem.surfaces.exchange.erp.columns import NoQuotes
from tandem.surfaces.exchange.tables import TableError, open_table

logger = logging.getLogger(__name__)

KINDS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".txt", ".tsv"}
UNFINISHED = {".tmp", ".part", ".partial", ".crdownload", ".filepart"}
# Younger than this somebody may still be writing it.
SETTLED_SECONDS = 5.0
# A list that a worker took and never finished is taken again.
ABANDONED_SECONDS = 900.0
WORKING, DONE, FAILED = ".working", "done", "failed"


def inbox() -> Path:
    """The watched folder, whether or not it is there."""
    return home.folder() / "inbox" / "quotes"


def look(*, at: datetime, folder: Path | None = None, settled: float = SETTLED_SECONDS) -> int:
    """Take in every list that is whole; gives how many were looked at. Nothing happens without the folder."""
    place = folder or inbox()
    if not place.is_dir():
        return 0
    _bring_back(place)
    count = 0
    for path in sorted(_whole(place, settled=settled), key=lambda one: (one.stat().st_mtime, one.name)):
        taken = _taken(place, path)
        if taken is not None:
            _read(place, taken, at=at)
            count += 1
    return count


def _whole(place: Path, *, settled: float) -> Iterator[Path]:
    """The lists whose size and time stay as they are."""
    before = {
        path: _print_of(path)
        for path in place.iterdir()
        if path.is_file() and path.suffix.lower() in KINDS and not path.name.startswith((".", "~"))
        and not UNFINISHED.intersection(suffix.lower() for suffix in path.suffixes)
    }  # fmt: skip
    old = [path for path, told in before.items() if told and time.time() - told[1] >= settled]
    if old and settled:
        time.sleep(min(settled, 1.0))
    yield from (path for path in old if _print_of(path) == before[path])


def _print_of(path: Path) -> tuple[int, float] | None:
    with suppress(OSError):
        told = path.stat()
        return told.st_size, told.st_mtime
    return None


def _taken(place: Path, path: Path) -> Path | None:
    """The list out of the way, so that no second worker reads it; None where one was faster."""
    working = place / WORKING
    working.mkdir(exist_ok=True)
    taken = working / path.name
    try:
        path.rename(taken)
    except FileNotFoundError:
        return None
    taken.touch()
    return taken


def _bring_back(place: Path) -> None:
    """Lists of a worker that was killed: nothing of them was written, they are read again."""
    for path in (place / WORKING).glob("*"):
        told = _print_of(path)
        if told and time.time() - told[1] > ABANDONED_SECONDS and not (place / path.name).exists():
            path.rename(place / path.name)


def _read(place: Path, path: Path, *, at: datetime) -> None:
    try:
        with open_table(path, path.name, most_bytes=settings.IMPORT_MAX_BYTES) as table:
            documents = taking_in.lying_in(place)
            report = taking_in.take_in(table=table, by=None, at=at, documents=documents)
    except (TableError, NoQuotes) as error:
        _away(place / FAILED, [path], lines=[str(error)], at=at)
    except Exception:
        # Whatever it was: the list is kept, and the worker goes on with the next one.
        logger.exception("The list of quotes %s could not be taken in.", path.name)
        _away(place / FAILED, [path], lines=[_("Reading this file broke off. Nothing was written.")], at=at)
    else:
        counts = report.told()
        taken = counts["rows"] == 0 or counts["errors"] + counts["conflicts"] < counts["rows"]
        theirs = [one.path for one in report.documents if taken and one.path is not None]
        _away(
            place / (DONE if taken else FAILED),
            [path, *theirs],
            lines=list(taking_in.lines(report)),
            at=at,
        )


def _away(to: Path, paths: Sequence[Path], *, lines: Sequence[str], at: datetime) -> None:
    """Move files away under a name with the moment, and write the report beside them."""
    to.mkdir(exist_ok=True)
    stamp = f"{at:%Y-%m-%d %H%M%S}"
    for path in paths:
        with suppress(FileNotFoundError):
            path.rename(_free(to / f"{stamp} {path.name}"))
    report = _free(to / f"{stamp} {paths[0].name}.report.txt")
    report.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _free(path: Path) -> Path:
    """A name that is not taken."""
    place, again = path, 1
    while place.exists():
        again += 1
        place = path.with_name(f"{path.stem} ({again}){path.suffix}")
    return place
