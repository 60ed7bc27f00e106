"""The process as swimlanes: each step in the lane of whoever acts first, joint ones across both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.essentials.playbook import matrix
from tandem.essentials.playbook.designing import StepDesign
from tandem.essentials.playbook.matrix import CONSULTED, FIRST, INFORMED, RESPONSIBLE, Row
from tandem.essentials.playbook.parties import SIDES


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


def of(steps: Sequence[StepDesign], *, names: Mapping[str, str]) -> list[Line]:
    """The lines from top to bottom."""
    found: list[Line] = []
    for row in matrix.rows(steps, names=names):
        lane = row.step.first_side if row.step.first_side in SIDES else SIDES[0]
        crosses = bool(found) and found[-1].lane != lane
        found.append(Line(row, [Lane(side, _role(row.step, side, lane)) for side in SIDES], lane, crosses))
    return found


def _role(step: StepDesign, side: str, lane: str) -> str:
    if side == lane:
        return "step"
    part = matrix.part_of(step, side)
    if part in (FIRST, RESPONSIBLE):
        return "shares"
    return part if part in (CONSULTED, INFORMED) else ""
