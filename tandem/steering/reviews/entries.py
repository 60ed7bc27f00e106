"""What this room writes into the journal: that something happened, never what was said.

These entries hang on no customer and no matter, so that no timeline, search or export shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import NOBODY, EntryType, entry_type


@entry_type
@dataclass(frozen=True, kw_only=True)
class ConflictMoved(EntryType):
    """Something was raised, seen from the other side, proposed, gone up or solved."""

    key: ClassVar[str] = "reviews.conflict"
    icon: ClassVar[str] = "messages-square"
    informs: ClassVar[str] = NOBODY
    conflict: int
    # raised, view, proposed, answered, up, solved, rule_wanted
    what: str

    def sentence(self) -> str:
        return _("Something that was raised between two colleagues moved on")
