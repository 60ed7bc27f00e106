"""The Doppelspur of a customer's file: one line on two lanes, crossing at each handover. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.base.journal.entry_types import HANDOVER
from tandem.base.journal.queries import Told

# The lane of a side; whoever else acts (lead, expert, the system) leaves the line where it is.
_LANES = {"inside": "inside", "field": "field", "agent": "field", "key_account": "key_account"}
_RUNS = {"inside": "id", "field": "ad", "key_account": "kam"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the timeline, drawn between the row above (newer) and the row below (older).

    `kind` is 'event' (a node on a lane), 'handover' (words beside the crossing) or 'crossing' (that alone).
    `run` is the lane of the thick line through the row; a crossing leads from `came_from` to `goes_to`.
    """

    kind: str
    run: str
    at: datetime
    sentence: str = ""
    detail: str = ""
    icon: str = ""
    node: str = ""
    came_from: str = ""
    goes_to: str = ""
    pk: int = 0


def lane_of(side: str) -> str:
    """The lane of a side, '' for sides that have none."""
    return _LANES.get(side, "")


def run_class(lane: str) -> str:
    """The class of the thick line in a lane."""
    return _RUNS.get(lane, "")


def lines(newest_first: Sequence[Told], *, older: Told | None = None) -> list[Line]:
    """The rows of these events; `older` is the event below them: it says in which lane the line comes in."""
    before = _lanes_before(newest_first, older)
    drawn: list[Line] = []
    for told, came_from in zip(newest_first, before, strict=True):
        goes_to = lane_of(told.entry.lane) or came_from
        crosses = bool(came_from) and goes_to != came_from
        if told.event.group == HANDOVER:
            drawn.append(_handover(told, came_from=came_from or goes_to, goes_to=goes_to))
            continue
        if crosses:
            drawn.append(
                Line(
                    kind="crossing",
                    run=run_class(goes_to),
                    at=told.entry.at,
                    came_from=came_from,
                    goes_to=goes_to,
                )
            )
        drawn.append(_event(told, lane=came_from or goes_to))
    return drawn


def _lanes_before(newest_first: Sequence[Told], older: Told | None) -> list[str]:
    """For each event the lane in which the line was before it; '' before the first that has one."""
    lane = lane_of(older.entry.lane) if older is not None else ""
    before: list[str] = []
    for told in reversed(newest_first):
        before.append(lane)
        lane = lane_of(told.entry.lane) or lane
    return before[::-1]


def _handover(told: Told, *, came_from: str, goes_to: str) -> Line:
    return Line(
        kind="handover",
        run=run_class(goes_to),
        at=told.entry.at,
        sentence=told.event.sentence(),
        detail=told.event.detail(),
        icon=told.event.icon,
        came_from=came_from,
        goes_to=goes_to,
        pk=told.entry.pk,
    )


def _event(told: Told, *, lane: str) -> Line:
    return Line(
        kind="event",
        run=run_class(lane),
        at=told.entry.at,
        sentence=told.event.sentence(),
        detail=told.event.detail(),
        icon=told.event.icon,
        node=node_of(told),
        pk=told.entry.pk,
    )


def node_of(told: Told) -> str:
    """Where the node sits: the lane of who acted; in the middle for the customer and for the system."""
    if getattr(told.event, "channel", "") == "customer":
        return "customer"
    return lane_of(told.entry.side)
