"""Everything that changes how the company works together."""

from tandem.essentials.playbook.actions.agreement import (
    NotAsSeen,
    NothingNew,
    PreambleMissing,
    Superseded,
    acknowledge,
    publish,
    remind,
)
from tandem.essentials.playbook.actions.rules import RuleEnded, end_rule, set_rule

__all__ = [
    "NotAsSeen", "NothingNew", "PreambleMissing", "RuleEnded", "Superseded", "acknowledge", "end_rule", "publish",
    "remind", "set_rule",
]  # fmt: skip
