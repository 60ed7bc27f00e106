"""Which of several rules holds: the nearest, of equally near ones the stricter, of equals the newest. A total order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Case, F, Func, Max, Value, When

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


def _position(field: str, order: tuple[str, ...]) -> Case:
    """The last is asked for first: where there are many rules they are the nearest."""
    return Case(*(When(**{field: word}, then=Value(order.index(word))) for word in reversed(order)))


_WEIGHT = Func(
    _position("scope", SCOPES), _position("effect", _EFFECTS), F("strictness"), F("pk"),
    template="ARRAY[%(expressions)s]::bigint[]", output_field=ArrayField(BigIntegerField()),
)  # fmt: skip
# The key of the one that holds, as the database finds it in a group: it compares arrays as Python does tuples.
PREVAILING = Func(Max(_WEIGHT), template="(%(expressions)s)[4]", output_field=BigIntegerField())


def prevailing(rules: Iterable[R]) -> R:
    """The one that holds among rules of one kind and topic. Raises ValueError for none."""
    return max(rules, key=weight)
