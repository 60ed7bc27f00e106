"""One row of a list of quotes as values, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.base.tools import text
from tandem.journey.quotes.models import LOST, OPEN, REASONS, WON
from tandem.surfaces.exchange.erp import columns
from tandem.surfaces.exchange.records import Problem
from tandem.surfaces.exchange.values import (
    Cell,
    ValueProblem,
    as_text,
    parse_amount,
    parse_date,
    parse_vat_number,
)

CURRENCIES = ("EUR", "CHF")
_LARGEST = Decimal(10) ** 11
_SIGNS = {"€": "EUR", "euro": "EUR", "sfr": "CHF", "fr": "CHF", "": ""}
_STATES = {
    OPEN: "offen, angeboten, versendet, gesendet, aktiv, laufend, in arbeit, neu, open, sent, active, pending, new",
    WON: "gewonnen, beauftragt, auftrag, bestellt, angenommen, erteilt, won, ordered, accepted, order",
    LOST: "verloren, abgelehnt, abgesagt, storniert, erledigt ohne auftrag, lost, rejected, declined, cancelled",
}
_STATE_OF = {text.name_key(word): state for state, words in _STATES.items() for word in words.split(",")}
# Numbers of this kind are drawn here.
_OUR_OWN = re.compile(r"\d\d-\d{4,}")


@dataclass(slots=True)
class Row:
    """What a row says; `problems` is what could not be taken of it, `is_refused` whether it cannot be taken at all."""

    row: int
    number: str = ""
    customer_number: str = ""
    vat_number: str = ""
    customer: str = ""
    postcode: str = ""
    person: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_refused: bool = False


class Reader:
    """Reads the rows of one list."""

    def __init__(self, headings: Sequence[str], places: Mapping[str, int], *, currency: str) -> None:
        self._headings, self._places, self._currency = headings, places, currency

    def read(self, number: int, cells: Sequence[Cell]) -> Row:
        """One row of the list; nothing is raised, everything that is wrong stands in its problems."""
        row = Row(row=number)
        row.number = as_text(self._cell(cells, columns.NUMBER), limit=60)
        self._identity(row, cells)
        for target, parse in _PARSERS.items():
            cell = self._cell(cells, target)
            if as_text(cell) == "":
                continue
            try:
                row.values[target] = parse(cell)
            except ValueProblem as problem:
                self._say(row, target, as_text(cell), problem.reason, refuses=target in _DECIDES)
        self._require(row, cells)
        return row

    def _identity(self, row: Row, cells: Sequence[Cell]) -> None:
        row.customer_number = as_text(self._cell(cells, columns.CUSTOMER_NUMBER), limit=30)
        row.customer = as_text(self._cell(cells, columns.CUSTOMER), limit=200)
        row.postcode = as_text(self._cell(cells, columns.POSTCODE), limit=12)
        row.person = as_text(self._cell(cells, columns.PERSON), limit=120)
        vat = self._cell(cells, columns.VAT_NUMBER)
        if as_text(vat):
            try:
                row.vat_number = parse_vat_number(vat)
            except ValueProblem as problem:
                self._say(row, columns.VAT_NUMBER, as_text(vat), problem.reason)

    def _require(self, row: Row, cells: Sequence[Cell]) -> None:
        if not row.number:
            self._say(row, columns.NUMBER, "", _("The row has no number of a quote."), refuses=True)
        elif len(row.number) > 40:
            self._say(row, columns.NUMBER, row.number, _("This number is too long."), refuses=True)
        elif _OUR_OWN.fullmatch(row.number):
            self._say(
                row, columns.NUMBER, row.number, _("Numbers of this kind are drawn here."), refuses=True
            )
        for target in (columns.DATE, columns.NET):
            if target not in row.values and not row.is_refused:
                self._say(row, target, "", _("This is missing."), refuses=True)
        net = row.values.get(columns.NET)
        if net is not None and not Decimal(0) <= net < _LARGEST:
            self._say(row, columns.NET, str(net), _("The sum is below zero or too large."), refuses=True)
        row.values.setdefault(columns.CURRENCY, self._currency)
        row.values.setdefault(columns.STATE, OPEN)
        if row.values[columns.STATE] == LOST:
            self._lost(row, cells)

    def _lost(self, row: Row, cells: Sequence[Cell]) -> None:
        """The reason by its words; other words are kept as the customer's with “another reason”."""
        written = as_text(self._cell(cells, columns.REASON), limit=2000)
        row.values["words"] = written
        row.values[columns.REASON] = _reason(written) if written else ""

    def _cell(self, cells: Sequence[Cell], target: str) -> Cell:
        place = self._places.get(target)
        return cells[place] if place is not None and place < len(cells) else None

    def _say(self, row: Row, target: str, value: str, reason: str, *, refuses: bool = False) -> None:
        place = self._places.get(target)
        heading = self._headings[place] if place is not None else columns.label(target)
        row.problems.append(Problem(row.row, heading, value[:200], reason))
        row.is_refused = row.is_refused or refuses


def _state(cell: Cell) -> str:
    state = _STATE_OF.get(text.name_key(as_text(cell)))
    if state is None:
        raise ValueProblem(_("This state is not known: open, won or lost."))
    return state


def _currency(cell: Cell) -> str:
    written = as_text(cell).strip(". ")
    code = _SIGNS.get(written.lower(), written.upper())
    if code not in CURRENCIES:
        raise ValueProblem(_("This currency is not taken: EUR or CHF."))
    return code


def _probability(cell: Cell) -> int:
    """'60', '60 %'; a cell of percent in Excel is 0.6."""
    is_share = isinstance(cell, float) and 0 < cell <= 1
    chance = Decimal(str(cell)) * 100 if is_share else parse_amount(as_text(cell).rstrip("% "))
    if not 0 <= chance <= 100:
        raise ValueProblem(_("The chance is a percentage from 0 to 100."))
    return int(chance)


def _reason(written: str) -> str:
    """The key of a reason by its German or English words; "other" for all else."""
    key = text.name_key(written)
    for language in ("de", "en"):
        with override(language):
            found = next((name for name, label in REASONS.items() if text.name_key(str(label)) == key), "")
        if found:
            return found
    by_part = {"preis": "price", "price": "price", "lieferzeit": "delivery_time", "budget": "no_budget"}
    return next((name for part, name in by_part.items() if part in key), "other")


def _limited(limit: int) -> Callable[[Cell], str]:
    return lambda cell: as_text(cell, limit=limit)


def _day(cell: Cell) -> date:
    return parse_date(cell)


_PARSERS: dict[str, Callable[[Cell], Any]] = {
    columns.DATE: _day,
    columns.TITLE: _limited(200),
    columns.NET: parse_amount,
    columns.LIST_VALUE: parse_amount,
    columns.MARGIN: parse_amount,
    columns.COST: parse_amount,
    columns.CURRENCY: _currency,
    columns.STATE: _state,
    columns.COMPETITOR: _limited(120),
    columns.ORDER: _limited(200),
    columns.DECIDED: _day,
    columns.VALID_UNTIL: _day,
    columns.PROBABILITY: _probability,
}
# Where one of these cannot be read, the whole row would say something else.
_DECIDES = (columns.DATE, columns.NET, columns.CURRENCY, columns.STATE)
