"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import BOTH, CHANGE, EntryType, entry_type
from tandem.essentials.consent.models import KINDS, SCOPES


@dataclass(frozen=True, kw_only=True)
class _About(EntryType):
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("who", "words")
    kind: str
    channel: str
    # The person; empty for the whole company.
    who: str | None
    words: str | None = ""

    def _parts(self) -> dict[str, str]:
        return {
            "kind": str(KINDS.get(self.kind, self.kind)),
            "what": str(SCOPES.get(self.channel, self.channel)),
            "who": self.who or _("the company"),
        }

    def detail(self) -> str:
        return self.words or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class BasisStated(_About):
    """Somebody stated on which basis we may be in touch, or that somebody does not want it."""

    key: ClassVar[str] = "consent.stated"
    icon: ClassVar[str] = "shield"

    def sentence(self) -> str:
        return _("%(kind)s: %(who)s (%(what)s)") % self._parts()


@entry_type
@dataclass(frozen=True, kw_only=True)
class BasisTakenBack(_About):
    """A statement was a mistake and was taken back; it stays in the history."""

    key: ClassVar[str] = "consent.taken_back"
    icon: ClassVar[str] = "undo-2"

    def sentence(self) -> str:
        return _("Taken back: %(kind)s, %(who)s (%(what)s)") % self._parts()
