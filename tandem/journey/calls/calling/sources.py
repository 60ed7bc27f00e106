"""The port through which later parts say who is to be called: the week's agreed list, a campaign.

    sources.register("round", agreed_this_week)

`agreed_this_week(user, acting, at)` gives, in the order in which they are to be called, what has been agreed: customer,
contact, matter or none, reason, background, best time. Call mode looks after the rest: who may be seen, who has
objected, whom somebody else has on the line, who was called already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """One call that is to be made."""

    customer_id: int
    reason: str
    contact_id: int | None = None
    # A matter at the step of arranging an appointment; without one it begins with the first result that leads on.
    matter_id: int | None = None
    # A task of calling, which the result finishes.
    task_id: int | None = None
    background: str = ""
    best_time: str = ""

    @property
    def key(self) -> str:
        """What it is about, as a page sends it back."""
        if self.matter_id is not None:
            return f"m{self.matter_id}"
        return f"t{self.task_id}" if self.task_id is not None else f"c{self.customer_id}"


# For a person, with the ids of those they act for (their own among them), at a moment.
Source = Callable[[User, list[int], datetime], Iterable[Agreed]]
_sources: dict[str, Source] = {}


def register(key: str, source: Source) -> None:
    """A part of Tandem says what is agreed to be called; the same key again replaces it."""
    _sources[key] = source


def all_agreed(user: User, at: datetime) -> list[Agreed]:
    """What every source has agreed for a person, source by source; one call per company."""
    acting = [user.pk, *people.stand_ins(day=timezone.localdate(at)).represented_by(user)]
    found: dict[int, Agreed] = {}
    for source in _sources.values():
        for one in source(user, acting, at):
            found.setdefault(one.customer_id, one)
    return list(found.values())
