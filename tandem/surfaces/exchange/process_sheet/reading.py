"""Reading the sheet back: what it says as a design, and what could not be read, each with row and reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.essentials.people.models import ROLES
from tandem.essentials.playbook import conditions
from tandem.essentials.playbook.designing import (
    LONGEST,
    MOST_DAYS,
    MOST_STEPS,
    WHOMS,
    Design,
    Exceptional,
    StepDesign,
)
from tandem.essentials.playbook.designing.changes import fresh_key, tidied
from tandem.essentials.playbook.parties import Directory
from tandem.surfaces.exchange import tables
from tandem.surfaces.exchange.process_sheet.columns import (
    ABLE,
    DAYS,
    KEY,
    KEYS,
    NEEDS,
    PARTY,
    TEXT,
    Column,
    by_heading,
    in_every_language,
)
from tandem.surfaces.exchange.tables import TableError
from tandem.surfaces.exchange.values import Cell

MOST_BYTES = 2 * 1024 * 1024
_SPLIT = re.compile(r"[;,\n]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read, or not as it stood; row 0 is the sheet as a whole."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The design that the sheet says."""

    design: Design
    problems: list[Problem]


def read(content: bytes, *, file_name: str, base: Design, who: Directory, taken: set[str]) -> ReadBack:
    """The sheet as a design. What it has no column for stays as in `base`; `taken` are keys that new steps never get.

    Raises TableError where the file is no such sheet.
    """
    with tables.open_table(content, file_name, most_bytes=MOST_BYTES) as table:
        known = by_heading()
        columns = [known.get(text.name_key(heading)) for heading in table.columns]
        if not any(column is not None and column.field.startswith("name_") for column in columns):
            raise TableError(
                _("This is no sheet of the process: it has no column with the names of the steps.")
            )
        reader = _Reader(columns, headings=table.columns, base=base, who=who, taken=taken)
        for row, cells in table.rows():
            reader.take(row, cells)
    return reader.finish()


class _Reader:
    """Row by row; what is wrong is kept, what is right is taken."""

    def __init__(
        self,
        columns: Sequence[Column | None],
        *,
        headings: Sequence[str],
        base: Design,
        who: Directory,
        taken: set[str],
    ) -> None:
        self._columns, self._headings, self._base = columns, headings, base
        self._taken = {*taken, *base.keys}
        self._who = who
        self._parties = in_every_language(dict(ROLES))
        self._ambiguous: set[str] = set()
        for party, words in who.choices.items():
            self._name(party, words)
        self._conditions = in_every_language({key: one.label for key, one in conditions.known().items()})
        self._steps: list[StepDesign] = []
        self._problems: list[Problem] = []

    def _name(self, party: str, words: str) -> None:
        folded = text.name_key(words)
        if party not in ROLES and folded in self._parties:
            self._ambiguous.add(folded)
        self._parties.setdefault(folded, party)

    def take(self, row: int, cells: Sequence[Cell]) -> None:
        """One row: a step that there is, or a new one."""
        found = {
            column.field: (column, heading, cell)
            for column, heading, cell in zip(self._columns, self._headings, cells, strict=False)
            if column is not None
        }
        key = _said(found["key"][2]) if "key" in found else ""
        if not any(_said(found[name][2]) for name in ("name_de", "name_en") if name in found):
            self._tell(row, "", key, _("The step has no name; the row is left out."))
            return
        if len(self._steps) >= MOST_STEPS:
            self._tell(row, "", key, _("A process has at most %(most)d steps.") % {"most": MOST_STEPS})
            return
        step = self._step(row, key)
        if step is None:
            return
        values: dict[str, Any] = {}
        exceptions = {one.whom: one for one in step.exceptions}
        for column, heading, cell in found.values():
            name, _colon, whom = column.field.partition(":")
            if column.kind == KEY or whom:
                continue
            values[name] = self._value(row, column, heading, cell, getattr(step, name))
        for whom in WHOMS:
            self._except(row, whom, found, exceptions)
        values["exceptions"] = tuple(exceptions.values())
        self._steps.append(replace(step, **tidied(values)))

    def _step(self, row: int, key: str) -> StepDesign | None:
        if key and any(step.key == key for step in self._steps):
            self._tell(row, "", key, _("This step stands in the sheet twice; the first one is taken."))
            return None
        known = self._base.find(key) if key else None
        if known is not None:
            return known
        if key:
            self._tell(row, "", key, _("No step has this key; it is taken as a new step."))
        fresh = fresh_key("own", self._taken)
        self._taken.add(fresh)
        return StepDesign(key=fresh)

    def _value(self, row: int, column: Column, heading: str, cell: Cell, before: Any) -> Any:
        said = _said(cell)
        if column.kind == TEXT:
            most = LONGEST[column.field[:-3]]
            if len(said) > most:
                self._tell(
                    row, heading, said[:60], _("Longer than %(most)d characters; cut off.") % {"most": most}
                )
            return said[:most]
        if column.kind == DAYS:
            return self._days(row, heading, cell, before)
        if column.kind == KEYS:
            return tuple(dict.fromkeys(part for part in _parts(said)))
        if column.kind == NEEDS:
            return self._each(row, heading, said, self._conditions, _("Nothing that can be asked for."))
        found = self._parties_in(row, heading, said, in_charge=column.kind in (ABLE, PARTY))
        return (found[0] if found else "") if column.kind == PARTY else found

    def _days(self, row: int, heading: str, cell: Cell, before: int) -> int:
        said = _said(cell)
        try:
            number = float(said.replace(",", "."))
        except ValueError:
            number = -1
        if number != int(number) or not 0 <= number <= MOST_DAYS:
            reason = _("Whole working days from 0 to %(most)d; it stays at %(before)d.")
            self._tell(row, heading, said, reason % {"most": MOST_DAYS, "before": before})
            return before
        return int(number)

    def _each(
        self, row: int, heading: str, said: str, known: Mapping[str, str], reason: str
    ) -> tuple[str, ...]:
        found = []
        for part in _parts(said):
            folded = text.name_key(part)
            if folded in self._ambiguous and known is self._parties:
                self._tell(row, heading, part, _("Several people have this name; choose in the draft."))
            elif folded in known:
                found.append(known[folded])
            else:
                self._tell(row, heading, part, reason)
        return tuple(dict.fromkeys(found))

    def _parties_in(self, row: int, heading: str, said: str, *, in_charge: bool) -> tuple[str, ...]:
        """Sides, roles and people; only whoever sees every customer can be in charge."""
        known, blind = self._parties, {}
        if in_charge:
            blind = {word: party for word, party in known.items() if party not in self._who.able}
            for part in _parts(said):
                if text.name_key(part) in blind:
                    reason = _("Does not see every customer and so cannot be in charge.")
                    self._tell(row, heading, part, reason)
        left = [part for part in _parts(said) if text.name_key(part) not in blind]
        return self._each(row, heading, "\n".join(left), known, _("No side, role or person of this name."))

    def _except(
        self,
        row: int,
        whom: str,
        found: Mapping[str, tuple[Column, str, Cell]],
        exceptions: dict[str, Exceptional],
    ) -> None:
        if f"responsible:{whom}" not in found:
            return
        column, heading, cell = found[f"responsible:{whom}"]
        sides = self._value(row, column, heading, cell, ())
        first = ""
        if f"acts_first:{whom}" in found:
            first_column, first_heading, first_cell = found[f"acts_first:{whom}"]
            first = self._value(row, first_column, first_heading, first_cell, "")
        exceptions.pop(whom, None)
        if sides:
            exceptions[whom] = Exceptional(whom=whom, responsible=sides, acts_first=first or sides[0])

    def _tell(self, row: int, column: str, value: str, reason: str) -> None:
        self._problems.append(Problem(row, column, value, reason))

    def finish(self) -> ReadBack:
        """The design, after a look at what is missing from it."""
        if not self._steps:
            raise TableError(_("The sheet holds no step."))
        kept = {step.key for step in self._steps}
        for gone in self._base.steps:
            if gone.key not in kept:
                self._tell(0, "", gone.name, _("This step is not in the sheet and is taken out."))
        # A key can be carried once: a step that has it is nearer than one that stands for it.
        carried = set(kept)
        steps = []
        for step in self._steps:
            also = tuple(key for key in step.also if key not in carried)
            carried.update(also)
            steps.append(replace(step, also=also))
        return ReadBack(Design(tuple(steps)), self._problems)


def _said(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _parts(said: str) -> list[str]:
    return [part.strip() for part in _SPLIT.split(said) if part.strip()]
