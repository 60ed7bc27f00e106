"""What every kind of file looks like to the reader of headings and rows."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from tandem.surfaces.exchange.values import Cell

Row = tuple[int, list[Cell]]

MOST_COLUMNS = 500
HEAD_ROWS = 100


class Source(Protocol):
    """Rows of one sheet, numbered as the file counts them, blank ones left out."""

    head: Sequence[Row]
    sheet: str
    first_column: int
    expected_rows: int | None

    def records(self) -> Iterator[Row]: ...

    def close(self) -> None: ...


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\xa0\u200b\ufeff\x00"))


def tidy(cells: Sequence[object]) -> list[Cell]:
    """Cells with nothing in them are None; those at the end of the row are left out."""
    row: list[Cell] = [None if is_blank(cell) else cell for cell in cells]  # type: ignore[arg-type, misc]
    while row and row[-1] is None:
        row.pop()
    return row
