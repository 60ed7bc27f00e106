"""Where addresses lie, without asking anybody outside; how exactly stands with each spot."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from pathlib import Path

from django.db.models import Q

from tandem.base.places import names
from tandem.base.places.models import Place, Postcode

# How exact a spot is: its postcode, the middle of its town, the middle of its area of postcodes (10 to 30 km).
POSTCODE, PLACE, AREA = "postcode", "place", "area"
COUNTRIES = frozenset({"AT", "CH", "DE", "LI"})
# A place of the name lies further from the middle of the postcode's area than this: another one is meant.
FAR_KM = 60.0
# A name that fits as a whole is preferred to one that is only begun by it, unless that lies so much nearer.
_WHOLE_NAME_KM = 15.0
EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Address:
    """What is known of where somebody is; `country` as in ISO 3166 ('DE'), the others may be empty."""

    country: str
    postcode: str
    city: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in degrees (WGS 84), and how exact it is."""

    latitude: float
    longitude: float
    exact: str


# A place by its country and one of its names: where it is, its whole name, its people.
_Named = dict[tuple[str, str], list[tuple[Spot, str, int]]]


def locate(addresses: Iterable[Address]) -> dict[Address, Spot]:
    """The spots of those addresses that can be found; two queries however many there are."""
    asked = {address for address in addresses if address.country in COUNTRIES}
    found = _by_postcode(asked)
    left = [address for address in asked if address not in found]
    named = _candidates(left)
    for address in left:
        spot = _spot(address, named)
        if spot is not None:
            found[address] = spot
    return found


def fits(addresses: Iterable[Address]) -> dict[Address, bool | None]:
    """Whether each place lies where its postcode does; None where one of them is not known. One query."""
    asked = set(addresses)
    named = _candidates(address for address in asked if address.country in COUNTRIES)
    return {address: _fits(address, named) for address in asked}


def _fits(address: Address, named: _Named) -> bool | None:
    area = area_of(address.country, address.postcode)
    if area is None or not address.city:
        return None
    near = [km(area, spot) <= FAR_KM for spot, _key, _size in _named(address, named)]
    return any(near) if near else None


def km(one: Spot, other: Spot) -> float:
    """Kilometres along the great circle (haversine: R. W. Sinnott, Sky and Telescope 68, 1984)."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((south - north) / 2) ** 2
    half += (
        math.cos(north) * math.cos(south) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def area_of(country: str, postcode: str) -> Spot | None:
    """The middle of the postcode's area: by as many of its first digits as are known, four at most."""
    areas = _areas()
    known = (areas.get((country, postcode[:digits])) for digits in (4, 3, 2))
    return next((area for area in known if area is not None), None)


def _by_postcode(addresses: set[Address]) -> dict[Address, Spot]:
    if not addresses:
        return {}
    rows = Postcode.objects.filter(
        country__in={address.country for address in addresses},
        postcode__in={address.postcode for address in addresses},
    ).values_list("country", "postcode", "latitude", "longitude")
    known = {
        (country, postcode): Spot(latitude, longitude, POSTCODE)
        for country, postcode, latitude, longitude in rows
    }
    return {
        address: known[address.country, address.postcode]
        for address in addresses
        if (address.country, address.postcode) in known
    }


def _candidates(addresses: Iterable[Address]) -> _Named:
    keys = {key for address in addresses for key in names.asked(address.city)}
    if not keys:
        return {}
    rows = Place.objects.filter(reduce(or_, (Q(key__in=keys), Q(head__in=keys)))).values_list(
        "country", "key", "head", "latitude", "longitude", "population"
    )
    found: defaultdict[tuple[str, str], list[tuple[Spot, str, int]]] = defaultdict(list)
    for country, key, head, latitude, longitude, population in rows:
        spot = Spot(latitude, longitude, PLACE)
        for name in {key, head}:
            found[country, name].append((spot, key, population))
    return found


def _named(address: Address, named: _Named) -> list[tuple[Spot, str, int]]:
    """The places that the address may mean: those of its most exact name that there is."""
    for key in names.asked(address.city):
        if found := named.get((address.country, key)):
            return found
    return []


def _spot(address: Address, named: _Named) -> Spot | None:
    area = area_of(address.country, address.postcode)
    places = _named(address, named)
    whole = names.key(address.city)
    if area is None:
        return max(places, key=lambda place: (place[1] == whole, place[2]))[0] if places else None
    distance: Callable[[tuple[Spot, str, int]], float] = lambda place: (  # noqa: E731
        km(area, place[0]) - (_WHOLE_NAME_KM if place[1] == whole else 0)
    )
    best = min(places, key=distance, default=None)
    return best[0] if best is not None and km(area, best[0]) <= FAR_KM else area


@lru_cache(maxsize=1)
def _areas() -> dict[tuple[str, str], Spot]:
    return {
        (country, digits): Spot(float(latitude), float(longitude), AREA)
        for country, digits, latitude, longitude in shipped("areas.tsv")
    }


def shipped(name: str) -> Iterable[list[str]]:
    """The rows of a table that comes with Tandem."""
    with (Path(__file__).parent / "data" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
