"""What people without an account have to do with: questions, links, and what the customer did by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import BOTH, CHANGE, CONTACT, DOCUMENT, EntryType, entry_type
from tandem.journey.quotes.entries.quotes import QuoteWon, money
from tandem.journey.quotes.models import REASONS

# The lane of the timeline on which stands what the customer did by themselves.
CUSTOMER_LANE = "customer"


@entry_type
@dataclass(frozen=True, kw_only=True)
class QuestionOnQuote(EntryType):
    """A question on a quote or one of its lines."""

    key: ClassVar[str] = "quotes.question"
    icon: ClassVar[str] = "circle-help"
    personal: ClassVar[tuple[str, ...]] = ("text", "source")
    asker: str
    asked: str
    # Who outside the house knows it; `asked` gets the answer from them.
    source: str | None = ""
    label: str
    position: int | None = None
    text: str | None

    def sentence(self) -> str:
        words = {"asker": self.asker, "asked": self.source or self.asked, "through": self.asked}
        if self.source and self.asked != self.asker:
            return _("%(asker)s asks %(asked)s, through %(through)s") % words
        return _("%(asker)s asks %(asked)s") % words

    def detail(self) -> str:
        about = self.label
        if self.position is not None:
            about = _("%(quote)s, item %(position)d") % {"quote": self.label, "position": self.position}
        return f"{about} · {self.text or ''}"


@entry_type
@dataclass(frozen=True, kw_only=True)
class QuestionMailed(EntryType):
    """A link to a question went to an expert."""

    key: ClassVar[str] = "quotes.question_mailed"
    icon: ClassVar[str] = "mail"
    personal: ClassVar[tuple[str, ...]] = ("to", "text")
    to: str | None
    text: str | None

    def sentence(self) -> str:
        return _("Question sent to %(to)s, to be answered by link") % {"to": self.to or ""}

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomerMailed(EntryType):
    """A question went to the customer by mail, with a link to answer it."""

    key: ClassVar[str] = "quotes.customer_mailed"
    icon: ClassVar[str] = "mail"
    group: ClassVar[str] = CONTACT
    personal: ClassVar[tuple[str, ...]] = ("to", "text")
    to: str | None
    text: str | None

    def sentence(self) -> str:
        return _("Customer asked by mail (%(to)s)") % {"to": self.to or ""}

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class LinkChanged(EntryType):
    """A link was given out by hand, or closed."""

    key: ClassVar[str] = "quotes.link"
    icon: ClassVar[str] = "link"
    group: ClassVar[str] = CHANGE
    personal: ClassVar[tuple[str, ...]] = ("about",)
    about: str | None
    closed: bool = False

    def sentence(self) -> str:
        return _("Link closed") if self.closed else _("Link made")

    def detail(self) -> str:
        return self.about or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class AnsweredByLink(EntryType):
    """An expert answered a question by link."""

    key: ClassVar[str] = "quotes.answered_by_link"
    icon: ClassVar[str] = "messages-square"
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("who", "text", "answer")
    who: str | None
    text: str | None
    answer: str | None

    def sentence(self) -> str:
        words = {"who": self.who or "", "answer": self.answer or ""}
        return _("%(who)s answered by link: %(answer)s") % words

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomerAnswered(AnsweredByLink):
    """The customer answered a question by link."""

    key: ClassVar[str] = "quotes.customer_answered"
    group: ClassVar[str] = CONTACT
    lane: ClassVar[str] = CUSTOMER_LANE

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Question answered")


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomerAsked(EntryType):
    """The customer asked something about a quote by their link."""

    key: ClassVar[str] = "quotes.customer_asked"
    icon: ClassVar[str] = "circle-help"
    group: ClassVar[str] = CONTACT
    informs: ClassVar[str] = BOTH
    lane: ClassVar[str] = CUSTOMER_LANE
    personal: ClassVar[tuple[str, ...]] = ("name", "text")
    number: str
    version: int
    name: str | None
    text: str | None
    link: int

    def sentence(self) -> str:
        words = {"name": self.name or "", "number": self.number}
        return _("%(name)s asks by link about quote %(number)s") % words

    def detail(self) -> str:
        return self.text or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomerGotAnswer(EntryType):
    """What the customer asked by their link was answered: on their link, and by mail where somebody wanted it."""

    key: ClassVar[str] = "quotes.customer_got_answer"
    icon: ClassVar[str] = "messages-square"
    group: ClassVar[str] = CONTACT
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("name", "text", "answer", "to")
    number: str
    name: str | None
    text: str | None
    answer: str | None
    to: str | None = ""

    def sentence(self) -> str:
        words = {"name": self.name or "", "number": self.number, "to": self.to or ""}
        if self.to:
            return _("%(name)s got an answer about quote %(number)s, by link and by mail to %(to)s") % words
        return _("%(name)s got an answer about quote %(number)s by link") % words

    def detail(self) -> str:
        return f"{self.text or ''} · {self.answer or ''}"


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomerAccepted(QuoteWon):
    """The customer accepted a version by their link: who, where, of which document."""

    key: ClassVar[str] = "quotes.customer_accepted"
    lane: ClassVar[str] = CUSTOMER_LANE
    personal: ClassVar[tuple[str, ...]] = ("reference", "name", "place", "words", "confirmed_to")
    name: str | None
    place: str | None
    words: str | None = ""
    pdf_sha256: str
    confirmed_to: str | None = ""

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Accepted by link")

    def sentence(self) -> str:
        words = {"name": self.name or "", "number": self.number, "net": money(self.net, self.currency)}
        return _("%(name)s accepted quote %(number)s by link, %(net)s") % words

    def detail(self) -> str:
        proof = _("Version %(version)d, binding, %(place)s, document %(hash)s") % {
            "version": self.version,
            "place": self.place or "",
            "hash": self.pdf_sha256[:12],
        }
        wish = _("Wish: %(words)s") % {"words": self.words} if self.words else ""
        return " · ".join(part for part in (proof, wish, _confirmed(self.confirmed_to)) if part)


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomerDeclined(EntryType):
    """The customer declined a version by their link. Whether the quote is lost is for the people to say."""

    key: ClassVar[str] = "quotes.customer_declined"
    icon: ClassVar[str] = "circle-x"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = BOTH
    lane: ClassVar[str] = CUSTOMER_LANE
    personal: ClassVar[tuple[str, ...]] = ("name", "words", "confirmed_to")
    number: str
    version: int
    name: str | None
    reason: str
    words: str | None = ""
    confirmed_to: str | None = ""

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Declined by link")

    def sentence(self) -> str:
        words = {
            "name": self.name or "",
            "number": self.number,
            "reason": REASONS.get(self.reason, self.reason),
        }
        return _("%(name)s declined quote %(number)s by link: %(reason)s") % words

    def detail(self) -> str:
        said = _("“%(words)s”") % {"words": self.words} if self.words else ""
        return " · ".join(part for part in (said, _confirmed(self.confirmed_to)) if part)


def _confirmed(to: str | None) -> str:
    """That the customer was told what they decided."""
    return _("confirmed by mail to %(to)s") % {"to": to} if to else ""
