"""The rows of a file as records, in portions: read here, or for long files by a process beside this one.

Reading cells (phone numbers above all) takes as long as writing them; side by side both fit into one time.
As a program it reads what it needs from its input and sends portions until the file ends or nobody listens.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

CHUNK = 2000
# Starting a process takes a second; below this a file is read in less.
LONG = 4000


def parsed(
    table: Any, placed: Sequence[Any], *, tandems: dict[str, int], country: str
) -> Iterator[list[Any]]:
    """Portions of `plan.ParsedRow`. Raises TableError where the file turns out to be broken."""
    if table.path is None or (table.expected_rows or 0) < LONG:
        yield from portions(_here(table, placed, tandems=tandems, country=country), size=CHUNK)
    else:
        yield from _beside(table, placed, tandems=tandems, country=country)


def portions(rows: Iterable[T], *, size: int) -> Iterator[list[T]]:
    """The rows in lists of `size`."""
    portion: list[T] = []
    for row in rows:
        portion.append(row)
        if len(portion) == size:
            yield portion
            portion = []
    if portion:
        yield portion


def _here(table: Any, placed: Sequence[Any], *, tandems: dict[str, int], country: str) -> Iterator[Any]:
    from tandem.surfaces.exchange.records import Reader

    reader, headings = Reader(placed, tandems=tandems, country=country), len(table.columns)
    for row, cells in table.rows():
        record = reader.read(row, cells, headings=headings)
        yield record, None if record.country else cells


def _beside(
    table: Any, placed: Sequence[Any], *, tandems: dict[str, int], country: str
) -> Iterator[list[Any]]:
    from django.utils import translation
    from django.utils.translation import gettext as _

    from tandem.surfaces.exchange.tables import TableError

    order = (str(table.path), table.filename, list(placed), tandems, country, translation.get_language())
    process = subprocess.Popen(
        [sys.executable, "-m", "tandem.surfaces.exchange.reading"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(pickle.dumps(order))
        process.stdin.close()
        while True:
            try:
                # The sender is this very module.
                kind, content = pickle.load(process.stdout)  # noqa: S301
            except (EOFError, pickle.UnpicklingError) as error:
                raise TableError(_("Reading this file broke off. Try again.")) from error
            if kind == "end":
                return
            if kind == "error":
                raise TableError(content)
            yield content
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def main() -> None:
    """Read the file named on the input; send its rows to the output."""
    order = pickle.load(sys.stdin.buffer)  # noqa: S301 (sent by `_beside`)
    import django

    django.setup()
    from django.conf import settings
    from django.utils import translation

    from tandem.surfaces.exchange.tables import TableError, open_table

    path, filename, placed, tandems, country, language = order
    with translation.override(language), contextlib.suppress(BrokenPipeError):
        try:
            with open_table(path, filename, most_bytes=settings.IMPORT_MAX_BYTES) as table:
                for portion in portions(_here(table, placed, tandems=tandems, country=country), size=CHUNK):
                    _send(("rows", portion))
            _send(("end", None))
        except TableError as error:
            _send(("error", error.reason))


def _send(message: tuple[str, Any]) -> None:
    pickle.dump(message, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
