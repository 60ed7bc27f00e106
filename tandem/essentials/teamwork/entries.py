"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.journal.entry_types import BOTH, CHANGE, CONTACT, HANDOVER, NOBODY, EntryType, entry_type
from tandem.essentials.teamwork.models import GO, KINDS, MYSELF, NOTHING, OUTCOMES, WAIT, WAITING_FOR


def _moment(text: str) -> str:
    """A stored moment in the reader's zone and language: `Do 26.11. 17:00`."""
    local = timezone.localtime(datetime.fromisoformat(text))
    day = formats.day(local, this_year=local.year, language=get_language() or "de")
    return f"{day}{formats.NBSP}{local:%H:%M}"


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
        words = {"who": self.who, "before": self.before, "until": _moment(self.until) if self.until else ""}
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
            "due": _moment(self.due),
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
class Noted(EntryType):
    """A contact with the customer or a note, in words."""

    key: ClassVar[str] = "teamwork.noted"
    icon: ClassVar[str] = "message-square-quote"
    group: ClassVar[str] = CONTACT
    personal: ClassVar[tuple[str, ...]] = ("text", "contact")
    channel: str
    text: str | None
    contact: str | None = ""
    # What a call or mail was about (`contacts.OCCASIONS`).
    about: str = ""

    def sentence(self) -> str:
        names = {
            "call": pgettext("channel", "Call"),
            "mail": pgettext("channel", "E-mail"),
            "customer": pgettext("channel", "From the customer"),
            "note": pgettext("channel", "Note"),
        }
        head = names.get(self.channel, names["note"])
        return (
            _("%(what)s with %(contact)s") % {"what": head, "contact": self.contact} if self.contact else head
        )

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class QuestionAsked(EntryType):
    """A question to a colleague."""

    key: ClassVar[str] = "teamwork.question_asked"
    icon: ClassVar[str] = "circle-help"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    asker: str
    asked: str
    text: str | None

    def sentence(self) -> str:
        return _("%(asker)s asks %(asked)s") % {"asker": self.asker, "asked": self.asked}

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(EntryType):
    """The answer to a question."""

    key: ClassVar[str] = "teamwork.question_answered"
    icon: ClassVar[str] = "messages-square"
    personal: ClassVar[tuple[str, ...]] = ("text", "answer")
    who: str
    text: str | None
    answer: str | None

    def sentence(self) -> str:
        return _("%(who)s answered: %(answer)s") % {"who": self.who, "answer": self.answer or ""}

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class QuestionReopened(EntryType):
    """An answer did not help yet: the question is open again, with the reason."""

    key: ClassVar[str] = "teamwork.question_reopened"
    icon: ClassVar[str] = "undo-2"
    personal: ClassVar[tuple[str, ...]] = ("text", "reason")
    who: str
    asked: str
    text: str | None
    reason: str | None

    def sentence(self) -> str:
        return _("%(who)s asks %(asked)s again: %(reason)s") % {
            "who": self.who,
            "asked": self.asked,
            "reason": self.reason or "",
        }

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class Reminded(EntryType):
    """Somebody who waits asked again."""

    key: ClassVar[str] = "teamwork.reminded"
    icon: ClassVar[str] = "bell"
    personal: ClassVar[tuple[str, ...]] = ("what",)
    who: str
    whom: str
    what: str | None

    def sentence(self) -> str:
        return _("%(who)s reminds %(whom)s") % {"who": self.who, "whom": self.whom}

    def detail(self) -> str:
        return self.what or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class ConsultationAsked(EntryType):
    """Somebody asked the partner before contacting the customer."""

    key: ClassVar[str] = "teamwork.consultation_asked"
    icon: ClassVar[str] = "messages-square"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    asker: str
    asked: str
    due: str
    text: str | None = ""

    def sentence(self) -> str:
        words = {"asker": self.asker, "asked": self.asked, "due": _moment(self.due)}
        return _("%(asker)s asks %(asked)s before a contact, answer by %(due)s") % words

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class ConsultationAnswered(EntryType):
    """The partner said what shall happen."""

    key: ClassVar[str] = "teamwork.consultation_answered"
    icon: ClassVar[str] = "messages-square"
    personal: ClassVar[tuple[str, ...]] = ("background",)
    who: str
    reply: str
    until: str = ""
    background: str | None = ""

    def sentence(self) -> str:
        sentences = {
            GO: _("%(who)s: go ahead"),
            WAIT: _("%(who)s: wait until %(until)s"),
            MYSELF: _("%(who)s: I do it myself"),
        }
        until = _moment(self.until).split(formats.NBSP)[0] if self.until else ""
        return sentences[self.reply] % {"who": self.who, "until": until}

    def detail(self) -> str:
        return self.background or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class RequestTaken(EntryType):
    """A customer called or wrote and somebody took it down."""

    key: ClassVar[str] = "teamwork.request_taken"
    icon: ClassVar[str] = "phone-incoming"
    group: ClassVar[str] = CONTACT
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("title", "description", "contact")
    title: str | None
    description: str | None = ""
    contact: str | None = ""
    urgent: bool = False

    def sentence(self) -> str:
        names = {"contact": self.contact or "", "title": self.title or ""}
        if self.urgent:
            return (
                _("Urgent request from %(contact)s: %(title)s") % names
                if self.contact
                else _("Urgent request: %(title)s") % names
            )
        return (
            _("Request from %(contact)s: %(title)s") % names
            if self.contact
            else _("Request: %(title)s") % names
        )

    def detail(self) -> str:
        return self.description or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class TaskAdded(EntryType):
    """A task was given to somebody."""

    key: ClassVar[str] = "teamwork.task_added"
    icon: ClassVar[str] = "list-checks"
    title: str
    who: str
    due: str

    def sentence(self) -> str:
        return _("Task for %(who)s: %(title)s, by %(due)s") % {
            "who": self.who,
            "title": self.title,
            "due": _moment(self.due),
        }


@entry_type
@dataclass(frozen=True, kw_only=True)
class TaskReopened(EntryType):
    """A task that had been ticked off is open again."""

    key: ClassVar[str] = "teamwork.task_reopened"
    icon: ClassVar[str] = "undo-2"
    informs: ClassVar[str] = NOBODY
    title: str

    def sentence(self) -> str:
        return _("Open again: %(title)s") % {"title": self.title}


@entry_type
@dataclass(frozen=True, kw_only=True)
class TaskDone(EntryType):
    """A task was done."""

    key: ClassVar[str] = "teamwork.task_done"
    icon: ClassVar[str] = "check"
    personal: ClassVar[tuple[str, ...]] = ("result",)
    title: str
    result: str | None = ""

    def sentence(self) -> str:
        return _("Done: %(title)s") % {"title": self.title}

    def detail(self) -> str:
        return self.result or ""


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
