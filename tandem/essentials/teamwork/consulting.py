"""What a consultation means at a moment. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.essentials.teamwork.models import MYSELF, WAIT, Consultation

# Not answered yet; free to go; wait until a day; the partner does it.
PENDING, FREE, WAITING, THEIRS = "pending", "free", "waiting", "theirs"
# So long somebody may rely on an answer, or on none.
_HOLDS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """A consultation as it stood at a moment."""

    consultation: Consultation
    state: str
    # Nobody answered in time: free by the rule.
    expired: bool
    # From then on it says nothing any more.
    lapses_at: datetime

    @property
    def is_free(self) -> bool:
        return self.state == FREE


def read(consultation: Consultation, *, at: datetime) -> Consulted:
    """The consultation at a moment; an answer given later is not known yet, one given late still counts."""
    answered_at = consultation.answered_at
    if answered_at is None or answered_at > at:
        expired = at >= consultation.due_at
        state, holds_from = FREE if expired else PENDING, consultation.due_at
    else:
        expired, holds_from = False, max(answered_at, consultation.wait_until or answered_at)
        state = _reply(consultation, at=at)
    return Consulted(
        consultation=consultation, state=state, expired=expired, lapses_at=holds_from + _HOLDS
    )  # fmt: skip


def _reply(consultation: Consultation, *, at: datetime) -> str:
    if consultation.reply == MYSELF:
        return THEIRS
    if consultation.reply == WAIT and consultation.wait_until is not None and at < consultation.wait_until:
        return WAITING
    return FREE
