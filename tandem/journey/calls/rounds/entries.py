"""What a round writes into the journal: that it took place, and its minutes at each customer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.journal.entry_types import BOTH, CHANGE, NOBODY, EntryType, entry_type
from tandem.essentials.calendar import moments
from tandem.journey.calls.models import CALLING, DROPPED, VISITING, WISHES


def _day(stored: str) -> str:
    return filters.day(date.fromisoformat(stored)) if stored else ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class RoundHeld(EntryType):
    """A tandem's round began, ended, or was opened again; it concerns no customer."""

    key: ClassVar[str] = "calls.round_held"
    icon: ClassVar[str] = "messages-square"
    informs: ClassVar[str] = NOBODY
    tandem: str
    monday: str
    # proposed, begun, ended or reopened
    step: str
    count: int = 0

    def sentence(self) -> str:
        values = {
            "week": filters.week(date.fromisoformat(self.monday)),
            "tandem": self.tandem,
            "count": self.count,
        }
        sentences = {
            "proposed": _("Weekly round %(week)s of %(tandem)s: %(count)d candidates proposed"),
            "begun": _("Weekly round %(week)s of %(tandem)s began"),
            "ended": _("Weekly round %(week)s of %(tandem)s ended: %(count)d agreed"),
            "reopened": _("Weekly round %(week)s of %(tandem)s was opened again"),
        }
        return sentences.get(self.step, sentences["ended"]) % values


@entry_type
@dataclass(frozen=True, kw_only=True)
class RoundAgreed(EntryType):
    """The minutes of a round at one customer."""

    key: ClassVar[str] = "calls.round_agreed"
    icon: ClassVar[str] = "messages-square"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("note", "views")
    monday: str
    decision: str
    who: str = ""
    # A moment and a day in ISO 8601.
    start: str = ""
    until: str = ""
    note: str | None = ""
    # What each side had written: name, wish, background.
    views: list[list[str]] | None = field(default_factory=list)
    differed: bool = False

    def sentence(self) -> str:
        values = {
            "who": self.who,
            "start": moments.told(self.start) if self.start else "",
            "until": _day(self.until),
        }
        if self.decision == CALLING:
            return _("Weekly round: %(who)s calls on %(start)s") % values
        if self.decision == VISITING:
            words = (
                _("Weekly round: %(who)s arranges a visit, %(start)s")
                if self.start
                else _("Weekly round: %(who)s arranges a visit")
            )
            return words % values
        if self.decision == DROPPED:
            return _("Weekly round: not to be called for now")
        return _("Weekly round: wait until %(until)s") % values

    def detail(self) -> str:
        lines = [self.note or ""]
        for name, wish, background in self.views or []:
            wished = str(WISHES[wish]) if self.differed and wish in WISHES else ""
            words = ": ".join(filter(None, [wished, background]))
            lines += [_("%(name)s: %(words)s") % {"name": name, "words": words}] if words else []
        return "\n".join(filter(None, lines))


@entry_type
@dataclass(frozen=True, kw_only=True)
class AgreementTakenBack(EntryType):
    """The round was opened again: what it had agreed at this customer does not hold any more."""

    key: ClassVar[str] = "calls.agreement_taken_back"
    icon: ClassVar[str] = "undo-2"
    informs: ClassVar[str] = BOTH
    monday: str

    def sentence(self) -> str:
        week = filters.week(date.fromisoformat(self.monday))
        return _("Weekly round %(week)s is talked over again, its agreement does not hold for now") % {
            "week": week
        }
