"""The process as a responsibility matrix: which side does what in which step, and who else is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tandem.essentials.people.models import ROLES
from tandem.essentials.playbook import conditions
from tandem.essentials.playbook.designing import StepDesign
from tandem.essentials.playbook.designing.differences import exception_words
from tandem.essentials.playbook.models import Step
from tandem.essentials.playbook.parties import SIDES, Directory

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
    # The side, or in its place the roles and people of it that are responsible.
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step with its sides, and in words whoever else has to do with it."""

    position: int
    step: StepDesign
    cells: list[Cell]
    # Roles and people: who is responsible, acts first in place of them, is consulted, is informed.
    responsible: str
    first: str
    consulted: str
    informed: str
    exceptions: list[str]
    needs: list[str]
    # The side whose step it is, and who of those named cannot act or is not told, each a sentence.
    first_side: str
    notes: list[str]

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


def rows(steps: Sequence[StepDesign], *, who: Directory) -> list[Row]:
    """The matrix, a row a step; `who` knows all parties."""
    return [_row(position, step, who) for position, step in enumerate(steps, start=1)]


def _row(position: int, step: StepDesign, who: Directory) -> Row:
    def others(found: Sequence[str]) -> str:
        return who.words(party for party in found if party not in SIDES)

    is_said = step.responsible == (step.acts_first,)
    return Row(
        position=position,
        step=step,
        cells=[_cell(step, side, who) for side in SIDES],
        responsible=others(step.responsible),
        first=others([step.acts_first] if step.acts_first and not is_said else []),
        consulted=others(step.consulted),
        informed=others(step.informed),
        exceptions=[exception_words(one, who.names) for one in step.exceptions],
        needs=[conditions.label(key) for key in step.needs],
        first_side=who.first_side(step.responsible, step.acts_first),
        notes=_notes(step, who),
    )


def _notes(step: StepDesign, who: Directory) -> list[str]:
    """Who is named and cannot act or is not told, each once."""
    found: list[str] = []
    in_charge = [(step.responsible, step.acts_first)]
    in_charge += [(one.responsible, one.acts_first) for one in step.exceptions]
    for responsible, first in in_charge:
        side = who.first_side(responsible, first)
        found += [who.vacancy(party, instead=side) for party in (*responsible, first)]
    found.append(who.untold(step.informed))
    return [sentence for sentence in dict.fromkeys(found) if sentence]


def _cell(step: StepDesign, side: str, who: Directory) -> Cell:
    part, label = part_of(step, side), str(ROLES[side])
    others = [party for party in step.responsible if party not in SIDES and who.sides.get(party) == side]
    if not others and not any(party in SIDES for party in step.responsible):
        # Whoever belongs to none of the three sides stands with the one that acts for them.
        is_here = side == who.first_side(step.responsible, step.acts_first)
        others = [party for party in step.responsible if is_here and who.sides.get(party) not in SIDES]
    named = who.words(others)
    if not others:
        return Cell(side=side, side_label=label, part=part, label=str(PARTS[part]), who=label)
    if part in (FIRST, RESPONSIBLE):
        said = f"{PARTS[part]}, {named}"
        return Cell(side=side, side_label=label, part=part, label=said, who=f"{label}, {named}")
    part = FIRST if step.is_joint and step.acts_first in others else RESPONSIBLE
    return Cell(side=side, side_label=label, part=part, label=f"{named}: {PARTS[part]}", who=named)


def part_of(step: StepDesign | Step, side: str) -> str:
    """What a side has to do with a step. In joint steps the process names the side that acts first."""
    if side in step.responsible:
        return FIRST if step.is_joint and side == step.acts_first else RESPONSIBLE
    if side in step.consulted:
        return CONSULTED
    return INFORMED if side in step.informed else NOTHING
