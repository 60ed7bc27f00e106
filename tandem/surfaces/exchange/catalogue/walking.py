"""The walk through a list of articles or prices: looked at for the preview, looked at and written when it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tandem.essentials.people.models import User
from tandem.essentials.products import actions as products
from tandem.essentials.products import rights
from tandem.essentials.products.taking_in import (
    CREATED,
    ERROR,
    UNCHANGED,
    UPDATED,
    Kept,
    Outcome,
    PricePlan,
    ProductPlan,
)
from tandem.surfaces.exchange.catalogue.rows import Reader
from tandem.surfaces.exchange.catalogue.words import PRODUCTS
from tandem.surfaces.exchange.mapping import Placed
from tandem.surfaces.exchange.reading import CHUNK, portions
from tandem.surfaces.exchange.records import Problem
from tandem.surfaces.exchange.tables import Table

SAMPLES = 50
_COUNTED = {CREATED: "created", UPDATED: "updated", UNCHANGED: "unchanged", ERROR: "errors"}

Progress = Callable[[int], None]
Sink = Callable[[Sequence[Problem]], None]
Looked = tuple[Outcome, Kept | None, list[Problem]]


@dataclass(slots=True)
class Result:
    """What became of a file, in the words of the command, and the first rows of each outcome."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("rows", "created", "updated", "unchanged", "conflicts", "errors", "problems"), 0
        )
    )
    samples: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {kind: [] for kind in (CREATED, UPDATED, UNCHANGED, "conflict", ERROR)}
    )

    def add(self, outcome: Outcome, problems: Sequence[Problem]) -> None:
        self.counts["rows"] += 1
        self.counts[_COUNTED[outcome.kind]] += 1
        self.counts["problems"] += len(problems)
        held = self.samples[outcome.kind]
        if len(held) < SAMPLES:
            held.append(
                {
                    "row": outcome.row,
                    "number": outcome.number,
                    "name": outcome.name,
                    "reason": outcome.reason,
                    "changes": [
                        [name, _short(before), _short(after)] for name, before, after in outcome.changes
                    ],
                }
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One file on its way: what it is of, which column goes where, for whom and on which day."""

    kind: str
    table: Table
    placed: Sequence[Placed]
    by: User | None
    day: date
    progress: Progress | None = None

    def plan(self, *, report: Sink) -> Result:
        """What would become of the file. Nothing is written."""
        plan = self._plan()
        return self._each(plan, report=report, write=lambda _looked: None)

    def write(self, *, run: int, file_name: str, at: datetime, report: Sink) -> Result:
        """Read the file in, within the transaction of the caller; what stood there is remembered with the run."""
        products.one_at_a_time()
        plan = self._plan()

        def keep(looked: Sequence[Looked]) -> None:
            if isinstance(plan, ProductPlan):
                kept = [one for outcome, one, _problems in looked if one is not None and _is_taken(outcome)]
                products.take_in_products(plan=plan, kept=kept, day=self.day, run=run, by=self.by, at=at)
            else:
                products.take_in_prices(plan=plan, run=run, by=self.by, at=at)

        result = self._each(plan, report=report, write=keep)
        priced = dict(plan.priced) if isinstance(plan, PricePlan) else {}
        products.told(
            file_name=file_name, created=result.counts["created"], updated=result.counts["updated"], priced=priced,
            by=self.by, at=at,
        )  # fmt: skip
        return result

    def _plan(self) -> ProductPlan | PricePlan:
        if self.kind == PRODUCTS:
            sees_cost = self.by is None or rights.may_see_cost(self.by)
            return ProductPlan(day=self.day, sees_cost=sees_cost)
        return PricePlan(by=self.by)

    def _each(
        self, plan: ProductPlan | PricePlan, *, report: Sink, write: Callable[[Sequence[Looked]], None]
    ) -> Result:
        result = Result()
        for looked in portions(self._looked(plan), size=CHUNK):
            found: list[Problem] = []
            for outcome, _kept, problems in looked:
                result.add(outcome, problems)
                found += problems
            write(looked)
            report(found)
            if self.progress is not None:
                self.progress(result.counts["rows"])
        return result

    def _looked(self, plan: ProductPlan | PricePlan) -> Iterator[Looked]:
        reader = Reader(self.placed)
        for row, cells in self.table.rows():
            if isinstance(plan, ProductPlan):
                product, problems = reader.product(row, cells)
                outcome, kept = next(plan.outcomes([product]))
            else:
                price, problems = reader.price(row, cells)
                outcome, kept = next(plan.outcomes([price])), None
            if outcome.kind == ERROR:
                problems.append(Problem(row, "", outcome.number, outcome.reason))
            yield outcome, kept, problems


def _short(value: object) -> str:
    """A value as the preview shows it."""
    written = "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
    return written if len(written) <= 80 else f"{written[:79]}…"


def _is_taken(outcome: Outcome) -> bool:
    return outcome.kind in (CREATED, UPDATED)
