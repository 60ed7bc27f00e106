"""How much two records speak for being one: field by field, each by how well it agrees.

A field has levels of agreement, and each level a weight: the binary logarithm of how much likelier this agreement is
between two records of one thing than between any two (Fellegi and Sunter 1969; levels of spelling: Winkler 1990). What
one of the two lacks weighs nothing. Weights add up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Record = TypeVar("Record")
# From 0 (they differ) up; None where one of the two does not tell.
Level = int | None


@dataclass(frozen=True, slots=True)
class Field(Generic[Record]):
    """What is compared, how, and what each level weighs, from 'they differ' to 'the same'."""

    name: str
    level: Callable[[Record, Record], Level]
    weights: tuple[float, ...]


def levels(fields: Sequence[Field[Record]], left: Record, right: Record) -> tuple[Level, ...]:
    """How well each field of the two agrees."""
    return tuple(field.level(left, right) for field in fields)


def weight(fields: Sequence[Field[Record]], found: Sequence[Level]) -> float:
    """What all of it weighs: above 0 it speaks for one, below 0 for two."""
    return sum(field.weights[level] for field, level in zip(fields, found, strict=True) if level is not None)


def spelt(left: str, right: str, *, steps: Sequence[float]) -> Level:
    """How many of these steps of likeness (from 0 to 1) two texts reach; one more where they are the same."""
    if not left or not right:
        return None
    if left == right:
        return len(steps) + 1
    # 7 MB that only whoever looks for duplicates needs.
    from rapidfuzz.distance import OSA

    alike = OSA.normalized_similarity(left, right, score_cutoff=steps[0])
    return sum(alike >= step for step in steps)
