"""The register as an Excel file: exactly the view, with its groups and sums; what looks like a formula is a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.tools.errors import Refused
from tandem.base.tools.workbooks import Book
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.journey.quotes.models import Quote
from tandem.journey.quotes.register import columns, listing, sums, words
from tandem.journey.quotes.register.columns import DAY, MONEY, NUMBER, PERCENT, Column, Drawn
from tandem.journey.quotes.register.sums import Summed, Sums
from tandem.journey.quotes.register.wanted import Wanted

MOST_ROWS = 30_000
# What of the sums stands in which column.
_SUMMED = {
    "betrag": "net",
    "gewichtet": "weighted",
    "liste": "list_value",
    "nachlass": "discount",
    "nachlass_prozent": "discount_percent",
    "db": "margin",
    "menge": "quantity",
}
_WIDTHS = {MONEY: 16, NUMBER: 10, PERCENT: 10, DAY: 12}


class TooMuch(Refused):
    """More rows than a file is made of while somebody waits."""


def write(user: User, wanted: Wanted, *, at: datetime) -> bytes:
    """The workbook of a view; refused above 30,000 rows."""
    found = sums.summed(user, wanted, at=at, limit=None)
    count = sum(total.count for total in found.totals)
    if count > MOST_ROWS:
        raise TooMuch(
            _("%(count)d quotes are too many for one file: at most %(most)d. Narrow the view.")
            % {"count": count, "most": MOST_ROWS}
        )
    tandems = {tandem.pk: tandem.name for tandem in people.tandems_by_name()}
    book = _Book(columns.chosen(user, wanted.spalten), at=at, tandems=tandems)
    quotes = listing.all_of(user, wanted, at=at, limit=MOST_ROWS)
    book.head()
    if wanted.gruppe:
        keys = listing.group_keys(user, wanted, at=at)
        _write_groups(book, list(quotes), found, keys)
    else:
        book.rows(quotes)
    book.totals(found.totals)
    return book.close()


def _write_groups(book: _Book, quotes: list[Quote], found: Summed, keys: Mapping[int, str]) -> None:
    """Each group with its sums, and its rows folded below it. Of a group in two currencies each has its part."""
    members: dict[tuple[str, str], list[Quote]] = defaultdict(list)
    for quote in quotes:
        members[keys.get(quote.pk, ""), quote.currency].append(quote)
    for group in found.groups:
        book.sums(words.group(group), group.sums)
        book.rows(members[group.key, group.sums.currency], level=1)


def _batches(quotes: Iterator[Quote]) -> Iterator[list[Quote]]:
    while some := list(islice(quotes, listing.BATCH)):
        yield some


class _Book:
    """A sheet that grows row by row."""

    def __init__(self, shown: list[Column], *, at: datetime, tandems: Mapping[int, str]) -> None:
        self._made = Book()
        self._book = self._made.book
        self._sheet = self._book.add_worksheet(_("Quotes"))
        self._columns, self._at, self._tandems = shown, at, tandems
        self._row = 0
        self._formats: dict[tuple[str, str, bool], Any] = {}

    def head(self) -> None:
        """Headings that stay while one scrolls."""
        style = self._made.heading(text_wrap=True)
        for place, label in enumerate(
            [pgettext("quote", "Number"), _("Quote"), *(str(one.label) for one in self._columns)]
        ):
            self._sheet.write_string(0, place, label, style)
        self._sheet.set_column(0, 0, 12)
        self._sheet.set_column(1, 1, 36)
        for place, column in enumerate(self._columns, start=2):
            self._sheet.set_column(place, place, _WIDTHS.get(column.kind, 24))
        self._sheet.freeze_panes(1, 2)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.outline_settings(symbols_below=False)
        self._row = 1

    def rows(self, quotes: Iterable[Quote], *, level: int = 0) -> None:
        """One row for each quote."""
        needs_detail = any(column.needs_detail for column in self._columns)
        for some in _batches(iter(quotes)):
            details = listing.details(some) if needs_detail else {}
            drawn = Drawn(at=self._at, details=details, tandems=self._tandems)
            for quote in some:
                self._text(0, quote.number or _("Draft"))
                self._text(1, quote.title)
                for place, column in enumerate(self._columns, start=2):
                    self._cell(place, column.kind, column.value(quote, drawn), quote.currency)
                if level:
                    self._sheet.set_row(self._row, None, None, {"level": level})
                self._row += 1

    def sums(self, label: str, found: Sums) -> None:
        """What a group or the whole comes to."""
        self._text(0, str(found.count), bold=True)
        self._text(1, f"{label} · {found.currency}", bold=True)
        for place, column in enumerate(self._columns, start=2):
            name = _SUMMED.get(column.key)
            value = getattr(found, name) if name else None
            self._cell(place, column.kind, value, found.currency, bold=True)
        self._row += 1

    def totals(self, found: list[Sums]) -> None:
        """The sums of all, a line for each currency."""
        for total in found:
            self.sums(_("Sum"), total)

    def close(self) -> bytes:
        """The file."""
        return self._made.content()

    def _text(self, place: int, value: str, *, bold: bool = False) -> None:
        if value:
            self._sheet.write_string(self._row, place, value, self._format("text", "", bold=bold))

    def _cell(self, place: int, kind: str, value: Any, currency: str, *, bold: bool = False) -> None:
        if value is None or value == "":
            return
        if isinstance(value, date):
            self._sheet.write_datetime(self._row, place, value, self._format(DAY, "", bold=bold))
        elif isinstance(value, Decimal | int):
            share = value / 100 if kind == PERCENT else value
            style = self._format(kind, currency if kind == MONEY else "", bold=bold)
            self._sheet.write_number(self._row, place, float(share), style)
        else:
            self._text(place, str(value), bold=bold)

    def _format(self, kind: str, currency: str, *, bold: bool) -> Any:
        key = (kind, currency, bold)
        if key not in self._formats:
            written = {
                MONEY: f'#,##0.00 "{currency}"',
                NUMBER: "#,##0.###",
                PERCENT: "0.0%",
                DAY: "dd.mm.yyyy",
            }.get(kind, "@")
            style = {"num_format": written, "bold": bold} | ({"top": 1} if bold else {})
            self._formats[key] = self._book.add_format(style)
        return self._formats[key]
