"""The process as swimlanes: each step in the lane of whoever acts first, joint ones across both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.essentials.playbook import matrix
from tandem.essentials.playbook.designing import StepDesign
from tandem.essentials.playbook.matrix import CONSULTED, FIRST, INFORMED, RESPONSIBLE, Cell, Row
from tandem.essentials.playbook.parties import Directory


@dataclass(frozen=True, slots=True)
class Lane:
    """One side of one step: the step itself, a share in it, or nothing."""

    side: str
    # "step", "shares" (joint, not first), "consulted", "informed" or nothing.
    role: str


@dataclass(frozen=True, slots=True)
class Line:
    """One step in its lanes; `crosses` where the one before is in another lane."""

    row: Row
    lanes: list[Lane]
    lane: str
    crosses: bool


def of(steps: Sequence[StepDesign], *, who: Directory) -> list[Line]:
    """The lines from top to bottom."""
    found: list[Line] = []
    for row in matrix.rows(steps, who=who):
        lane = row.first_side
        crosses = bool(found) and found[-1].lane != lane
        lanes = [Lane(cell.side, _role(cell, lane)) for cell in row.cells]
        found.append(Line(row, lanes, lane, crosses))
    return found


def _role(cell: Cell, lane: str) -> str:
    if cell.side == lane:
        return "step"
    if cell.part in (FIRST, RESPONSIBLE):
        return "shares"
    return cell.part if cell.part in (CONSULTED, INFORMED) else ""
