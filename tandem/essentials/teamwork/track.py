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
    # Who did it, where the sentence does not say so itself.
    actor: str


def rows(newest_first: Sequence[tuple[Told, str]]) -> list[Row]:
    """The rows of a matter's history, each event with who did it, the newest first."""
    drawn: list[Row] = []
    lane = ""
    for told, actor in reversed(newest_first):
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
                actor="" if actor in told.event.sentence() else actor,
            )
        )
    return drawn[::-1]


def _colour(side: str) -> str:
    return parts.side_class(side)
