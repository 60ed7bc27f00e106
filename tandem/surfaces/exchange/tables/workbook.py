"""Rows of a workbook (xlsx, xlsm, xlsb, xls, ods), read by a process of its own."""

import contextlib
import pickle
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tandem.surfaces.exchange.tables import kinds
from tandem.surfaces.exchange.tables.errors import TableError
from tandem.surfaces.exchange.tables.source import HEAD_ROWS, MOST_COLUMNS, Row, tidy

_SCRIPT = str(Path(__file__).with_name("workbook_reader.py"))

Rating = Callable[[Sequence[Row]], int]


class WorkbookSource:
    """The sheet that holds the data: of those whose headings are known the largest, else the largest."""

    def __init__(self, path: Path, *, rate: Rating) -> None:
        self._path = path
        self._reader: _Reader | None = _Reader(path)
        try:
            heads = self._reader.receive("sheets")
            if not heads:
                raise TableError(_("The workbook is empty."))
        except TableError:
            self.close()
            raise
        tidied = [[(number, tidy(cells)) for number, cells in rows] for *_about, rows in heads]
        scores = [
            (width <= MOST_COLUMNS, width <= MOST_COLUMNS and rate(head) >= 2, height * width)
            for (_name, _column, height, width, _rows), head in zip(heads, tidied, strict=True)
        ]
        self._place = max(range(len(heads)), key=lambda place: scores[place])
        name, first_column, height, _width, _rows = heads[self._place]
        self.sheet, self.first_column = str(name), int(first_column)
        self.head: Sequence[Row] = tidied[self._place]
        self.expected_rows: int | None = int(height)

    def records(self) -> Iterator[Row]:
        # The reader that found the sheet still has it; only a second reading needs a new one.
        reader, self._reader = self._reader or _Reader(self._path), None
        try:
            if not reader.asked:
                reader.skip_to_choice()
            reader.choose(self._place)
            while (batch := reader.receive("rows")) is not None:
                for number, cells in batch:
                    row = tidy(cells)
                    if row:
                        yield number, row
        finally:
            reader.close()

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


class _Reader:
    """The other process: what it was asked, what it says, and its end."""

    def __init__(self, path: Path) -> None:
        # -I: only the interpreter's own packages, nothing from the working folder or the environment.
        self._process = subprocess.Popen(
            [sys.executable, "-I", _SCRIPT, str(path), str(HEAD_ROWS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.close = weakref.finalize(self, _end, self._process)
        self.asked = False

    def skip_to_choice(self) -> None:
        self.receive("sheets")

    def choose(self, place: int) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"%d\n" % place)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise _broke_off() from error

    def receive(self, wanted: str) -> Any:
        """The next message; None at the end. What the reader died of becomes a sentence."""
        self.asked = True
        assert self._process.stdout is not None
        try:
            # The sender is our own script; what it sends are plain cells.
            kind, content = pickle.load(self._process.stdout)  # noqa: S301
        except (EOFError, pickle.UnpicklingError) as error:
            raise _broke_off() from error
        if kind == wanted:
            return content
        if kind == "end":
            return None
        raise {"password": kinds.protected, "memory": _broke_off}.get(content, kinds.damaged)()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):  # what was not read any more is of no interest
            process.stdin.close()


def _broke_off() -> TableError:
    return TableError(
        _(
            "Reading this workbook needs too much memory or time. Often a single cell far below or far to "
            "the right is the cause: copy the table into a new workbook and try again."
        )
    )


def too_many_columns() -> TableError:
    return TableError(_("The table has more than %(limit)d columns.") % {"limit": MOST_COLUMNS})
