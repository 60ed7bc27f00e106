"""A small map of some spots, drawn on the server: no tiles, nobody outside learns where a customer is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tandem.base.places.locating import Spot
from tandem.base.places.models import Place

# One degree of latitude.
_KM = 111.2
# Around the outermost spots, so that labels and some country find their place.
_MARGIN = 0.14
_LEAST_KM = 24.0
_MOST_TOWNS = 7
# What a label takes, in pixels: each letter, its line, and the gap to its mark.
_LETTER, _LINE, _GAP = 6.0, 18.0, 12.0
# The bar for the scale stands so far from the lower left corner.
_BAR_EDGE, _BAR_HIGH = 12.0, 34.0
_LEFT_FROM = 0.62
_SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Pin:
    """Something to mark: where, what it is called, and its kind ('home', 'stop', 'goal'), which decides its look."""

    spot: Spot
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A pin or town in pixels from the upper left; near the right edge its label stands on the left."""

    x: float
    y: float
    label: str
    kind: str
    is_left: bool = False

    @property
    def box(self) -> Box:
        """What the mark and its label cover: left, top, right, bottom."""
        wide = _GAP + _LETTER * len(self.label)
        left, right = (wide, _GAP / 2) if self.is_left else (_GAP / 2, wide)
        return self.x - left, self.y - _LINE / 2, self.x + right, self.y + _LINE / 2


@dataclass(frozen=True, slots=True)
class Map:
    """What the template draws: marks, the way from mark to mark, towns around, and a bar for the scale."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    way: str
    towns: tuple[Mark, ...]
    bar_km: int
    bar_px: float


def draw(pins: Sequence[Pin], *, width: int = 320, height: int = 220) -> Map | None:
    """The pins on a map, the way through them in their order; None without any. One query, for the towns."""
    if not pins:
        return None
    north, south = max(p.spot.latitude for p in pins), min(p.spot.latitude for p in pins)
    east, west = max(p.spot.longitude for p in pins), min(p.spot.longitude for p in pins)
    middle_y, middle_x = (north + south) / 2, (east + west) / 2
    narrow = math.cos(math.radians(middle_y))
    wide_km = max((east - west) * narrow * _KM, _LEAST_KM) * (1 + 2 * _MARGIN)
    high_km = max((north - south) * _KM, _LEAST_KM * height / width) * (1 + 2 * _MARGIN)
    per_km = min(width / wide_km, height / high_km)

    def at(latitude: float, longitude: float) -> tuple[float, float]:
        x = width / 2 + (longitude - middle_x) * narrow * _KM * per_km
        y = height / 2 - (latitude - middle_y) * _KM * per_km
        return round(x, 1), round(y, 1)

    places = [(*at(p.spot.latitude, p.spot.longitude), p) for p in pins]
    marks = tuple(Mark(x, y, pin.label, pin.kind, is_left=x > width * _LEFT_FROM) for x, y, pin in places)
    half_y, half_x = height / 2 / per_km / _KM, width / 2 / per_km / _KM / narrow
    around = Place.objects.filter(
        latitude__range=(middle_y - half_y, middle_y + half_y),
        longitude__range=(middle_x - half_x, middle_x + half_x),
    ).order_by("-population")[:40]
    bar_km = next((km for km in reversed(_SCALES_KM) if km * per_km <= width / 3), _SCALES_KM[0])
    bar: Box = (0, height - _BAR_HIGH, _BAR_EDGE + bar_km * per_km, height)
    towns: list[Mark] = []
    for place in around:
        x, y = at(place.latitude, place.longitude)
        town = Mark(x, y, place.name, "town", is_left=x > width * _LEFT_FROM)
        inside = 30 < x < width - 30 and 14 < y < height - 14
        if inside and not any(
            _lies_on(town.box, other) for other in (bar, *(m.box for m in (*marks, *towns)))
        ):
            towns.append(town)
    return Map(
        width=width,
        height=height,
        marks=marks,
        way=" ".join(f"{mark.x},{mark.y}" for mark in marks),
        towns=tuple(towns[:_MOST_TOWNS]),
        bar_km=bar_km,
        bar_px=round(bar_km * per_km, 1),
    )


def _lies_on(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
