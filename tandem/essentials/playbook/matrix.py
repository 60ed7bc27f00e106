"""The process as a responsibility matrix: which side does what in which step."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tandem.essentials.people.models import FIELD, INSIDE, KEY_ACCOUNT, ROLES
from tandem.essentials.playbook.models import Step

SIDES = (INSIDE, FIELD, KEY_ACCOUNT)

# What a side has to do with a step, the strongest first.
FIRST, RESPONSIBLE, CONSULTED, INFORMED, NOTHING = "first", "responsible", "consulted", "informed", ""
PARTS: dict[str, str | Promise] = {
    FIRST: pgettext_lazy("side in a step", "responsible, acts first"),
    RESPONSIBLE: pgettext_lazy("side in a step", "responsible"),
    CONSULTED: pgettext_lazy("side in a step", "consulted"),
    INFORMED: pgettext_lazy("side in a step", "informed"),
    NOTHING: "",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One side in one step."""

    side: str
    side_label: str
    part: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One step with its sides."""

    step: Step
    cells: list[Cell]


def rows(steps: list[Step]) -> list[Row]:
    """The matrix, a row a step."""
    return [Row(step=step, cells=[_cell(step, side) for side in SIDES]) for step in steps]


def _cell(step: Step, side: str) -> Cell:
    part = part_of(step, side)
    return Cell(side=side, side_label=str(ROLES[side]), part=part, label=str(PARTS[part]))


def part_of(step: Step, side: str) -> str:
    """What a side has to do with a step. In joint steps the process names the side that acts first."""
    if side in step.responsible:
        return FIRST if step.is_joint and side == step.acts_first else RESPONSIBLE
    if side in step.consulted:
        return CONSULTED
    return INFORMED if side in step.informed else NOTHING
