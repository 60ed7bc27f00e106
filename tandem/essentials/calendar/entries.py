"""What this room writes into the journal.

Moved and cancelled belong to no customer's file: whoever has bound the appointment to a matter (calls) listens to
them and tells the customer's journal in its own words. What was mailed to the customer does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import CHANGE, CONTACT, NOBODY, EntryType, entry_type
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
    # It goes back to where it was a moment ago: nothing new is agreed with anybody.
    is_undo: bool = False

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


@entry_type
@dataclass(frozen=True, kw_only=True)
class SeriesMoved(EntryType):
    """Appointments of a series got another time."""

    key: ClassVar[str] = "calendar.series_moved"
    icon: ClassVar[str] = "calendar-clock"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    series_id: int
    count: int
    after: str

    def sentence(self) -> str:
        return _("Series moved from %(after)s on: %(count)d appointments") % {
            "after": moments.told(self.after),
            "count": self.count,
        }


@entry_type
@dataclass(frozen=True, kw_only=True)
class SeriesCancelled(EntryType):
    """Appointments of a series were called off."""

    key: ClassVar[str] = "calendar.series_cancelled"
    icon: ClassVar[str] = "calendar-x"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    series_id: int
    count: int
    first: str
    reason: str | None = ""

    def sentence(self) -> str:
        return _("Series cancelled from %(first)s on: %(count)d appointments") % {
            "first": moments.told(self.first),
            "count": self.count,
        }

    def detail(self) -> str:
        return self.reason or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomerTold(EntryType):
    """The customer got a mail with the appointment for their calendar."""

    key: ClassVar[str] = "calendar.customer_told"
    icon: ClassVar[str] = "mail"
    group: ClassVar[str] = CONTACT
    informs: ClassVar[str] = NOBODY
    personal: ClassVar[tuple[str, ...]] = ("to", "reason")
    appointment_id: int
    start: str
    to: str | None = ""
    # invitation, new_time, cancellation; empty: the same to another address.
    what: str = ""
    # For who knows the rules of contacts: why all the same.
    reason: str | None = ""

    def sentence(self) -> str:
        values = {"start": moments.told(self.start)}
        if self.what == "cancellation":
            return _("Cancellation of %(start)s mailed to the customer") % values
        if self.what == "new_time":
            return _("New time %(start)s mailed to the customer") % values
        return _("Invitation for %(start)s mailed to the customer") % values

    def detail(self) -> str:
        return self.to or ""
