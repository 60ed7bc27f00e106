"""Products and prices as lists bring them: compared with what is kept, nothing written (`actions.importing` writes).

A row says what it says; what it leaves out (None) stays as it is. What the whole file knows is read once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.essentials.people.models import User
from tandem.essentials.products import queries, searching, units
from tandem.essentials.products.models import CostPrice, PriceList, Product, ProductGroup, Tier, Unit

CREATED, UPDATED, UNCHANGED, ERROR = "created", "updated", "unchanged", "error"

# What a row may say of a product, in the order of the table's columns.
FIELDS = (
    "number", "name_de", "name_en", "description_de", "description_en", "group_id", "unit_id", "vat_kind", "minimum",
    "step", "copper_kg",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """One product as a list has it."""

    row: int
    number: str
    name_de: str | None = None
    name_en: str | None = None
    description_de: str | None = None
    description_en: str | None = None
    group: str | None = None
    unit: str | None = None
    vat_kind: str | None = None
    minimum: Decimal | None = None
    step: Decimal | None = None
    copper_kg: Decimal | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """A product's prices as a list has them: list (its name's key, or nothing), from which quantity, how much."""

    row: int
    number: str
    prices: tuple[tuple[str, Decimal, Decimal], ...]
    currency: str = ""


@dataclass(slots=True)
class Outcome:
    """What becomes of a row."""

    row: int
    number: str
    name: str
    kind: str
    reason: str = ""
    # Name, before, after.
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Kept:
    """A product as it will stand."""

    pk: int | None
    values: dict[str, Any]
    is_changed: bool = False
    cost: Decimal | None = None
    new_cost: Decimal | None = None


class ProductPlan:
    """Rows of products against the catalogue. `write` collects what is to be written."""

    def __init__(self, *, day: date, sees_cost: bool) -> None:
        self._sees_cost = sees_cost
        self._units = {text.name_key(code): pk for code, pk in Unit.objects.values_list("code", "pk")}
        self._unit_ids = dict(Unit.objects.values_list("code", "pk"))
        self._unit_codes = dict(Unit.objects.values_list("pk", "code"))
        self._groups: dict[str, int] = {}
        self._group_names: dict[int, str] = {}
        for pk, number, german in ProductGroup.objects.values_list("pk", "number", "name_de"):
            self._groups.setdefault(text.name_key(german), pk)
            self._groups[text.name_key(number)] = pk
            self._group_names[pk] = number
        # Groups that the file names and nobody has made yet, by a number below zero until they are written.
        self.new_groups: dict[str, tuple[int, str]] = {}
        self._known = _products()
        costs = CostPrice.objects.filter(from_date__lte=day).order_by("product_id", "from_date")
        self._costs = dict(costs.values_list("product_id", "cost"))
        self._rows: dict[str, int] = {}

    def outcomes(self, rows: Iterable[ProductRow]) -> Iterator[tuple[Outcome, Kept | None]]:
        """What becomes of each row, with the product as it will stand."""
        for row in rows:
            key = searching.number_key(row.number)
            try:
                outcome, kept = self._outcome(row, key)
            except _Wrong as wrong:
                outcome, kept = (
                    Outcome(row.row, row.number, row.name_de or "", ERROR, reason=str(wrong)),
                    None,
                )
            yield outcome, kept

    def _outcome(self, row: ProductRow, key: str) -> tuple[Outcome, Kept]:
        if not key:
            raise _Wrong(_("The number is missing."))
        if key in self._rows:
            raise _Wrong(_("The number stands in row %(row)d already.") % {"row": self._rows[key]})
        said = self._said(row)
        kept = self._known.get(key)
        is_new = kept is None
        if kept is None:
            if not row.name_de:
                raise _Wrong(_("The name is missing."))
            unit = self._unit_ids["Stk"]
            first = dict.fromkeys(FIELDS, "") | {"group_id": None, "unit_id": unit, "vat_kind": "standard"}
            kept = Kept(None, first | dict.fromkeys(("minimum", "step", "copper_kg")))
            said["number"] = row.number
            self._known[key] = kept
        self._rows[key] = row.row
        changes = [
            (name, kept.values[name], value)
            if is_new
            else (name, *self._told(name, kept.values[name], value))
            for name, value in said.items()
            if kept.values[name] != value
        ]
        kept.values.update(said)
        kept.is_changed = bool(changes) or is_new
        changes += self._cost(kept, row)
        kind = CREATED if is_new else UPDATED if changes else UNCHANGED
        told = [] if is_new else changes
        return Outcome(row.row, kept.values["number"], kept.values["name_de"], kind, changes=told), kept

    def _cost(self, kept: Kept, row: ProductRow) -> list[tuple[str, Any, Any]]:
        """A cost that is told anew holds from the day of the import on."""
        before = self._costs.get(kept.pk) if kept.pk is not None else None
        if row.cost is None or not self._sees_cost or row.cost == before:
            return []
        kept.new_cost = row.cost
        return [("cost", before, row.cost)]

    def _said(self, row: ProductRow) -> dict[str, Any]:
        names = (
            "name_de",
            "name_en",
            "description_de",
            "description_en",
            "vat_kind",
            "minimum",
            "step",
            "copper_kg",
        )
        said = {name: value for name in names if (value := getattr(row, name)) is not None}
        if row.unit is not None:
            said["unit_id"] = self._unit(row.unit)
        if row.group is not None:
            said["group_id"] = self._group(row.group)
        return said

    def _unit(self, written: str) -> int:
        key = text.name_key(written)
        exact = self._unit_ids.get(written)
        found = exact or self._units.get(key) or self._unit_ids.get(units.SPELLINGS.get(key, ""))
        if found is None:
            raise _Wrong(_("There is no unit “%(unit)s”. Make it first.") % {"unit": written[:40]})
        return found

    def _group(self, written: str) -> int:
        key = text.name_key(written)
        if key not in self._groups:
            pk = -len(self.new_groups) - 1
            self.new_groups[key] = (pk, written)
            self._groups[key], self._group_names[pk] = pk, written
        return self._groups[key]

    def _told(self, name: str, before: Any, after: Any) -> tuple[Any, Any]:
        """Units and groups by their names."""
        names = {"unit_id": self._unit_codes, "group_id": self._group_names}.get(name)
        return (before, after) if names is None else (names.get(before, ""), names.get(after, ""))


class _Wrong(Exception):
    """The row cannot be taken; the message is a sentence."""


def _products() -> dict[str, Kept]:
    rows = Product.objects.values_list("number_key", "pk", *FIELDS).iterator(chunk_size=10_000)
    return {key: Kept(pk, dict(zip(FIELDS, values, strict=True))) for key, pk, *values in rows}


class PricePlan:
    """Rows of prices against the lists that the person may keep."""

    def __init__(self, *, by: User | None) -> None:
        seen = queries.lists_visible_to(by) if by is not None else PriceList.objects.all()
        self.lists = {held.name_key: held for held in seen}
        self._products = {
            key: (pk, name) for key, pk, name in Product.objects.values_list("number_key", "pk", "name_de")
        }
        self._known: dict[int, dict[tuple[int, Decimal], Decimal]] = {}
        self._rows: dict[tuple[int, int, Decimal], int] = {}
        # (list, product, from quantity) to price: what is to be written.
        self.wanted: dict[tuple[int, int, Decimal], Decimal] = {}
        # How many prices of each list were written.
        self.priced: Counter[int] = Counter()

    def outcomes(self, rows: Iterable[PriceRow]) -> Iterator[Outcome]:
        """What becomes of each row."""
        for row in rows:
            try:
                yield self._outcome(row)
            except _Wrong as wrong:
                yield Outcome(row.row, row.number, "", ERROR, reason=str(wrong))

    def _outcome(self, row: PriceRow) -> Outcome:
        found = self._products.get(searching.number_key(row.number))
        if found is None:
            raise _Wrong(_("There is no product %(number)s.") % {"number": row.number[:40]} if row.number
                         else _("The number is missing."))  # fmt: skip
        if not row.prices:
            raise _Wrong(_("The price is missing."))
        pk, name = found
        steps = [(self._list(key, row.currency), quantity, price) for key, quantity, price in row.prices]
        kinds, changes = set(), []
        for held, quantity, price in steps:
            self._require_once((held.pk, pk, quantity), price, row.row)
            before = self._tiers(held).get((pk, quantity))
            kinds.add(CREATED if before is None else UNCHANGED if before == price else UPDATED)
            if before != price:
                self._tiers(held)[pk, quantity] = price
                self.wanted[held.pk, pk, quantity] = price
                changes.append((held.name, before, price))
        kind = next(kind for kind in (UPDATED, CREATED, UNCHANGED) if kind in kinds)
        return Outcome(row.row, row.number, name, kind, changes=changes)

    def _require_once(self, key: tuple[int, int, Decimal], price: Decimal, row: int) -> None:
        """A product twice in a list from the same quantity on is no price: one of the two is wrong."""
        if key in self._rows:
            raise _Wrong(_("This price stands in row %(row)d already.") % {"row": self._rows[key]})
        self._rows[key] = row

    def _list(self, key: str, currency: str) -> PriceList:
        if not key and len(self.lists) == 1:
            held: PriceList | None = next(iter(self.lists.values()))
        else:
            held = self.lists.get(key)
        if held is None:
            raise _Wrong(
                _("There is no price list “%(name)s”. Make it first.") % {"name": key[:60]}
                if key
                else _("It is not said which price list is meant.")
            )
        if currency and currency != held.currency:
            words = {"list": held.name, "currency": held.currency}
            raise _Wrong(_("The list “%(list)s” is in %(currency)s.") % words)
        return held

    def _tiers(self, held: PriceList) -> dict[tuple[int, Decimal], Decimal]:
        """What a list holds, read when it is first named."""
        if held.pk not in self._known:
            rows = Tier.objects.filter(price_list=held).values_list("product_id", "from_quantity", "price")
            self._known[held.pk] = {
                (product, quantity): price for product, quantity, price in rows.iterator(chunk_size=10_000)
            }
        return self._known[held.pk]
