"""How well the persons of the febrl data sets are found twice (Christen 2008), by the same weighing as companies.

Only what is compared is said anew here: names, address, date of birth and number of a person. The weights come from the
records alone, by EM; nothing was chosen by looking at which of them are one. A pair counts from odds of one to one.
febrl1 to 3 are lists with duplicates; febrl4 is two lists of which each is known to hold nobody twice, so that each
person is given to one other at most.
"""

from __future__ import annotations

import csv
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.estimating import Pair, blocked, by_chance, estimate, figures, one_to_one
from tandem.essentials.customers.duplicates.phonetics import cologne
from tandem.essentials.customers.duplicates.weighing import Field, Level, levels, spelt, weight

Person = dict[str, str]
_STEPS = (0.6, 0.75, 0.88)
_NAMES = ("given_name", "surname")
_PLACES = ("address_1", "address_2", "suburb", "postcode")
_COLUMNS = (*_NAMES, "street_number", *_PLACES, "date_of_birth", "soc_sec_id")
# A key that more share tells nothing.
_FREQUENT = 100


def report(folder: Path) -> None:
    """Precision, recall and F1 of all four."""
    for number in (1, 2, 3):
        people = _read(folder / f"dataset{number}.csv")
        by_owner: defaultdict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(people):
            by_owner[_owner(one)].append(place)
        true = {pair for places in by_owner.values() for pair in itertools.combinations(places, 2)}
        _print(f"febrl{number}", people, None, true)
    people, others = (_read(folder / f"dataset4{letter}.csv") for letter in "ab")
    place_of = {_owner(one): place for place, one in enumerate(others)}
    true = {(place, place_of[_owner(one)]) for place, one in enumerate(people) if _owner(one) in place_of}
    _print("febrl4", people, others, true)


def _print(name: str, people: list[Person], others: list[Person] | None, true: set[Pair]) -> None:
    begin = time.process_time()
    found = _same(people, others)
    precision, recall, f1 = figures(found, true)
    took = time.process_time() - begin
    print(
        f"  {name}: {len(true):,} pairs; precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}"
        f" ({took:.1f} s of the processor)",
        flush=True,
    )


def _same(people: list[Person], others: list[Person] | None) -> set[Pair]:
    """The pairs that are rather one person than two."""
    rights = people if others is None else others
    keys = [list(_keys(one)) for one in people]
    pairs = blocked(
        keys, None if others is None else [list(_keys(one)) for one in others], frequent=_FREQUENT
    )
    patterns = {pair: levels(FIELDS, people[pair[0]], rights[pair[1]]) for pair in pairs}
    fields, before = estimate(FIELDS, Counter(patterns.values()), by_chance(FIELDS, people, rights))
    weights = {pair: before + weight(fields, pattern) for pair, pattern in patterns.items()}
    if others is None:
        return {pair for pair, weighed in weights.items() if weighed >= 0}
    return one_to_one(weights, least=0)


def _read(path: Path) -> list[Person]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name.strip(): value.strip() for name, value in row.items()} for row in csv.DictReader(file)]


def _owner(one: Person) -> str:
    """Who it is: 'rec-12-org' and 'rec-12-dup-0' are one. Asked when counting only."""
    return one["rec_id"].split("-")[1]


def _keys(one: Person) -> Iterator[str]:
    """As with companies: by each number, each part of the address, and by how names sound in a place."""
    yield from (
        f"{name} {one[name]}" for name in ("soc_sec_id", "date_of_birth", "surname", *_PLACES) if one[name]
    )
    born, number = one["date_of_birth"], one["soc_sec_id"]
    if number:
        yield from (f"begins {number[:4]}", f"ends {number[-4:]}")
    sounds = [cologne(one[name]) for name in _NAMES if one[name]]
    yield from (
        f"sounds {sound}/{fact}"
        for sound in sounds
        for fact in (*(one[name] for name in _PLACES), born[:4], born[4:])
        if fact
    )
    if len(sounds) == len(_NAMES):
        yield f"both {'/'.join(sorted(sounds))}"
    yield from (
        f"{one['postcode']}/{fact}"
        for fact in (one["street_number"], born[:4], born[4:])
        if fact and one["postcode"]
    )


def _spelt(name: str) -> Callable[[Person, Person], Level]:
    return lambda left, right: spelt(left[name], right[name], steps=_STEPS)


def _state(left: Person, right: Person) -> Level:
    return int(left["state"] == right["state"]) if left["state"] and right["state"] else None


FIELDS: Sequence[Field[Person]] = (
    *(Field(name, _spelt(name), (0.0,) * (len(_STEPS) + 2)) for name in _COLUMNS),
    Field("state", _state, (0.0, 0.0)),
)
