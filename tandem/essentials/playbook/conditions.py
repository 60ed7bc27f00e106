"""The port for what must be there before a matter leaves a step: a fixed list, filled by the rooms that know it.

A room registers its conditions in its `steps.py`; a company chooses among them per step; `teamwork` asks when a matter
goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that is there or not, of one matter (by its id). A query."""

    key: str
    # As it is named in a list of what must be there: 'visit report with next step'.
    label: Promise
    # The side that can see to it; the refusal names the person. Empty: whoever has the turn.
    side: str
    holds: Callable[[int], bool]


_conditions: dict[str, Condition] = {}


def register(*conditions: Condition) -> None:
    """Make conditions known; the same key again replaces it."""
    for condition in conditions:
        _conditions[condition.key] = condition


def known() -> dict[str, Condition]:
    """Every condition, in the order of the rooms."""
    return dict(_conditions)


def label(key: str) -> str:
    """The words of a condition; its key where no room knows it any more."""
    found = _conditions.get(key)
    return str(found.label) if found else key


def missing(keys: Iterable[str], *, matter_id: int) -> list[Condition]:
    """What is not there yet. One that no room knows any more keeps nobody from going on."""
    return [condition for condition, holds in standing(keys, matter_id=matter_id) if not holds]


def standing(keys: Iterable[str], *, matter_id: int) -> list[tuple[Condition, bool]]:
    """What must be there, and whether it is. A query each."""
    wanted = (_conditions[key] for key in keys if key in _conditions)
    return [(condition, condition.holds(matter_id)) for condition in wanted]
