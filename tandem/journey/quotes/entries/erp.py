"""What lists of an ERP's quotes bring, change and, undone, take with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import BOTH, CHANGE, DOCUMENT, EntryType, entry_type
from tandem.journey.quotes.entries.quotes import money


@entry_type
@dataclass(frozen=True, kw_only=True)
class CameFromErp(EntryType):
    """A quote that the ERP made was taken in; it is followed up like our own."""

    key: ClassVar[str] = "quotes.came_from_erp"
    icon: ClassVar[str] = "database"
    group: ClassVar[str] = DOCUMENT
    quote_id: int
    number: str
    title: str
    net: str
    currency: str

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("From the ERP")

    def sentence(self) -> str:
        return _("Quote %(number)s taken over from the ERP, %(net)s") % {
            "number": self.number,
            "net": money(self.net, self.currency),
        }

    def detail(self) -> str:
        return self.title


@entry_type
@dataclass(frozen=True, kw_only=True)
class ErpChanged(EntryType):
    """The ERP has another sum, validity or document of a quote: a new version; or it says that the quote is lost."""

    key: ClassVar[str] = "quotes.erp_changed"
    icon: ClassVar[str] = "database"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = BOTH
    number: str
    version: int
    net: str
    currency: str
    asks_reason: bool = False

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return (
            _("Lost in the ERP") if self.asks_reason else _("V%(version)d sent") % {"version": self.version}
        )

    def sentence(self) -> str:
        words = {"number": self.number, "version": self.version, "net": money(self.net, self.currency)}
        if self.asks_reason:
            return _("Quote %(number)s is lost in the ERP; the reason is missing") % words
        return _("Quote %(number)s came from the ERP in version %(version)d, %(net)s") % words


@entry_type
@dataclass(frozen=True, kw_only=True)
class ErpTakenOut(EntryType):
    """A quote that a list had brought in is gone again, because that import was undone."""

    key: ClassVar[str] = "quotes.erp_taken_out"
    icon: ClassVar[str] = "undo-2"
    group: ClassVar[str] = CHANGE
    number: str
    title: str
    file: str

    def sentence(self) -> str:
        words = {"number": self.number, "file": self.file}
        return _("Quote %(number)s removed, because the import of %(file)s was undone") % words

    def detail(self) -> str:
        return self.title
