"""The process as a responsibility matrix: which side does what in which step, and who else is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tandem.essentials.people.models import ROLES
from tandem.essentials.playbook import conditions, parties
from tandem.essentials.playbook.designing import StepDesign
from tandem.essentials.playbook.designing.differences import exception_words
from tandem.essentials.playbook.models import Step
from tandem.essentials.playbook.parties import SIDES

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step with its sides, and in words whoever else has to do with it."""

    position: int
    step: StepDesign
    cells: list[Cell]
    # Roles and people: who acts first in place of the side, is consulted, is informed.
    first: str
    consulted: str
    informed: str
    exceptions: list[str]
    needs: list[str]

    @property
    def _german(self) -> bool:
        return self.step.name == self.step.name_de

    def _in(self, name: str) -> str:
        german, english = getattr(self.step, f"{name}_de"), getattr(self.step, f"{name}_en")
        return str((german or english) if self._german else (english or german))

    @property
    def hint(self) -> str:
        return self._in("hint")

    @property
    def input(self) -> str:
        return self._in("input")

    @property
    def result(self) -> str:
        return self._in("result")

    @property
    def tasks(self) -> list[str]:
        return self._in("tasks").splitlines()

    @property
    def checklist(self) -> list[str]:
        return self._in("checklist").splitlines()


def rows(steps: Sequence[StepDesign], *, names: Mapping[str, str]) -> list[Row]:
    """The matrix, a row a step; `names` are the words of all parties."""
    return [_row(position, step, names) for position, step in enumerate(steps, start=1)]


def _row(position: int, step: StepDesign, names: Mapping[str, str]) -> Row:
    def others(found: Sequence[str]) -> str:
        return parties.words([party for party in found if party not in SIDES], dict(names))

    return Row(
        position=position,
        step=step,
        cells=[_cell(step, side) for side in SIDES],
        first=others([step.acts_first] if step.acts_first else []),
        consulted=others(step.consulted),
        informed=others(step.informed),
        exceptions=[exception_words(one, names) for one in step.exceptions],
        needs=[conditions.label(key) for key in step.needs],
    )


def _cell(step: StepDesign, side: str) -> Cell:
    part = part_of(step, side)
    return Cell(side=side, side_label=str(ROLES[side]), part=part, label=str(PARTS[part]))


def part_of(step: StepDesign | Step, side: str) -> str:
    """What a side has to do with a step. In joint steps the process names the side that acts first."""
    if side in step.responsible:
        return FIRST if step.is_joint and side == step.acts_first else RESPONSIBLE
    if side in step.consulted:
        return CONSULTED
    return INFORMED if side in step.informed else NOTHING
