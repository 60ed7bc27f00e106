"""Ways on real roads, by a routing server of the company's own (OSRM's table service); estimated where there is none.

    TANDEM_ROUTING_URL=http://osrm.firma.local:5000

API: https://project-osrm.org/docs/v5.24.0/api/#table-service
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection
from itertools import product
from urllib.parse import urlsplit

from django.conf import settings

from tandem.base.places import travel
from tandem.base.places.locating import Spot
from tandem.base.places.travel import ON_FOOT_MINUTES, Way
from tandem.base.tools import outgoing

_log = logging.getLogger(__name__)
# Somebody waits on the phone: after this the estimate has to do.
SECONDS = 2.0
# What the public builds of the server answer at most; more are estimated.
MOST_SPOTS = 100

Ways = Callable[[Spot, Spot], Way]


def between(spots: Collection[Spot]) -> Ways:
    """How to get from each of these spots to each other. At most one question to the routing server."""
    known = _asked(sorted(set(spots), key=lambda spot: (spot.latitude, spot.longitude)))
    return lambda start, end: known.get((start, end)) or travel.way(start, end)


def _asked(spots: list[Spot]) -> dict[tuple[Spot, Spot], Way]:
    base = settings.ROUTING_URL.rstrip("/")
    if not base or not 1 < len(spots) <= MOST_SPOTS:
        return {}
    places = ";".join(f"{spot.longitude:.5f},{spot.latitude:.5f}" for spot in spots)
    address = f"{base}/table/v1/driving/{places}?annotations=duration,distance"
    try:
        answer = outgoing.fetch(address, private_hosts=[urlsplit(base).hostname or ""], seconds=SECONDS)
        return _read(json.loads(answer), spots)
    except (outgoing.Unreachable, ValueError, KeyError, IndexError, TypeError) as error:
        # The estimate holds, and nobody on the phone waits; whoever runs Tandem reads why.
        _log.warning("The routing server gave no ways: %s", error)
        return {}


def _read(told: dict[str, list[list[float | None]]], spots: list[Spot]) -> dict[tuple[Spot, Spot], Way]:
    found = {}
    for (row, start), (column, end) in product(enumerate(spots), repeat=2):
        seconds, metres = told["durations"][row][column], told["distances"][row][column]
        if start != end and seconds is not None and metres is not None:
            minutes = round(seconds / 60) + ON_FOOT_MINUTES
            found[start, end] = Way(km=round(metres / 1000), minutes=minutes)
    return found
