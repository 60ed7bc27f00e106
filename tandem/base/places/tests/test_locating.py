"""An address is found by postcode, by its place or by its area, and the right one of many places of a name is meant."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from pathlib import Path

import pytest

from tandem.base.places import actions, locating, names, travel
from tandem.base.places.locating import AREA, PLACE, POSTCODE, Address, Spot
from tandem.base.places.models import Postcode

pytestmark = pytest.mark.django_db
EXPORTS = Path(__file__).resolve().parents[5] / "shared" / "data" / "geonames"
ULM = Spot(48.4, 9.99, PLACE)


@pytest.mark.parametrize(
    ("country", "postcode", "city", "latitude", "longitude"),
    [
        ("DE", "89073", "Ulm", 48.40, 9.99),
        ("DE", "89079", "Ulm-Wiblingen", 48.36, 9.98),
        ("DE", "60311", "Frankfurt/Main", 50.11, 8.68),
        ("DE", "15230", "Frankfurt (Oder)", 52.34, 14.55),
        ("DE", "67433", "Neustadt a. d. Weinstraße", 49.35, 8.14),
        ("DE", "91413", "Neustadt/Aisch", 49.58, 10.61),
        ("CH", "9000", "St. Gallen", 47.42, 9.37),
        ("AT", "5020", "SALZBURG", 47.80, 13.04),
        ("LI", "9490", "Vaduz", 47.14, 9.52),
    ],
)
def test_the_place_that_is_meant(
    country: str, postcode: str, city: str, latitude: float, longitude: float
) -> None:
    address = Address(country, postcode, city)
    found = locating.locate([address])[address]
    assert locating.km(found, Spot(latitude, longitude, PLACE)) < 10


def test_without_a_postcode_the_largest_of_the_name_is_meant() -> None:
    address = Address("DE", "", "Frankfurt")
    assert locating.km(locating.locate([address])[address], Spot(50.11, 8.68, PLACE)) < 10


def test_an_unknown_place_lies_in_the_middle_of_its_area() -> None:
    address = Address("DE", "89134", "Nirgendwohausen")
    found = locating.locate([address])[address]
    assert found.exact == AREA
    assert locating.km(found, ULM) < 20


@pytest.mark.parametrize(
    "address", [Address("FR", "75001", "Paris"), Address("DE", "", ""), Address("", "", "Ulm")]
)
def test_what_is_not_known_is_left_out(address: Address) -> None:
    assert locating.locate([address]) == {}


def test_a_postcode_fits_its_place_or_not_or_nobody_knows() -> None:
    expected = {
        Address("DE", "89073", "Ulm"): True,
        Address("DE", "20095", "Ulm"): False,
        Address("DE", "89073", "Nirgendwohausen"): None,
        Address("DE", "", "Ulm"): None,
        Address("FR", "75001", "Paris"): None,
    }
    assert locating.fits(expected) == expected


def test_a_loaded_postcode_is_exact_and_at_the_median_of_its_places(tmp_path: Path) -> None:
    file = tmp_path / "DE.txt"
    rows = [("48.30", "9.90"), ("48.35", "9.95"), ("54.00", "14.00")]
    file.write_text(
        "".join(f"DE\t89134\tBlaustein\tBW\t01\t\t\t\t\t{north}\t{east}\t4\n" for north, east in rows)
    )
    assert actions.import_postcodes(path=file) == {"DE": 1}
    address = Address("DE", "89134", "Blaustein")
    assert locating.locate([address])[address] == Spot(48.35, 9.95, POSTCODE)
    assert actions.import_postcodes(path=file) == {"DE": 1}
    assert Postcode.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"Kunde;Ort\n1;Ulm\n", b"\xff\xfe\x00", b"DE\t1\tA\t\t\t\t\t\t\t900\t9\t4\n"]
)
def test_a_file_that_is_no_export_loads_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(content)
    with pytest.raises(actions.NoPostcodes):
        actions.import_postcodes(path=file)
    assert not Postcode.objects.exists()


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the postcode exports lie beside the checkout")
def test_addresses_are_found_as_near_as_the_name_of_a_place_can_be() -> None:
    """Against GeoNames' own postcodes: half lie within 4 km, nineteen of twenty within 25."""
    with zipfile.ZipFile(EXPORTS / "DE.zip") as archive:
        lines = io.StringIO(archive.read("DE.txt").decode())
    rows = random.Random(7).sample(list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)), 2000)
    addresses = [Address(row[0], row[1], row[2]) for row in rows]
    found = locating.locate(addresses)
    far = sorted(
        locating.km(found[address], Spot(float(row[9]), float(row[10]), POSTCODE))
        for address, row in zip(addresses, rows, strict=True)
    )
    assert far[1000] < 4
    assert far[1900] < 25


def test_a_way_is_longer_than_the_great_circle_and_takes_its_time() -> None:
    ravensburg = Spot(47.78, 9.61, PLACE)
    way = travel.way(ULM, ravensburg)
    assert 90 <= way.km <= 105
    assert 70 <= way.minutes <= 95
    assert travel.way(ULM, ULM) == travel.HERE


def test_heads_of_names() -> None:
    assert names.head("Neustadt an der Aisch") == "neustadt"
    assert names.head("Frankfurt/Oder") == "frankfurt"
    assert names.head("Am Mellensee") == "am mellensee"
    assert names.key("St. Pölten") == "sankt poelten"
