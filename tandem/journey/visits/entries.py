"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import BOTH, CONTACT, EntryType, entry_type
from tandem.journey.visits.models import NOT_THERE, RESULTS


@entry_type
@dataclass(frozen=True, kw_only=True)
class VisitReported(EntryType):
    """A visit took place and was reported."""

    key: ClassVar[str] = "visits.reported"
    icon: ClassVar[str] = "map-pin"
    group: ClassVar[str] = CONTACT
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("contacts", "requirement", "outcome")
    result: str
    contacts: str | None = ""
    requirement: str | None = ""
    outcome: str | None = ""
    next_step: str = ""
    next_person: str = ""

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Visit")

    def sentence(self) -> str:
        if self.result == NOT_THERE:
            return _("Visit: nobody there")
        values = {"contacts": self.contacts or "", "result": RESULTS.get(self.result, self.result)}
        if self.contacts:
            return _("Visit to %(contacts)s: %(result)s") % values
        return _("Visit: %(result)s") % values

    def detail(self) -> str:
        lines = []
        if self.requirement:
            lines.append(_("Requirement: %(text)s") % {"text": self.requirement})
        if self.outcome:
            lines.append(_("Outcome: %(text)s") % {"text": self.outcome})
        if self.next_step and self.next_person:
            lines.append(
                _("Next: %(step)s (%(person)s)") % {"step": self.next_step, "person": self.next_person}
            )
        return "\n".join(lines)
