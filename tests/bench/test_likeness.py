"""What the figures of duplicates rest on: the same companies each time, honest counting, weights from records alone."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from bench import companies, estimating, likeness
from tandem.essentials.customers.duplicates.weighing import Field, weight


def test_the_same_seed_invents_the_same_companies() -> None:
    once, again = (likeness.company_list(seed=5, size=60) for _time in range(2))
    assert once == again
    assert once.told != likeness.company_list(seed=6, size=60).told
    assert len(once.true) >= 10


def test_another_company_is_not_written_as_the_same_one() -> None:
    dice = random.Random(1)
    for one in companies.companies(50, seed=2):
        other = companies.near_miss(one, dice)
        assert (other.phone, other.vat_number) != (one.phone, one.vat_number)


def test_nobody_stands_in_two_pairs() -> None:
    weights = {(1, 1): 5.0, (1, 2): 9.0, (2, 2): 8.0, (2, 1): 1.0, (3, 3): -1.0}
    assert estimating.one_to_one(weights, least=0) == {(1, 2), (2, 1)}


def test_precision_and_recall_are_counted_of_all_pairs() -> None:
    assert estimating.figures({(1, 2), (1, 3)}, {(1, 2), (4, 5), (6, 7)}) == pytest.approx(
        (1 / 2, 1 / 3, 0.4)
    )
    assert estimating.figures(set(), {(1, 2)})[2] == 0


def test_the_threshold_is_the_one_with_the_best_f1() -> None:
    scores = {(0, 1): 0.9, (0, 2): 0.8, (0, 3): 0.8, (0, 4): 0.7, (0, 5): 0.1}
    assert likeness.best_threshold(scores, {(0, 1), (0, 2), (0, 3), (7, 8)}) == 0.8


def test_a_key_that_many_share_makes_no_pairs() -> None:
    keys = [["a", "x"], ["a", "x"], ["b", "x"]]
    assert estimating.blocked(keys, frequent=2) == {(0, 1)}
    assert estimating.blocked(keys, [["b"], ["x"]], frequent=2) == {(2, 0)}


@pytest.mark.parametrize("supervised", [False, True])
def test_weights_tell_pairs_of_one_from_others(*, supervised: bool) -> None:
    """Nine in ten of those that are one agree in each of three fields, one in ten of the others."""
    dice = random.Random(3)
    drawn: list[tuple[bool, estimating.Pattern]] = [
        (one, tuple(int(dice.random() < (0.9 if one else 0.1)) for _field in range(3)))
        for one in [True] * 300 + [False] * 700
    ]
    fields: list[Field[str]] = [Field(name, lambda _one, _other: None, (0.0, 0.0)) for name in "abc"]
    if supervised:
        told = {pattern: (count, 0) for pattern, count in Counter(p for one, p in drawn if one).items()}
        for pattern, count in Counter(p for one, p in drawn if not one).items():
            told[pattern] = (told.get(pattern, (0, 0))[0], count)
        before, rows = estimating.fit([2, 2, 2], told)
        weighed = [
            Field(field.name, field.level, tuple(row)) for field, row in zip(fields, rows, strict=True)
        ]
    else:
        chance = Counter(pattern for one, pattern in drawn if not one)
        weighed, before = estimating.estimate(fields, Counter(pattern for _one, pattern in drawn), chance)
    assert before + weight(weighed, (1, 1, 1)) > 3
    assert before + weight(weighed, (0, 0, 0)) < -3
    assert before + weight(weighed, (1, 1, 0)) > 0 > before + weight(weighed, (1, 0, 0))
