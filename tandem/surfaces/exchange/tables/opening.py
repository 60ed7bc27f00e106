"""Opening a file as a table: which row has the headings, what the columns are called, which rows are data."""

import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.surfaces.exchange import columns as headings
from tandem.surfaces.exchange.tables import kinds
from tandem.surfaces.exchange.tables.delimited import DelimitedSource
from tandem.surfaces.exchange.tables.errors import TableError
from tandem.surfaces.exchange.tables.source import MOST_COLUMNS, Row, Source
from tandem.surfaces.exchange.tables.workbook import WorkbookSource, too_many_columns
from tandem.surfaces.exchange.values import Cell

MOST_BYTES = 100 * 1024 * 1024
SAMPLE_ROWS = 50
_HEADINGS_WITHIN = 40
_LONGEST_HEADING = 120


if TYPE_CHECKING:
    from tempfile import _TemporaryFileWrapper

    _Kept = _TemporaryFileWrapper[bytes]


class Table:
    """A table in a file. Use it in a `with` or close it: a workbook's reader runs beside it.

    `columns` are the headings, each different; `first_row_number` is the row the data may begin in, as the
    file counts; `sample` are the first data rows; `expected_rows` is for a progress bar, never exact.
    """

    def __init__(self, source: Source, *, filename: str, keep: "_Kept | None") -> None:
        self._source = source
        self._keep = keep
        self.filename = filename
        # Where a second process finds the file; nothing for bytes.
        self.path: Path | None = None
        self.sheet = source.sheet
        self.expected_rows = source.expected_rows
        self.heading_row = _heading_row(source.head)
        self.first_row_number = self.heading_row + 1 if self.heading_row else source.head[0][0]
        data = [row for row in source.head if row[0] >= self.first_row_number]
        heading = next((cells for number, cells in source.head if number == self.heading_row), [])
        width = max(len(cells) for cells in [heading, *(cells for _number, cells in data)])
        if width > MOST_COLUMNS:
            raise too_many_columns()
        self.columns = _unique(heading, width=width, first_column=source.first_column)
        self.sample = [_padded(cells, width) for _number, cells in data[:SAMPLE_ROWS]]
        if not data and _known([heading]) == 0:
            raise TableError(_("The file holds no rows below its first one."))

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every data row that is not blank, with its number in the file; may be called again.

        A row with more cells than there are columns keeps them at its end. Raises TableError where the file
        turns out to be broken further down.
        """
        width = len(self.columns)
        for number, cells in self._source.records():
            if number >= self.first_row_number:
                yield number, _padded(cells, width)

    def close(self) -> None:
        self._source.close()
        if self._keep is not None:
            self._keep.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_table(path_or_bytes: Path | str | bytes, filename: str, *, most_bytes: int = MOST_BYTES) -> Table:
    """The table in a file of any of the usual kinds. Raises TableError with a sentence when there is none.

    The kind is found by the content; the file's name is only for people.
    """
    size = len(path_or_bytes) if isinstance(path_or_bytes, bytes) else _size_of(Path(path_or_bytes))
    if size > most_bytes:
        limit = {"limit": most_bytes // (1024 * 1024), "size": -(-size // (1024 * 1024))}
        raise TableError(_("The file has %(size)d MB; more than %(limit)d MB are not read.") % limit)

    def opener() -> BinaryIO:
        if isinstance(path_or_bytes, bytes):
            return io.BytesIO(path_or_bytes)
        return Path(path_or_bytes).open("rb")

    with opener() as file:
        kind = kinds.kind_of(file)
    if kind == kinds.TEXT:
        table = _table(DelimitedSource(opener), filename=filename, keep=None)
    else:
        table = _workbook(path_or_bytes, filename=filename)
    table.path = None if isinstance(path_or_bytes, bytes) else Path(path_or_bytes)
    return table


def _workbook(path_or_bytes: Path | str | bytes, *, filename: str) -> Table:
    """The reader is another process and needs a file, which lives as long as the table."""
    if not isinstance(path_or_bytes, bytes):
        return _table(WorkbookSource(Path(path_or_bytes), rate=_rating), filename=filename, keep=None)
    keep = tempfile.NamedTemporaryFile(prefix="tandem-table-")  # noqa: SIM115 (closed with the table)
    try:
        keep.write(path_or_bytes)
        keep.flush()
        return _table(WorkbookSource(Path(keep.name), rate=_rating), filename=filename, keep=keep)
    except BaseException:
        keep.close()
        raise


def _table(source: Source, *, filename: str, keep: "_Kept | None") -> Table:
    try:
        if not source.head:
            raise TableError(_("The file is empty."))
        return Table(source, filename=filename, keep=keep)
    except BaseException:
        source.close()
        raise


def _size_of(path: Path) -> int:
    try:
        if not path.is_file():
            raise TableError(_("There is no file %(name)s.") % {"name": path.name})
        with path.open("rb"):
            return path.stat().st_size
    except OSError as error:
        raise TableError(_("The file %(name)s cannot be opened.") % {"name": path.name}) from error


def _padded(cells: list[Cell], width: int) -> list[Cell]:
    return cells + [None] * (width - len(cells))


def _rating(head: Sequence[Row]) -> int:
    return max((_known([cells]) for _number, cells in head[:_HEADINGS_WITHIN]), default=0)


def _known(rows: Sequence[list[Cell]]) -> int:
    return sum(1 for cells in rows for cell in cells if isinstance(cell, str) and headings.is_known(cell))


def _heading_row(head: Sequence[Row]) -> int | None:
    """The row with the headings: the one with most known words, else the first full row of plain words.

    A title above, and a row of groups ('Adresse', 'Kontakt') above the real headings, have fewer.
    """
    rows = head[:_HEADINGS_WITHIN]
    known = [(_known([cells]) if _all_words(cells) else 0, number) for number, cells in rows]
    most = max(count for count, _number in known)
    filled = {number: _filled(cells) for number, cells in rows}
    if most >= 2 or (most == 1 and max(filled.values()) <= 2):
        return next(number for count, number in known if count == most)
    enough = max(max(filled.values()) * 0.6, 1)
    number, cells = next((number, cells) for number, cells in rows if filled[number] >= enough)
    unlike = len({text.name_key(str(cell)) for cell in cells if cell is not None}) == filled[number]
    if _all_words(cells) and unlike and not any(_is_value(cell) for cell in cells):
        return number
    return None


def _filled(cells: Sequence[Cell]) -> int:
    return sum(1 for cell in cells if cell is not None)


def _all_words(cells: Sequence[Cell]) -> bool:
    """Headings may be years ('2025'), but most of them are words."""
    words = sum(1 for cell in cells if isinstance(cell, str))
    return words * 2 > _filled(cells) and not any(
        isinstance(cell, (bool, date, datetime, time, timedelta)) for cell in cells
    )


def _is_value(cell: Cell) -> bool:
    """Things that are never a heading: an address, a long text, a number with many digits."""
    if isinstance(cell, float | int):
        return not 1990 <= cell <= 2100
    written = str(cell or "")
    digits = sum(1 for character in written if character.isdigit())
    return "@" in written or len(written) > _LONGEST_HEADING or digits > 4 or _is_amount(written)


def _is_amount(written: str) -> bool:
    """'17' or '6,5', but not a year, which may well head a column."""
    return bool(re.fullmatch(r"[\d.,' -]+", written)) and not re.fullmatch(r"(?:19|20)\d\d", written)


def _unique(heading: Sequence[Cell], *, width: int, first_column: int) -> list[str]:
    """A name for each column: empty headings are named by their letter, equal ones numbered."""
    names: list[str] = []
    used: set[str] = set()
    for place in range(width):
        cell = heading[place] if place < len(heading) else None
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        wanted = text.clean("" if cell is None else str(cell), limit=_LONGEST_HEADING)
        wanted = wanted or _("Column %(letter)s") % {"letter": _letter(first_column + place)}
        name, again = wanted, 1
        while name.casefold() in used:
            again += 1
            name = f"{wanted} ({again})"
        used.add(name.casefold())
        names.append(name)
    return names


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
