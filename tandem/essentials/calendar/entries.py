"""What this room writes into the journal.

These entries belong to no customer's file: whoever has bound the appointment to a matter (calls) listens to
them and tells the customer's journal in its own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import CHANGE, NOBODY, EntryType, entry_type
from tandem.essentials.calendar import moments


@entry_type
@dataclass(frozen=True, kw_only=True)
class AppointmentMoved(EntryType):
    """An appointment got another time."""

    key: ClassVar[str] = "calendar.moved"
    icon: ClassVar[str] = "calendar-clock"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    appointment_id: int
    # Moments in ISO 8601.
    before: str
    after: str
    # For who has bound the appointment to a customer: who wanted it moved, and why all the same.
    by_customer: bool = False
    reason: str | None = ""

    def sentence(self) -> str:
        return _("Appointment moved from %(before)s to %(after)s") % {
            "before": moments.told(self.before),
            "after": moments.told(self.after),
        }


@entry_type
@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(EntryType):
    """An appointment was called off."""

    key: ClassVar[str] = "calendar.cancelled"
    icon: ClassVar[str] = "calendar-x"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    appointment_id: int
    start: str
    reason: str | None = ""

    def sentence(self) -> str:
        return _("Appointment on %(start)s cancelled") % {"start": moments.told(self.start)}

    def detail(self) -> str:
        return self.reason or ""
