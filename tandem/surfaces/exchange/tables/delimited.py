"""Rows of a text file with separators (CSV, tab separated), whoever wrote it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from tandem.surfaces.exchange.tables.errors import TableError
from tandem.surfaces.exchange.tables.source import HEAD_ROWS, MOST_COLUMNS, Row, tidy

_SEPARATORS = ";\t,|"
_DETECT_CHARACTERS = 256_000
_CHUNK = 1 << 20
# Umlauts in the two old German code pages; 0x81 (ü of DOS) means nothing in Windows.
_DOS = bytes([0x81, 0x84, 0x94, 0x8E, 0x99, 0x9A])
_WINDOWS = "äöüÄÖÜß".encode("cp1252")
# Excel's way to keep a leading zero in a CSV file: ="01067".
_PROTECTED = re.compile(r'="([^"]*)"')

Opener = Callable[[], BinaryIO]


class DelimitedSource:
    """A text file: encoding and separator are found out, line breaks within quotes belong to the cell."""

    def __init__(self, opener: Opener) -> None:
        self._open = opener
        self.sheet = ""
        self.first_column = 0
        with opener() as file:
            self._encoding, lines = _encoding_of(file)
        self.expected_rows: int | None = lines
        beginning = self._beginning()
        _refuse_binary(beginning)
        self._separator, self._skip = _separator_of(beginning)
        self.head: Sequence[Row] = self._head()

    def records(self) -> Iterator[Row]:
        """Raises TableError where a quotation mark is never closed: what follows would be one cell."""
        with self._text() as file:
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=self._separator)
            number = 0
            try:
                for number, cells in enumerate(reader, start=1):
                    taken = lines.take()
                    if number == 1 and self._skip:
                        continue
                    row = tidy([_PROTECTED.sub(r"\1", cell) if cell[:2] == '="' else cell for cell in cells])
                    if lines.ended and _is_open(taken, self._separator):
                        raise _never_closed(number)
                    if row:
                        yield number, row
            except csv.Error as error:
                raise _never_closed(number + 1) from error

    def close(self) -> None:
        """Nothing is kept open between two readings."""

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._open(), encoding=self._encoding, errors="replace", newline="")

    def _beginning(self) -> str:
        with self._text() as file:
            return file.read(_DETECT_CHARACTERS)

    def _head(self) -> list[Row]:
        head: list[Row] = []
        for row in self.records():
            if len(row[1]) > MOST_COLUMNS:
                raise TableError(_("The table has more than %(limit)d columns.") % {"limit": MOST_COLUMNS})
            head.append(row)
            if len(head) == HEAD_ROWS:
                break
        return head


class _Lines:
    """The lines of a file without NUL characters, remembering those of the record being read."""

    def __init__(self, file: io.TextIOWrapper) -> None:
        self._file = file
        self._record: list[str] = []
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline()
        if not line:
            self.ended = True
            raise StopIteration
        line = line.replace("\x00", "")
        self._record.append(line)
        return line

    def take(self) -> str:
        record, self._record = "".join(self._record), []
        return record


def _is_open(record: str, separator: str) -> bool:
    try:
        list(csv.reader(io.StringIO(record, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _never_closed(number: int) -> TableError:
    return TableError(_("A quotation mark that opens in row %(row)d is never closed.") % {"row": number})


def _encoding_of(file: BinaryIO) -> tuple[str, int]:
    """The encoding and how many lines there are at most."""
    start = file.read(4096)
    file.seek(0)
    lines = (
        sum(chunk.count(b"\n") or chunk.count(b"\r") for chunk in iter(lambda: file.read(_CHUNK), b"")) + 1
    )
    file.seek(0)
    if start.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", lines
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", lines
    nulls = [start[offset::2].count(0) for offset in (0, 1)]
    if max(nulls) > len(start) // 5:
        if nulls[1] > 10 * nulls[0]:
            return "utf-16-le", lines
        if nulls[0] > 10 * nulls[1]:
            return "utf-16-be", lines
    return ("utf-8" if _decodes(file, "utf-8") else _old_code_page(file)), lines


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        while text.read(_CHUNK):
            pass
    except UnicodeDecodeError:
        return False
    finally:
        text.detach()
    return True


def _old_code_page(file: BinaryIO) -> str:
    file.seek(0)
    counts: Counter[int] = Counter()
    while chunk := file.read(_CHUNK):
        counts.update(chunk)
    dos, windows = (sum(counts[byte] for byte in page) for page in (_DOS, _WINDOWS))
    return "cp850" if counts[0x81] and dos > windows else "cp1252"


def _refuse_binary(beginning: str) -> None:
    controls = sum(1 for character in beginning if character < " " and character not in "\t\n\r\f")
    controls += beginning.count("\ufffd")
    if controls > max(3, len(beginning) // 50):
        raise TableError(_("This file holds no table that can be read (Excel, LibreOffice or CSV)."))


def _separator_of(beginning: str) -> tuple[str, bool]:
    """The separator, and whether the first line only names it ('sep=;', for Excel)."""
    named = re.match(r'"?sep=(.)"?\s*(?:\r|\n|$)', beginning, re.IGNORECASE)
    if named:
        return named.group(1), True
    whole = beginning if len(beginning) < _DETECT_CHARACTERS else beginning.rpartition("\n")[0]
    return max(_SEPARATORS, key=lambda separator: _consistency(whole, separator)), False


def _consistency(text: str, separator: str) -> tuple[float, int]:
    """How many of the rows have the same number of cells, and that number; a single cell counts nothing."""
    widths: Counter[int] = Counter()
    try:
        for cells in csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator):
            if any(cell.strip() for cell in cells):
                widths[len(cells)] += 1
    except csv.Error:
        return 0.0, 0
    several = {width: rows for width, rows in widths.items() if width > 1}
    if not several:
        return 0.0, 0
    width = max(several, key=lambda each: (several[each], each))
    return round(several[width] / sum(widths.values()), 1), width
