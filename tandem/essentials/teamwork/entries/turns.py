"""What happened to a matter and its turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import BOTH, CHANGE, HANDOVER, NOBODY, EntryType, entry_type
from tandem.essentials.teamwork.entries.moments import moment
from tandem.essentials.teamwork.models import KINDS, NOTHING, OUTCOMES, WAITING_FOR


@entry_type
@dataclass(frozen=True, kw_only=True)
class MatterOpened(EntryType):
    """A matter began."""

    key: ClassVar[str] = "teamwork.opened"
    icon: ClassVar[str] = "plus"
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("description",)
    kind: str
    title: str
    description: str | None = ""

    def sentence(self) -> str:
        return _("%(kind)s opened: %(title)s") % {"kind": KINDS[self.kind], "title": self.title}

    def detail(self) -> str:
        return self.description or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class HandedOver(EntryType):
    """The turn passed with a briefing, or was offered."""

    key: ClassVar[str] = "teamwork.handed_over"
    icon: ClassVar[str] = "arrow-left-right"
    group: ClassVar[str] = HANDOVER
    personal: ClassVar[tuple[str, ...]] = ("briefing",)
    giver: str
    taker: str
    briefing: str | None
    offered: bool = False
    # Whose turn it was, where somebody else (a stand-in) gave it.
    owner: str = ""

    def sentence(self) -> str:
        giver = self.giver
        if self.owner:
            giver = _("%(giver)s (for %(owner)s)") % {"giver": self.giver, "owner": self.owner}
        names = {"giver": giver, "taker": self.taker}
        if self.offered:
            return _("%(giver)s offers %(taker)s the handover") % names
        return _("Handover %(giver)s to %(taker)s") % names

    def detail(self) -> str:
        return _("“%(briefing)s”") % {"briefing": self.briefing} if self.briefing else ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class HandoverAnswered(EntryType):
    """An offered handover was accepted, declined or taken back."""

    key: ClassVar[str] = "teamwork.handover_answered"
    icon: ClassVar[str] = "user-check"
    group: ClassVar[str] = HANDOVER
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    who: str
    answer: str
    reason: str | None = ""

    def sentence(self) -> str:
        sentences = {
            "accepted": _("%(who)s accepted the handover"),
            "declined": _("%(who)s declined the handover"),
            "taken_back": _("%(who)s took the handover back"),
        }
        return sentences[self.answer] % {"who": self.who}

    def detail(self) -> str:
        return self.reason or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class TakenOver(EntryType):
    """Somebody took the turn explicitly."""

    key: ClassVar[str] = "teamwork.taken_over"
    icon: ClassVar[str] = "user-check"
    group: ClassVar[str] = HANDOVER
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    who: str
    before: str
    reason: str | None
    # Until when nobody else takes the matter over; empty: for as long as the turn stays.
    until: str = ""

    def sentence(self) -> str:
        words = {"who": self.who, "before": self.before, "until": moment(self.until) if self.until else ""}
        if self.who == self.before:
            return _("%(who)s keeps it until %(until)s") % words
        if self.until:
            return _("%(who)s took over from %(before)s until %(until)s") % words
        return _("%(who)s took over from %(before)s") % words

    def detail(self) -> str:
        return self.reason or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class NextStepSet(EntryType):
    """The next step or its date changed; the turn stayed."""

    key: ClassVar[str] = "teamwork.next_step"
    icon: ClassVar[str] = "calendar-clock"
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    next_step: str
    due: str
    waiting_for: str = NOTHING
    reason: str | None = ""

    def sentence(self) -> str:
        return _("Next step: %(next_step)s, by %(due)s") % {
            "next_step": self.next_step,
            "due": moment(self.due),
        }

    def detail(self) -> str:
        waiting = ""
        if self.waiting_for != NOTHING:
            waiting = _("Waiting for: %(whom)s") % {
                "whom": WAITING_FOR.get(self.waiting_for, self.waiting_for)
            }
        return " · ".join(filter(None, [self.reason or "", waiting]))


@entry_type
@dataclass(frozen=True, kw_only=True)
class MatterClosed(EntryType):
    """A matter ended."""

    key: ClassVar[str] = "teamwork.closed"
    icon: ClassVar[str] = "circle-check"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("result",)
    title: str
    outcome: str
    result: str | None = ""

    def sentence(self) -> str:
        return _("%(title)s: %(outcome)s") % {"title": self.title, "outcome": OUTCOMES[self.outcome]}

    def detail(self) -> str:
        return self.result or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class MovedOn(EntryType):
    """A matter went on from a step that the company made itself."""

    key: ClassVar[str] = "teamwork.moved_on"
    icon: ClassVar[str] = "arrow-right"
    group: ClassVar[str] = CHANGE
    personal: ClassVar[tuple[str, ...]] = ("result",)
    before: str
    after: str
    result: str | None = ""

    def sentence(self) -> str:
        return _("On from “%(before)s” to “%(after)s”") % {"before": self.before, "after": self.after}

    def detail(self) -> str:
        return self.result or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class MovedToVersion(EntryType):
    """A running matter follows another version of the process from now on."""

    key: ClassVar[str] = "teamwork.moved_to_version"
    icon: ClassVar[str] = "waypoints"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    version: int
    before: str
    after: str

    def sentence(self) -> str:
        said = _("Follows version %(version)d of the process now") % {"version": self.version}
        if self.before == self.after:
            return said
        return said + _(": from “%(before)s” to “%(after)s”") % {"before": self.before, "after": self.after}
