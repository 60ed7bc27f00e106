"""Cells of a list of articles or prices: what they mean, or a sentence that says why they cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.tools import money, text
from tandem.base.tools.errors import Refused
from tandem.essentials.products.actions import refusals
from tandem.essentials.products.models import LONGEST_TEXT, NO_TAX, REDUCED, SPECIAL, STANDARD, VAT_KINDS
from tandem.essentials.products.taking_in import PriceRow, ProductRow
from tandem.surfaces.exchange.catalogue import words
from tandem.surfaces.exchange.catalogue.targets import OF_LIST
from tandem.surfaces.exchange.mapping import Placed
from tandem.surfaces.exchange.records import Problem, plain
from tandem.surfaces.exchange.values import Cell

_LIMITS = {
    words.NAME_DE: 200, words.NAME_EN: 200, words.DESCRIPTION_DE: LONGEST_TEXT, words.DESCRIPTION_EN: LONGEST_TEXT,
    words.GROUP: 120, words.UNIT: 40,
}  # fmt: skip
_VAT_WORDS = {
    STANDARD: "standard, regelsatz, voll, normal, normalsatz, 19, 20, 8 1, 1",
    REDUCED: "reduced, ermäßigt, ermäßigter satz, reduziert, 7, 10, 2 6, 2",
    SPECIAL: "special, sondersatz, besonderer satz, 13, 3 8, 3",
    NO_TAX: "none, ohne, frei, steuerfrei, ohne mehrwertsteuer, exempt, without vat, 0",
}
_VAT = {text.fold(word): kind for kind, some in _VAT_WORDS.items() for word in some.split(",")}


# Digits, and decimals behind a comma: nothing that could be meant otherwise.
_PLAIN = re.compile(r"[0-9]{1,12}(?:,[0-9]{1,6})?", re.ASCII)


def amount(cell: Cell) -> Decimal:
    """A number with all its decimals. What a spreadsheet's arithmetic left behind the ninth is no decimal."""
    if isinstance(cell, (bool, date, time, timedelta)):
        raise money.AmountError(_("This is not an amount."))
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        found = Decimal(f"{cell:.12g}")
        if not found.is_finite():
            raise money.AmountError(_("This is not an amount."))
        return found
    if isinstance(cell, str) and _PLAIN.fullmatch(cell):
        return Decimal(cell.replace(",", "."))  # nearly every cell of a list, ten times as fast
    return money.parse_amount(plain(cell))


def vat_kind(cell: Cell) -> str:
    """The kind of VAT by its name or by one of its rates (19 %, 7 %, 8,1)."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        percent = Decimal(f"{cell * 100 if 0 < cell < 1 else cell:.6g}")
        written = text.fold(
            f"{percent:f}".rstrip("0").rstrip(".") if "." in f"{percent:f}" else f"{percent:f}"
        )
    else:
        written = text.fold(plain(cell).replace("%", ""))
    found = _VAT.get(written) or _labels().get(written)
    if found is None:
        raise refusals.NotValid(_("This kind of VAT is not known: standard, reduced, special or none."))
    return found


def _labels() -> dict[str, str]:
    return {text.fold(str(label)): kind for kind, label in VAT_KINDS.items()}


class Reader:
    """Reads rows by a mapping; `problems` are the values of the row that were left out."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self._columns = {one.target: one for one in placed}
        self._of_lists = [one for one in placed if one.target.startswith(OF_LIST)]

    def product(self, row: int, cells: Sequence[Cell]) -> tuple[ProductRow, list[Problem]]:
        """What a row says of a product. An empty cell says nothing."""
        problems: list[Problem] = []
        said: dict[str, Any] = {"number": self._number(cells)}
        for target, limit in _LIMITS.items():
            said[target] = self._text(target, limit, row, cells, problems)
        checks: dict[str, Callable[[Cell], Any]] = {
            words.VAT_KIND: vat_kind,
            words.MINIMUM: lambda cell: _positive(cell, _("Minimum quantity"), 3),
            words.STEP: lambda cell: _positive(cell, _("Packaging step"), 3),
            words.COPPER: lambda cell: _positive(cell, _("Copper per unit"), 4),
            words.COST: lambda cell: refusals.cost(amount(cell)),
        }
        for target, check in checks.items():
            said[target] = self._value(target, check, row, cells, problems)
        return ProductRow(row=row, **said), problems

    def price(self, row: int, cells: Sequence[Cell]) -> tuple[PriceRow, list[Problem]]:
        """What a row says of prices: one with its list, or one for each column that is headed by a list."""
        problems: list[Problem] = []
        quantity = self._value(words.FROM_QUANTITY, _from_quantity, row, cells, problems)
        broken = bool(problems)
        begins = quantity if quantity is not None else Decimal(0)
        found = []
        price = self._value(words.PRICE, _price, row, cells, problems)
        if price is not None:
            named = self._text(words.LIST, 120, row, cells, problems)
            found.append((text.name_key(named or "")[:120], begins, price))
        for one in self._of_lists:
            price = self._value(one.target, _price, row, cells, problems)
            if price is not None:
                found.append((one.target.removeprefix(OF_LIST), begins, price))
        # From which quantity on a price holds is not guessed.
        prices = () if broken else tuple(found)
        currency = (self._text(words.CURRENCY, 3, row, cells, problems) or "").upper().replace("€", "EUR")
        return PriceRow(row=row, number=self._number(cells), prices=prices, currency=currency), problems

    def _number(self, cells: Sequence[Cell]) -> str:
        cell = self._cell(words.NUMBER, cells)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return plain(cell)[:40]

    def _cell(self, target: str, cells: Sequence[Cell]) -> Cell:
        placed = self._columns.get(target)
        return cells[placed.column] if placed is not None and placed.column < len(cells) else None

    def _text(
        self, target: str, limit: int, row: int, cells: Sequence[Cell], problems: list[Problem]
    ) -> str | None:
        cell = self._cell(target, cells)
        if cell is None:
            return None
        written = plain(cell, lines=limit == LONGEST_TEXT)
        if len(written) > limit:
            reason = _("This text has more than %(count)d characters.") % {"count": limit}
            problems.append(Problem(row, self._columns[target].heading, written[:60], reason))
            return None
        return written or None

    def _value(
        self,
        target: str,
        check: Callable[[Cell], Any],
        row: int,
        cells: Sequence[Cell],
        problems: list[Problem],
    ) -> Any:
        cell = self._cell(target, cells)
        if cell is None:
            return None
        try:
            return check(cell)
        except (money.AmountError, Refused) as error:
            reason = error.reason if isinstance(error, money.AmountError) else str(error)
            problems.append(Problem(row, self._columns[target].heading, plain(cell)[:60], reason))
            return None


def _price(cell: Cell) -> Decimal:
    return refusals.price(amount(cell))


def _from_quantity(cell: Cell) -> Decimal:
    return refusals.from_quantity(amount(cell))


def _positive(cell: Cell, label: str, places: int) -> Decimal | None:
    return refusals.positive(amount(cell) or None, label=label, places=places)
