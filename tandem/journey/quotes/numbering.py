"""The numbers of the lines: items 10, 20, 30; what carries no number in print stands in between. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.journey.quotes.models.kinds import ITEM

STEP = 10


def positions(kinds: Sequence[str]) -> list[int]:
    """Where the lines of these kinds stand: an item ten further, a text, heading or page break one further.

    So the items are numbered 10, 20, 30 whatever stands between them; more than nine others move the next item on.
    """
    found: list[int] = []
    last = 0
    for kind in kinds:
        last = after(last, kind)
        found.append(last)
    return found


def after(last: int, kind: str) -> int:
    """The position of one more line at the end."""
    return (last // STEP + 1) * STEP if kind == ITEM else last + 1
