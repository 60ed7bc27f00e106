"""What speaks against writing to the customer about an appointment: a port that a later room fills.

The calendar lies below the rules of contacts. Whoever knows them says beforehand how things stand (`advise`), and
listens to `CustomerTold` to refuse in the transaction of the mail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tandem.essentials.calendar.models import Appointment
from tandem.essentials.people.models import User


@dataclass(frozen=True, slots=True)
class Advice:
    """How things stand before the mail: a fragment of a page, and whether whoever writes all the same says why."""

    template: str
    context: dict[str, Any]
    needs_reason: bool


# The appointment, the address it would go to, who would write, when.
Adviser = Callable[[Appointment, str, User, datetime], Advice | None]
_advisers: list[Adviser] = []


def register(adviser: Adviser) -> None:
    """A room says what it knows before a mail; the same again changes nothing."""
    if adviser not in _advisers:
        _advisers.append(adviser)


def advise(appointment: Appointment, *, to: str, by: User, at: datetime) -> list[Advice]:
    """What whoever writes should know first."""
    found = (adviser(appointment, to, by, at) for adviser in _advisers)
    return [advice for advice in found if advice is not None]
