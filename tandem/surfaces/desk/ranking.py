"""What comes first today: one order for everything that is somebody's turn. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

# The places of the day's list, first to last.
BLOCKED, PROMISE, SOON, HANDOVER, TODAY, OVERDUE, LATER, UNDATED = range(1, 9)

_SOON = timedelta(minutes=30)
_BLOCKS_WITHIN = timedelta(hours=24)
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the order needs to know of one row.

    `needed_at` is a colleague's fixed time that waits for it; `waits` says that a colleague waits at all;
    `promised` that a customer was told so; `starts_at` that it is an appointment.
    """

    due_at: datetime | None
    needed_at: datetime | None = None
    starts_at: datetime | None = None
    waits: bool = False
    promised: bool = False
    urgent: bool = False
    value: Decimal | None = None


def place(standing: Standing, *, at: datetime, day_ends: datetime) -> int:
    """Where a row stands: the first of the eight places whose condition it meets."""
    pressing = _pressing(standing, at=at)
    if pressing is not None:
        return pressing
    if standing.due_at is None:
        return UNDATED
    if standing.due_at < at:
        return OVERDUE
    return TODAY if standing.due_at <= day_ends else LATER


def _pressing(standing: Standing, *, at: datetime) -> int | None:
    """The four places for which somebody waits or the clock runs."""
    if standing.needed_at is not None and standing.needed_at <= at + _BLOCKS_WITHIN:
        return BLOCKED
    if standing.promised and standing.due_at is not None and standing.due_at < at:
        return PROMISE
    if standing.starts_at is not None and at - _SOON <= standing.starts_at <= at + _SOON:
        return SOON
    if standing.waits:
        return HANDOVER
    return None


def order(standing: Standing, *, at: datetime, day_ends: datetime) -> tuple[int, bool, Decimal, float]:
    """The sort key: the place; urgent before not; what is due today by value; then whatever is due first."""
    where = place(standing, at=at, day_ends=day_ends)
    first = standing.needed_at if where == BLOCKED else standing.due_at
    worth = -(standing.value or _NOTHING) if where == TODAY else _NOTHING
    return where, not standing.urgent, worth, first.timestamp() if first is not None else float("inf")
