"""The small map: its names can be read, whatever lies around."""

from __future__ import annotations

from itertools import combinations

import pytest

from tandem.base.places import drawing
from tandem.base.places.drawing import Box, Pin
from tandem.base.places.locating import PLACE, Spot

pytestmark = pytest.mark.django_db


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(
    "goal", [Spot(47.52, 9.43, PLACE), Spot(48.37, 10.89, PLACE), Spot(47.99, 8.82, PLACE)]
)
def test_no_name_lies_on_another_or_on_the_scale(goal: Spot) -> None:
    home = Spot(48.28, 9.72, PLACE)
    drawn = drawing.draw([Pin(home, "Tobias, Zuhause", "home"), Pin(goal, "Näf Förderanlagen AG", "goal")])
    assert drawn is not None
    assert len(drawn.towns) >= 3
    bar: Box = (0, drawn.height - 30, 12 + drawn.bar_px, drawn.height)
    names, taken = [town.box for town in drawn.towns], [bar, *(mark.box for mark in drawn.marks)]
    assert not [name for name in names if any(_meet(name, other) for other in taken)]
    assert not [pair for pair in combinations(names, 2) if _meet(*pair)]
