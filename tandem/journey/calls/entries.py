"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import BOTH, CHANGE, CONTACT, EntryType, entry_type
from tandem.essentials.calendar import moments
from tandem.journey.calls.models import NO_INTEREST, NOT_REACHED, RESULTS


@entry_type
@dataclass(frozen=True, kw_only=True)
class CallLogged(EntryType):
    """A call with its result."""

    key: ClassVar[str] = "calls.logged"
    icon: ClassVar[str] = "phone"
    group: ClassVar[str] = CONTACT
    personal: ClassVar[tuple[str, ...]] = ("text", "contact")
    result: str
    contact: str | None = ""
    text: str | None = ""
    # A day in ISO 8601.
    again: str = ""

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Call")

    def sentence(self) -> str:
        values = {
            "contact": self.contact or "",
            "result": RESULTS.get(self.result, self.result),
            "again": moments.told_day(self.again),
        }
        if self.result == NOT_REACHED and self.again:
            if self.contact:
                return _("%(contact)s not reached, again on %(again)s") % values
            return _("Nobody reached, again on %(again)s") % values
        if self.result == NO_INTEREST:
            return _("Call: no interest, matter closed")
        head = _("Call with %(contact)s: %(result)s") if self.contact else _("Call: %(result)s")
        return head % values

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class VisitBooked(EntryType):
    """A visit stands in the shared calendar."""

    key: ClassVar[str] = "calls.visit_booked"
    icon: ClassVar[str] = "calendar-check"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    person: str
    # Moments in ISO 8601.
    start: str
    place: str = ""

    def sentence(self) -> str:
        return _("Visit by %(person)s agreed for %(start)s") % {
            "person": self.person,
            "start": moments.told(self.start),
        }

    def detail(self) -> str:
        return self.place


@entry_type
@dataclass(frozen=True, kw_only=True)
class VisitMoved(EntryType):
    """The visit got another time."""

    key: ClassVar[str] = "calls.visit_moved"
    icon: ClassVar[str] = "calendar-clock"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    before: str
    after: str
    # Whether the customer asked for it.
    by_customer: bool = False

    def sentence(self) -> str:
        return _("Visit moved from %(before)s to %(after)s") % {
            "before": moments.told(self.before),
            "after": moments.told(self.after),
        }

    def detail(self) -> str:
        return _("The customer asked for it.") if self.by_customer else ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class VisitCancelled(EntryType):
    """The visit does not take place; a new date is wanted."""

    key: ClassVar[str] = "calls.visit_cancelled"
    icon: ClassVar[str] = "calendar-x"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    start: str
    reason: str | None = ""

    def sentence(self) -> str:
        return _("Visit on %(start)s cancelled, a new date is wanted") % {"start": moments.told(self.start)}

    def detail(self) -> str:
        return self.reason or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class CallTakenBack(EntryType):
    """A result of a call was a slip and was taken back."""

    key: ClassVar[str] = "calls.taken_back"
    icon: ClassVar[str] = "undo-2"
    group: ClassVar[str] = CHANGE
    result: str

    def sentence(self) -> str:
        return _("Call taken back: %(result)s") % {"result": RESULTS.get(self.result, self.result)}
