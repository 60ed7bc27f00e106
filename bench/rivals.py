"""The same list of companies through libraries for the same purpose, each as its own manual begins.

`rapidfuzz` alone compares name and address as one text, all pairs, sorted by word (`token_sort_ratio`). `splink` gets
Tandem's cleaned fields (names without legal forms, streets and umlauts in one spelling), so that only the comparing
differs: Jaro-Winkler on names with term frequencies, levels for postcode and street, phone, mail and VAT number.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.estimating import Pair
from tandem.base.tools import text
from tandem.essentials.customers.duplicates.keys import Described, domains, name_words, street_key

# Beside the product, not in it: nothing that runs needs these.
BESIDE = Path(".tools/rivals")
INSTALL = (
    "uv pip install --target .tools/rivals splink==5.0.0 && "
    "uv pip install --no-deps --target .tools/rivals recordlinkage==0.16"
)


def reach() -> None:
    """Let what was installed beside the product be imported."""
    sys.path.append(str(BESIDE.absolute()))


def rapidfuzz(told: Sequence[Described]) -> dict[Pair, float]:
    """All pairs that are at least half alike."""
    from rapidfuzz import fuzz, process

    texts = [text.fold(f"{one.name} {one.street} {one.postcode} {one.city}") for one in told]
    found: dict[Pair, float] = {}
    for place, one in enumerate(texts):
        others = process.extract(
            one, texts[place + 1 :], scorer=fuzz.token_sort_ratio, score_cutoff=60, limit=None
        )
        found.update({(place, place + 1 + other): score / 100 for _text, score, other in others})
    return found


def splink(told: Sequence[Described]) -> dict[Pair, float]:
    """Pairs with the probability that splink gives them."""
    import pyarrow  # type: ignore[import-not-found]
    from splink import Linker, SettingsCreator, block_on  # type: ignore[import-not-found]
    from splink import comparison_library as compared
    from splink.backends.duckdb import DuckDBAPI  # type: ignore[import-not-found]

    rules = [
        block_on("name"), block_on("phone"), block_on("email"), block_on("domain"), block_on("vat"),
        block_on("street", "postcode"), block_on("postcode", "substr(name, 1, 3)"), block_on("first"), block_on("last"),
        block_on("substr(name, 1, 6)"), block_on("postcode", "last"),
    ]  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="place",
        comparisons=[
            compared.JaroWinklerAtThresholds("name", [0.95, 0.9, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            compared.LevenshteinAtThresholds("postcode", [1]),
            compared.LevenshteinAtThresholds("street", [1, 3]),
            compared.ExactMatch("phone"),
            compared.ExactMatch("email"),
            compared.ExactMatch("domain"),
            compared.LevenshteinAtThresholds("vat", [1]),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
    )
    table = DuckDBAPI().register(
        pyarrow.Table.from_pylist([_row(place, one) for place, one in enumerate(told)])
    )
    linker = Linker(table, settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("phone"), block_on("vat"), block_on("name", "postcode")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("postcode"), block_on("name"), block_on("phone")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    pairs = linker.inference.predict(threshold_match_probability=0.01).as_record_list()
    return {_ordered(row["place_l"], row["place_r"]): float(row["match_probability"]) for row in pairs}


def _ordered(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _row(place: int, one: Described) -> dict[str, Any]:
    words = name_words(one.name)
    row = {
        "name": " ".join(words), "first": words[0] if words else "", "last": words[-1] if words else "",
        "street": street_key(one.street), "postcode": one.postcode, "phone": "".join(one.phones[:1]),
        "email": "".join(one.emails[:1]), "domain": "".join(sorted(domains(one))[:1]), "vat": one.vat_number,
    }  # fmt: skip
    return {"place": place, **{name: value or None for name, value in row.items()}}
