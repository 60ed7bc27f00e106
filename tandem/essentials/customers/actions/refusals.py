"""What is refused about customers, and why."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.base.tools.errors import Refused


class NameMissing(Refused):
    """A customer or contact without a name."""


class NumberTaken(Refused):
    """The customer number stands for another company."""


class ValueRefused(Refused):
    """A value cannot be stored as it was given."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class ParentCycle(Refused):
    """A company would be its own head office in the end."""


class HeadOfficeStays(Refused):
    """The head office is where the company is; it can be moved, not removed."""


class AlreadyMerged(Refused):
    """The file has been merged into another one."""


class MergeRefused(Refused):
    """Two files cannot become one now, or one cannot become two again."""


class SeenBefore(Refused):
    """What the choice was made on has been changed since."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people changed at the same time: what one wrote and what stands there."""

    field: str
    label: str
    mine: str
    theirs: str


class EditConflict(Refused):
    """Somebody else changed the same fields since the form was opened; nothing was written over."""

    def __init__(self, sentence: str, *, clashes: list[Clash], revision: int) -> None:
        super().__init__(sentence)
        self.clashes = clashes
        self.revision = revision
