"""Rows that were copied from a spreadsheet, as lines: which column is what, numbers German and English. Plain Python.

Nothing is lost: what cannot be read stands in the text of its line, and the row says why.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tandem.base.tools import money
from tandem.essentials.products.models import Product
from tandem.essentials.products.searching import number_key

# What a column can be; an empty one is left out.
COLUMNS = ("", "number", "text", "quantity", "unit", "price", "discount", "delivery")
NUMBERS = ("quantity", "price", "discount")
MOST_ROWS = 1000
MOST_COLUMNS = 30
_HEADINGS = {
    "number": r"art(ikel)?\.?-? ?(nr|nummer)\.?|material-?(nr|nummer)\.?|produkt-?(nr|nummer)\.?|sku"
    r"|(item|part|article|product) (no|number)\.?",
    "text": r"artikel|bezeichnung|text|beschreibung|position(stext)?|leistung|material|produkt"
    r"|item|description|product",
    "quantity": r"menge|anzahl|stückzahl|qty|quantity|amount",
    "unit": r"einheit|me|eh|unit|uom",
    "price": r"preis|einzelpreis|e\.?-?preis|ep|vk|stückpreis|price|unit price|list price|listenpreis",
    "discount": r"rabatt|nachlass|discount|rab\.?",
    "delivery": r"lieferung|liefertermin|lieferzeit|termin|delivery|lead time|date",
}
_LEFT_OUT = r"pos\.?|nr\.?|no\.?|#|gesamt|summe|netto|total|gesamtpreis|sum|net|betrag"
_SHORT = 8
# Numbers may have a space: KG 250.
NUMBER_WORDS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what each field holds, and what could not be read (as it was typed), by field."""

    words: dict[str, str]
    numbers: dict[str, Decimal]
    unread: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """What may be the number of a product."""
        text = self.words.get("text", "")
        return self.words.get("number", "") or ("" if len(text.split()) > NUMBER_WORDS else text)

    @property
    def text(self) -> str:
        """The text of the line, with what could not be read."""
        return " ".join(
            [self.words.get("text", ""), *(f"[{typed}]" for typed in self.unread.values())]
        ).strip()


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood: columns, rows, and whether that is beyond doubt."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    has_heading: bool
    is_obvious: bool
    # Whether every number could be read, with one decimal mark.
    is_readable: bool
    cells: tuple[tuple[str, ...], ...]


def table(clip: str) -> list[list[str]]:
    """The cells of a clip; a cell in quotes may have several lines."""
    reader = csv.reader(
        io.StringIO(clip.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t", strict=False
    )
    rows = [
        [cell.strip() for cell in row[:MOST_COLUMNS]] for row in reader if any(cell.strip() for cell in row)
    ]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def understood(clip: str, *, decimal_mark: str = ",", columns: Sequence[str] = ()) -> Understood:
    """Which lines the clip means; `columns` where somebody has said what they are."""
    cells = table(clip)
    named = _named(cells[0]) if cells else ()
    has_heading = bool(named)
    body = cells[1:] if has_heading else cells
    marks = _marks(body)
    mark = next(iter(marks)) if len(marks) == 1 else decimal_mark
    guess, is_sure = (named, bool({"text", "number"} & set(named))) if has_heading else _guessed(body, mark)
    chosen = tuple(columns) if len(columns) == len(guess) and set(columns) <= set(COLUMNS) else guess
    rows = tuple(_row(row, chosen, mark) for row in body)
    is_readable = len(marks) < 2 and not any(row.unread for row in rows)
    return Understood(
        chosen, rows, has_heading, is_sure and is_readable, is_readable, tuple(tuple(row) for row in body)
    )


def numbers_in(rows: Sequence[Row]) -> set[str]:
    """What may be the number of a product: its own column, or a text that is one word."""
    return {number for row in rows if (number := row.number)}


def product_of(row: Row, known: Mapping[str, Product]) -> Product | None:
    """The product that a row names, among those found by their number's key."""
    return known.get(number_key(row.number)) if row.number else None


def _row(cells: Sequence[str], columns: Sequence[str], mark: str) -> Row:
    row = Row({}, {})
    for name, cell in zip(columns, cells, strict=True):
        if not name or not cell:
            continue
        if name not in NUMBERS:
            row.words[name] = f"{row.words[name]} {cell}" if name in row.words else cell
            continue
        value = _number(cell, mark)
        if value is None:
            row.unread[name] = cell
        else:
            row.numbers[name] = value
    return row


def _named(heading: Sequence[str]) -> tuple[str, ...]:
    """What the first row calls the columns; nothing where it is no heading."""
    found = [_called(cell) for cell in heading]
    known = [name for name in found if name]
    if len(known) < 2 or len(set(known)) < len(known):
        return ()
    return tuple(name or "" for name in found)


def _called(cell: str) -> str | None:
    # Preis € or Menge (Stk) is called by its first word.
    word = re.sub(r"[(\[].*|[€$%]|\b(eur|chf)\b", "", cell.lower()).strip(" .:")
    for name, pattern in _HEADINGS.items():
        if re.fullmatch(pattern, word):
            return name
    return "" if re.fullmatch(_LEFT_OUT, word) else None


def _guessed(rows: Sequence[Sequence[str]], mark: str) -> tuple[tuple[str, ...], bool]:
    """What the columns are without a heading, and whether that is beyond doubt."""
    if not rows:
        return (), False
    width = len(rows[0])
    columns = [[row[place] for row in rows if row[place]] for place in range(width)]
    read = [[cell for cell in cells if _number(cell, mark) is not None] for cells in columns]
    numeric = [bool(cells) and len(read[place]) * 2 >= len(cells) for place, cells in enumerate(columns)]
    words = [place for place in range(width) if columns[place] and not numeric[place]]
    found = [""] * width
    if not words:
        return tuple(found), False
    main = max(words, key=lambda place: sum(map(len, columns[place])) / len(columns[place]))
    found[main] = "text"
    numbers = [place for place in range(width) if numeric[place] and place > main]
    for name, place in zip(NUMBERS, numbers, strict=False):
        found[place] = name
    for place in range(main):
        # What stands before the text is a number of ours, or the article's, which belongs to its text.
        found[place] = "" if not columns[place] or _counts_up(columns[place]) else "text"
    for place in words:
        if place > main:
            is_short = max(map(len, columns[place])) <= _SHORT
            is_unit = is_short and "unit" not in found and place - 1 in numbers
            found[place] = "unit" if is_unit else "delivery" if "delivery" not in found else "text"
    is_whole = all(len(read[place]) == len(columns[place]) for place in numbers)
    is_sure = main == 0 and len(numbers) in (2, 3) and is_whole and all(found)
    return tuple(found), is_sure and _is_discount(columns, found, mark)


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether these are the numbers of lines: 1, 2, 3 or 10, 20, 30."""
    plain = [cell.rstrip(".") for cell in cells]
    if not plain or not all(cell.isascii() and cell.isdigit() and len(cell) < 6 for cell in plain):
        return False
    numbers = [int(cell) for cell in plain]
    first = numbers[0]
    return first in (1, 10, 100) and numbers == [first * place for place in range(1, len(numbers) + 1)]


def _is_discount(columns: Sequence[Sequence[str]], found: Sequence[str], mark: str) -> bool:
    """Whether what would be the discount can be one; the third number may as well be a total."""
    if "discount" not in found:
        return True
    values = [_number(cell, mark) for cell in columns[list(found).index("discount")]]
    return all(value is not None and 0 <= value <= 100 for value in values)


def _number(cell: str, mark: str) -> Decimal | None:
    try:
        return money.parse_amount(cell.replace("%", "").strip(), decimal_mark=mark)
    except money.AmountError:
        return None


def _marks(rows: Sequence[Sequence[str]]) -> set[str]:
    """The decimal marks that the numbers show beyond doubt: 1.234,50 and 12,5 a comma, 1,234.50 and 12.5 a point."""
    found = set()
    for row in rows:
        for cell in row:
            plain = re.sub(r"[^\d.,]", "", cell) if _number(cell, ",") is not None else ""
            if sure := re.fullmatch(r"[\d.,]*?([.,])(\d{1,2}|\d{4,})", plain):
                found.add(sure[1])
            elif re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", plain):
                found.add(",")
            elif re.fullmatch(r"\d{1,3}(,\d{3})+\.\d+", plain):
                found.add(".")
    return found
