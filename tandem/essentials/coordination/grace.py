"""The port through which a later room says that at its step a date is missed later than it stands in the turn.

At the visit the turn's date is the appointment; what can be missed is the report, some working days after it.
"""

from __future__ import annotations

from tandem.essentials.playbook.rules import DeadlineKind

_steps: dict[str, type[DeadlineKind]] = {}


def register(step_key: str, rule: type[DeadlineKind]) -> None:
    """At this step the rule's working days run from the turn's date; the same step again replaces it."""
    _steps[step_key] = rule


def steps() -> dict[str, type[DeadlineKind]]:
    """The rules by step."""
    return dict(_steps)
