"""How far and how long from spot to spot."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.base.places.locating import Spot, km

# Roads are this much longer than the great circle. 1.3 is usual in Central Europe.
DETOUR = 1.3
# So far one drives through towns and on country roads, the rest mostly on larger ones.
NEAR_KM, NEAR_KMH, FAR_KMH = 20.0, 45.0, 85.0
# What a spot is not exact enough to tell: to the car, a place to park, to the door.
ON_FOOT_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Way:
    """Kilometres on the road and minutes from door to door, rounded up to whole ones."""

    km: int
    minutes: int


HERE = Way(km=0, minutes=0)


def way(start: Spot, end: Spot) -> Way:
    """An estimate without a map: the great circle times a detour, slower near than far."""
    if (start.latitude, start.longitude) == (end.latitude, end.longitude):
        return HERE
    road = km(start, end) * DETOUR
    hours = min(road, NEAR_KM) / NEAR_KMH + max(0.0, road - NEAR_KM) / FAR_KMH
    return Way(km=round(road), minutes=round(hours * 60) + ON_FOOT_MINUTES)
