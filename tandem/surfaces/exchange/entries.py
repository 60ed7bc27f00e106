"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import CHANGE, EntryType, entry_type
from tandem.essentials.customers.entries import told


@entry_type
@dataclass(frozen=True, kw_only=True)
class ImportUndone(EntryType):
    """What an import brought was taken back: the customer itself, or the values it changed."""

    key: ClassVar[str] = "exchange.undone"
    icon: ClassVar[str] = "undo-2"
    group: ClassVar[str] = CHANGE
    personal: ClassVar[tuple[str, ...]] = ("changes",)
    file: str
    removed: bool = False
    # (label message id, before, after)
    changes: list[list[str]] | None = field(default_factory=list)

    def sentence(self) -> str:
        if self.removed:
            return _("Removed, because the import of %(file)s was undone") % {"file": self.file}
        return _("Import of %(file)s undone") % {"file": self.file}

    def detail(self) -> str:
        return told(self.changes)
