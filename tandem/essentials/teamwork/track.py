"""The line of one matter on its two lanes, as rows: what happened, and where it crossed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.base.design import parts
from tandem.base.journal.entry_types import HANDOVER
from tandem.base.journal.queries import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One event; `came_from` and `goes_to` are set where the line crosses to another lane."""

    told: Told
    run: str
    side: str
    came_from: str
    goes_to: str
    is_handover: bool


def rows(newest_first: Sequence[Told]) -> list[Row]:
    """The rows of a matter's history, the newest first."""
    drawn: list[Row] = []
    lane = ""
    for told in reversed(newest_first):
        before, lane = lane, told.entry.lane or lane
        crosses = bool(before) and _colour(before) != _colour(lane)
        from_customer = getattr(told.event, "channel", "") == "customer"
        drawn.append(
            Row(
                told=told,
                run=_colour(before if crosses else lane),
                side="customer" if from_customer else told.entry.side,
                came_from=before if crosses else "",
                goes_to=lane if crosses else "",
                is_handover=told.event.group == HANDOVER,
            )
        )
    return drawn[::-1]


def _colour(side: str) -> str:
    return parts.side_class(side)
