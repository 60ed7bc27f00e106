"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import BOTH, CONTACT, EntryType, entry_type


@entry_type
@dataclass(frozen=True, kw_only=True)
class SatisfactionRecorded(EntryType):
    """The customer said how satisfied they are; the sale is complete."""

    key: ClassVar[str] = "care.satisfaction"
    icon: ClassVar[str] = "smile"
    group: ClassVar[str] = CONTACT
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("words", "further_need", "contact")
    score: int
    words: str | None = ""
    further_need: str | None = ""
    contact: str | None = ""
    life_cycle: str = ""

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Satisfaction %(score)d of 10") % {"score": self.score}

    def sentence(self) -> str:
        if self.contact:
            return _("Satisfaction %(score)d of 10, asked %(contact)s") % {
                "score": self.score,
                "contact": self.contact,
            }
        return _("Satisfaction %(score)d of 10") % {"score": self.score}

    def detail(self) -> str:
        parts = [_("“%(words)s”") % {"words": self.words} if self.words else ""]
        if self.further_need:
            parts.append(_("Further need: %(need)s") % {"need": self.further_need})
        return " · ".join(part for part in parts if part)
