"""Loading what a company knows more exactly than what is shipped."""

from __future__ import annotations

import csv
import io
import statistics
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.places.models import Postcode
from tandem.base.tools.errors import Refused

# A postcode export of a country has less than 100 MB; Great Britain's, the largest, 180 MB unpacked.
_MOST_BYTES = 400_000_000
_COLUMNS = 12


class NoPostcodes(Refused):
    """The file is no postcode export."""


@transaction.atomic
def import_postcodes(*, path: Path) -> dict[str, int]:
    """Load a postcode export of GeoNames (tab separated text, or the zip with it); how many postcodes per country.

    The countries in the file are replaced, others stay. A postcode of several places lies at their median, because
    the postcodes of large companies are listed at odd places.
    """
    spots: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for number, row in enumerate(_rows(path), start=1):
        try:
            spots[row[0].upper()[:2], row[1].replace(" ", "")[:12]].append(_degrees(row[9], row[10]))
        except (IndexError, ValueError) as error:
            raise NoPostcodes(
                _(
                    "Line %(number)d is no line of a postcode export: country, postcode, place … latitude, longitude, "
                    "separated by tabs. Nothing was loaded."
                )
                % {"number": number}
            ) from error
    if not spots:
        raise NoPostcodes(_("There is no postcode in the file. Nothing was loaded."))
    counts: defaultdict[str, int] = defaultdict(int)
    rows = []
    for (country, postcode), places in spots.items():
        counts[country] += 1
        rows.append(
            Postcode(
                country=country,
                postcode=postcode,
                latitude=statistics.median(at[0] for at in places),
                longitude=statistics.median(at[1] for at in places),
            )
        )
    Postcode.objects.filter(country__in=counts).delete()
    Postcode.objects.bulk_create(rows, batch_size=5000)
    return dict(counts)


def _degrees(latitude: str, longitude: str) -> tuple[float, float]:
    north, east = float(latitude), float(longitude)
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise ValueError("no degrees")
    return north, east


def _rows(path: Path) -> Iterator[list[str]]:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from _from_archive(archive)
        else:
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile) as error:
        raise NoPostcodes(_("The file is no text in UTF-8. Nothing was loaded.")) from error


def _from_archive(archive: zipfile.ZipFile) -> Iterator[list[str]]:
    for member in archive.infolist():
        if not member.filename.lower().endswith(".txt") or member.filename.lower().startswith("readme"):
            continue
        if member.file_size > _MOST_BYTES:
            raise NoPostcodes(_("The file is larger than any postcode export. Nothing was loaded."))
        with archive.open(member) as file:
            lines = io.TextIOWrapper(file, encoding="utf-8", newline="")
            yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
