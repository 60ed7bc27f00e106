"""The strokes of the process board and the bar of ages."""

from __future__ import annotations

import pytest

from tandem.surfaces.desk import board
from tandem.surfaces.desk.board import Place


def _place(lane: str, *involved: str, pill: str = "") -> Place:
    return Place(responsible=(lane,), involved=involved, acts_first=lane, pill=pill)


def test_the_line_runs_straight_in_a_lane_and_crosses_in_two_colours() -> None:
    drawing = board.draw([_place("inside"), _place("inside"), _place("field")])
    assert [path.css for path in drawing.paths] == ["id", "tip id", "id", "ad", "tip ad"]
    assert drawing.height == 44 + 3 * 58


def test_whoever_is_involved_is_joined_by_a_dashed_line() -> None:
    drawing = board.draw([_place("inside", "field", "key_account")])
    assert [path.css for path in drawing.paths] == ["dash", "dash"]


def test_waiting_handovers_are_marked_between_the_steps() -> None:
    drawing = board.draw([_place("inside", pill="6 · 1,1 T"), _place("field")])
    assert [(pill.x, pill.y, pill.text) for pill in drawing.pills] == [(352, 102, "6 · 1,1 T")]


@pytest.mark.parametrize("counts", [(1, 0, 0), (5, 2, 1), (0, 0, 400), (1, 1, 900)])
def test_the_bar_fills_the_width_and_every_part_can_hold_its_number(counts: tuple[int, int, int]) -> None:
    bars = board.bars(counts)
    assert [bar.text for bar in bars] == [count for count in counts if count]
    last = bars[-1]
    assert float(last.x[:-1]) + float(last.width[:-1]) == pytest.approx(100, abs=0.1)
    assert all(float(bar.width[:-1]) >= 10.9 for bar in bars)


def test_an_empty_step_has_no_bar() -> None:
    assert board.bars((0, 0, 0)) == []
