"""A version of the process while it is designed: plain values, what can be done with them, and what is still missing.

design = designing.of_steps(queries.steps(day=today))
design = designing.split(design, key=VISIT, name_de="Vorführung", name_en="Demonstration", taken=...)
designing.faults(design, ...)
"""

from tandem.essentials.playbook.designing.changes import (
    CannotChange,
    add,
    assign,
    move,
    remove,
    reword,
    split,
)
from tandem.essentials.playbook.designing.differences import Difference, differences
from tandem.essentials.playbook.designing.faults import Fault, faults
from tandem.essentials.playbook.designing.values import (
    LANGUAGES,
    LISTS,
    LONGEST,
    MOST_DAYS,
    MOST_STEPS,
    TEXTS,
    WHOMS,
    Design,
    Exceptional,
    StepDesign,
    of_steps,
)

__all__ = [
    "LANGUAGES",
    "LISTS",
    "LONGEST",
    "MOST_DAYS",
    "MOST_STEPS",
    "TEXTS",
    "WHOMS",
    "CannotChange",
    "Design",
    "Difference",
    "Exceptional",
    "Fault",
    "StepDesign",
    "add",
    "assign",
    "differences",
    "faults",
    "move",
    "of_steps",
    "remove",
    "reword",
    "split",
]
