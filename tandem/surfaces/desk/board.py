"""The drawing of the process board: rows of 58 px, three lanes, the line between the steps. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROW, HEAD = 58, 44
# Centres of the lanes, as the columns of the board lie.
LANES = {"inside": 288, "field": 416, "key_account": 536}
CLASSES = {"inside": "id", "field": "ad", "key_account": "kam"}
_HALF, _TIP = 15, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the drawing needs to know of a step: who is responsible (two: jointly), who is involved."""

    responsible: tuple[str, ...]
    involved: tuple[str, ...]
    acts_first: str
    pill: str = ""

    @property
    def lane(self) -> str:
        """Where the line runs through: the lane of whoever acts first, jointly the left one."""
        if len(self.responsible) > 1:
            return "inside"
        return self.acts_first if self.acts_first in LANES else "inside"


@dataclass(frozen=True, slots=True)
class Path:
    """One stroke."""

    css: str
    d: str


@dataclass(frozen=True, slots=True)
class Pill:
    """The mark at a handover: how many wait, and how long."""

    x: int
    y: int
    text: str


@dataclass(slots=True)
class Drawing:
    """All strokes of the board."""

    height: int
    paths: list[Path]
    pills: list[Pill]


def draw(places: Sequence[Place]) -> Drawing:
    """The strokes between and beside the nodes."""
    drawing = Drawing(height=HEAD + ROW * len(places), paths=[], pills=[])
    for number, place in enumerate(places):
        middle = HEAD + ROW * number + ROW // 2
        drawing.paths += _beside(place, middle)
        if number + 1 < len(places):
            drawing.paths += _down(place.lane, places[number + 1].lane, middle)
            if place.pill:
                x = (LANES[place.lane] + LANES[places[number + 1].lane]) // 2
                drawing.pills.append(Pill(x=x, y=middle + ROW // 2, text=place.pill))
    return drawing


def _beside(place: Place, middle: int) -> list[Path]:
    """Dashed to whoever is involved."""
    if len(place.responsible) > 1:
        return []
    start = LANES[place.lane]
    return [Path("dash", f"M{start} {middle}H{LANES[side]}") for side in place.involved if side in LANES]


def _down(lane: str, following: str, middle: int) -> list[Path]:
    """The line to the next step: straight in its lane, or over to the other one in two colours."""
    top, bottom = middle + _HALF, middle + ROW - _HALF - _TIP + 1
    x, to = LANES[lane], LANES[following]
    tip = Path(f"tip {CLASSES[following]}", f"M{to - 5} {bottom - 2}l5 6 5-6")
    if x == to:
        return [Path(CLASSES[lane], f"M{x} {top}V{bottom}"), tip]
    half, between = (x + to) // 2, (top + bottom) // 2
    return [
        Path(CLASSES[lane], f"M{x} {top}C{x} {top + 11} {(x + half) // 2} {between} {half} {between}"),
        Path(
            CLASSES[following],
            f"M{half} {between}C{(half + to) // 2} {between} {to} {bottom - 11} {to} {bottom}",
        ),
        tip,
    ]


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of the bar of ages: x and width in percent."""

    css: str
    x: str
    width: str
    middle: str
    text: int


def bars(counts: Sequence[int], *, gap: float = 1.2, least: float = 11.0) -> list[Bar]:
    """The ages as a bar over the whole width; every part is wide enough for its number."""
    shown = [(number, count) for number, count in enumerate(counts, start=1) if count]
    total = sum(count for _number, count in shown)
    free = 100.0 - gap * (len(shown) - 1) - least * len(shown)
    found, x = [], 0.0
    for number, count in shown:
        width = least + free * count / total
        found.append(Bar(f"a{number}", f"{x:.2f}%", f"{width:.2f}%", f"{x + width / 2:.2f}%", count))
        x += width + gap
    return found
