"""Which of several rules holds: the nearest, of equally near ones the stricter, of equals the newest. A total order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

# From the widest to the nearest.
COMPANY, KLASS, TANDEM, CUSTOMER = "company", "class", "tandem", "customer"
SCOPES = (COMPANY, KLASS, TANDEM, CUSTOMER)
_EFFECTS = ("inform", "warn", "block")


class Weighed(Protocol):
    """A rule as far as precedence looks at it."""

    @property
    def scope(self) -> str: ...
    @property
    def effect(self) -> str: ...
    @property
    def strictness(self) -> int: ...
    @property
    def pk(self) -> int: ...


R = TypeVar("R", bound=Weighed)


def weight(rule: Weighed) -> tuple[int, int, int, int]:
    """How much a rule weighs; no two rules weigh the same, because no two have the same key."""
    return SCOPES.index(rule.scope), _EFFECTS.index(rule.effect), rule.strictness, rule.pk


def prevailing(rules: Iterable[R]) -> R:
    """The one that holds among rules of one kind and topic. Raises ValueError for none."""
    return max(rules, key=weight)
