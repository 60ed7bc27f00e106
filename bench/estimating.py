"""Weights of agreement from records, pairs that share a key, and pairing two lists.

`estimate` needs nobody to say which records are one: it takes how pairs agree in each field and finds, by expectation
and maximisation, how often each level occurs among pairs of one thing and among others (EM; Winkler 1988). `fit` is
told which are one, and finds the weights that tell best (logistic regression, ridge). `one_to_one` pairs two lists of
which each is said to hold nobody twice.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from math import exp, log, log2
from typing import TypeVar

from tandem.essentials.customers.duplicates.weighing import Field, Level, levels

Record = TypeVar("Record")
Pattern = tuple[Level, ...]
Pair = tuple[int, int]
_LEAST = 1e-4
_ROUNDS = 100
_STEPS = 25


def blocked(
    lefts: Sequence[Iterable[Hashable]], rights: Sequence[Iterable[Hashable]] | None = None, *, frequent: int
) -> set[Pair]:
    """Pairs that share a key; a key of more than `frequent` is left out. One list against itself without `rights`."""
    sharing: defaultdict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, records in enumerate((lefts, rights or ())):
        for place, keys in enumerate(records):
            for key in set(keys):
                sharing[key][side].append(place)
    found: set[Pair] = set()
    for here, there in sharing.values():
        if len(here) + len(there) <= frequent:
            found.update(
                itertools.combinations(here, 2) if rights is None else itertools.product(here, there)
            )
    return found


def estimate(
    fields: Sequence[Field[Record]],
    patterns: Counter[Pattern],
    any_two: Counter[Pattern],
    *,
    share: float = 0.2,
) -> tuple[list[Field[Record]], float]:
    """The fields with weights, and what weight to begin with: the odds that a pair with a key in common is one.

    `patterns` are those of pairs with a key in common, `any_two` those of pairs drawn by chance, which are nearly all
    of different things.
    """
    sizes = [len(field.weights) for field in fields]
    chance = _frequencies(sizes, {pattern: float(count) for pattern, count in any_two.items()})
    same = [[(place + 1.0) ** 3 for place in range(size)] for size in sizes]
    same = [[one / sum(row) for one in row] for row in same]
    differ = chance
    for _round in range(_ROUNDS):
        sure = {}
        for pattern in patterns:
            for_one, for_two = share, 1 - share
            for place, level in enumerate(pattern):
                if level is not None:
                    for_one *= same[place][level]
                    for_two *= differ[place][level]
            sure[pattern] = for_one / (for_one + for_two)
        same = _frequencies(sizes, {pattern: sure[pattern] * count for pattern, count in patterns.items()})
        differ = _frequencies(
            sizes, {pattern: (1 - sure[pattern]) * count for pattern, count in patterns.items()}
        )
        share = sum(sure[pattern] * count for pattern, count in patterns.items()) / patterns.total()
    weighed = [
        replace(field, weights=tuple(log2(one / two) for one, two in zip(ones, twos, strict=True)))
        for field, ones, twos in zip(fields, same, differ, strict=True)
    ]
    return weighed, log2(share / (1 - share))


def fit(sizes: Sequence[int], told: dict[Pattern, tuple[int, int]]) -> tuple[float, list[list[float]]]:
    """What to begin with, and a weight for each level of each field; `told` counts for each pattern one and two."""
    first = [1 + sum(sizes[:place]) for place in range(len(sizes))]
    count = 1 + sum(sizes)
    rows = [
        ([0, *(first[place] + level for place, level in enumerate(pattern) if level is not None)], *counts)
        for pattern, counts in told.items()
    ]
    weights = [0.0] * count
    for _round in range(_STEPS):
        slope = [0.0] + [-weight for weight in weights[1:]]
        bend = [[float(row == column) for column in range(count)] for row in range(count)]
        for places, ones, twos in rows:
            likely = 1 / (1 + exp(-max(min(sum(weights[place] for place in places), 30.0), -30.0)))
            for place in places:
                slope[place] += ones - (ones + twos) * likely
                for other in places:
                    bend[place][other] += (ones + twos) * likely * (1 - likely)
        step = _solved(bend, slope)
        short = min(1.0, 5 / max(map(abs, step)))
        weights = [weight + short * one for weight, one in zip(weights, step, strict=True)]
    binary = [weight / log(2) for weight in weights]
    return binary[0], [binary[place : place + size] for place, size in zip(first, sizes, strict=True)]


def _solved(rows: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a few linear equations (Gauss and Jordan)."""
    table = [[*row, one] for row, one in zip(rows, right, strict=True)]
    for place in range(len(table)):
        best = max(range(place, len(table)), key=lambda row: abs(table[row][place]))
        table[place], table[best] = table[best], table[place]
        for row in range(len(table)):
            share = table[row][place] / table[place][place]
            if row != place and share:
                table[row] = [
                    one - share * other for one, other in zip(table[row], table[place], strict=True)
                ]
    return [row[-1] / row[place] for place, row in enumerate(table)]


def _frequencies(sizes: Sequence[int], weighted: dict[Pattern, float]) -> list[list[float]]:
    counted = [[0.0] * size for size in sizes]
    for pattern, weight in weighted.items():
        for place, level in enumerate(pattern):
            if level is not None:
                counted[place][level] += weight
    return [[max(one / max(sum(row), 1e-9), _LEAST) for one in row] for row in counted]


def by_chance(
    fields: Sequence[Field[Record]],
    lefts: Sequence[Record],
    rights: Sequence[Record],
    *,
    count: int = 100_000,
) -> Counter[Pattern]:
    """How pairs agree that are drawn by chance."""
    dice = random.Random(5)
    return Counter(levels(fields, dice.choice(lefts), dice.choice(rights)) for _pair in range(count))


def one_to_one(weights: dict[Pair, float], *, least: float) -> set[Pair]:
    """The heaviest pair first, then the heaviest of those that are left: nobody stands in two."""
    lefts: set[int] = set()
    rights: set[int] = set()
    found: set[Pair] = set()
    for (left, right), weight in sorted(weights.items(), key=lambda one: (-one[1], one[0])):
        if weight < least:
            break
        if left not in lefts and right not in rights:
            found.add((left, right))
            lefts.add(left)
            rights.add(right)
    return found


def figures(found: set[Pair], true: set[Pair]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)
