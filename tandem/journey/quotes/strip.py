"""The way of a matter as a strip: two lanes, a node per event, the line where the turn is. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

# Heights in the drawing of one cell, 0 to 48: inside above, field below, the customer between.
LANES = {"inside": 13.0, "field": 31.0, "key_account": 31.0, "customer": 22.0}
MIDDLE = 22.0
CLASSES = {"inside": "id", "field": "ad", "key_account": "kam"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Something that happened or is planned; `side` is where the turn is from then on."""

    side: str
    icon: str
    label: str
    at: date | datetime | None
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Half a cell of line: where it runs, in whose colour, dashed when planned."""

    path: str
    css: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One event with the line to it and from it."""

    stop: Stop
    lane: str
    pieces: tuple[Piece, ...]


def cells(stops: Sequence[Stop]) -> list[Cell]:
    """The strip's cells, left to right."""
    return [
        Cell(stop=stop, lane=_lane(stop.side), pieces=tuple(_pieces(stops, place)))
        for place, stop in enumerate(stops)
    ]


def _lane(side: str) -> str:
    return side if side in LANES else "field"


def _pieces(stops: Sequence[Stop], place: int) -> list[Piece]:
    stop = stops[place]
    here = LANES[_lane(stop.side)]
    before = stops[place - 1] if place else None
    after = stops[place + 1] if place + 1 < len(stops) else None
    pieces = []
    if before is None:
        pieces.append(_piece(here, here, 0, stop.side, planned=stop.planned))
    else:
        border = _border(before.side, stop.side)
        pieces.append(_piece(border, here, 0, stop.side, planned=stop.planned))
    if after is not None:
        pieces.append(_piece(here, _border(stop.side, after.side), 50, stop.side, planned=after.planned))
    return pieces


def _border(left: str, right: str) -> float:
    """Where the line passes from one cell to the next: half-way between two lanes."""
    return (LANES[_lane(left)] + LANES[_lane(right)]) / 2


def _piece(start: float, end: float, left: float, side: str, *, planned: bool) -> Piece:
    middle, right = left + 25, left + 50
    path = f"M{left:g} {start:g}C{middle:g} {start:g} {middle:g} {end:g} {right:g} {end:g}"
    return Piece(path=path, css=CLASSES.get(side, "kd"), planned=planned)
