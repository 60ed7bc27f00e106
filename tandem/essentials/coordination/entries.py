"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.journal.entry_types import BOTH, CHANGE, EntryType, entry_type
from tandem.essentials.coordination.models import LEVELS


@entry_type
@dataclass(frozen=True, kw_only=True)
class Escalated(EntryType):
    """A missed date was brought up to the partner, to coordination or to sales management; the turn stayed."""

    key: ClassVar[str] = "coordination.escalated"
    icon: ClassVar[str] = "clock-arrow-up"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("what",)
    level: int
    what: str | None
    missed: str
    # By name, where it is one person who learns of it.
    told: str = ""

    def sentence(self) -> str:
        return _("The date of “%(what)s” has passed; now %(whom)s knows") % {
            "what": self.what or "",
            "whom": self.told or LEVELS[self.level],
        }

    def detail(self) -> str:
        local = timezone.localtime(datetime.fromisoformat(self.missed))
        day = formats.day(local, this_year=local.year, language=get_language() or "de")
        return _("It was due %(moment)s. Whose turn it is has not changed.") % {
            "moment": f"{day}{formats.NBSP}{local:%H:%M}"
        }
