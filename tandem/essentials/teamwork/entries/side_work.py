"""What happened beside the turn: requests, notes, questions, consultations, tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.design import formats
from tandem.base.journal.entry_types import BOTH, CONTACT, NOBODY, EntryType, entry_type
from tandem.essentials.teamwork.entries.moments import moment
from tandem.essentials.teamwork.models import GO, MYSELF, WAIT


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
        words = {"asker": self.asker, "asked": self.asked, "due": moment(self.due)}
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
        until = moment(self.until).split(formats.NBSP)[0] if self.until else ""
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
            "due": moment(self.due),
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
