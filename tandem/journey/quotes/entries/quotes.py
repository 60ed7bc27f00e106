"""What happens to a quote: begun, sent, followed up, won, lost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tandem.base.design import filters, formats
from tandem.base.journal.entry_types import BOTH, CHANGE, CONTACT, DOCUMENT, EntryType, entry_type
from tandem.essentials.calendar import moments
from tandem.journey.quotes.models import REASONS


def money(amount: str, currency: str) -> str:
    """An amount as the reader writes it."""
    return formats.money(Decimal(amount), currency, language=get_language() or "de")


def _plain_day(moment: str) -> str:
    """A moment as the journal keeps it, as a day."""
    return filters.plain_date(parse_datetime(moment))


@entry_type
@dataclass(frozen=True, kw_only=True)
class QuoteStarted(EntryType):
    """Somebody began to write a quote."""

    key: ClassVar[str] = "quotes.started"
    icon: ClassVar[str] = "file-plus"
    group: ClassVar[str] = DOCUMENT
    title: str

    def sentence(self) -> str:
        return _("Quote begun: %(title)s") % {"title": self.title}

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Quote begun")


@entry_type
@dataclass(frozen=True, kw_only=True)
class QuoteSent(EntryType):
    """A version of a quote went to the customer, with a copy to the partner."""

    key: ClassVar[str] = "quotes.sent"
    icon: ClassVar[str] = "send"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("to",)
    quote_id: int
    number: str
    version: int
    title: str
    net: str
    currency: str
    to: str | None
    copy_to: str = ""
    # The colleague at inside who could have got a copy and did not.
    left_out: str = ""

    def sentence(self) -> str:
        words = {"number": self.number, "version": self.version, "net": money(self.net, self.currency)}
        if self.version == 1:
            return _("Quote %(number)s sent, %(net)s") % words
        return _("Quote %(number)s sent in version %(version)d, %(net)s") % words

    def detail(self) -> str:
        names = {"title": self.title, "to": self.to or "", "copy": self.copy_to}
        if self.copy_to:
            return _("%(title)s · to %(to)s, copy to %(copy)s") % names
        return _("%(title)s · to %(to)s") % names

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("V%(version)d sent") % {"version": self.version}


@entry_type
@dataclass(frozen=True, kw_only=True)
class VersionBegun(EntryType):
    """A sent quote is being changed."""

    key: ClassVar[str] = "quotes.version_begun"
    icon: ClassVar[str] = "file-pen"
    group: ClassVar[str] = DOCUMENT
    number: str
    version: int
    note: str = ""

    def sentence(self) -> str:
        return _("Version %(version)d of quote %(number)s begun") % {
            "version": self.version,
            "number": self.number,
        }

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("V%(version)d begun") % {"version": self.version}

    def detail(self) -> str:
        return self.note


@entry_type
@dataclass(frozen=True, kw_only=True)
class FollowedUp(EntryType):
    """Somebody asked the customer about the quote."""

    key: ClassVar[str] = "quotes.followed_up"
    icon: ClassVar[str] = "phone"
    group: ClassVar[str] = CONTACT
    personal: ClassVar[tuple[str, ...]] = ("situation",)
    number: str
    situation: str | None
    probability: int | None = None
    before: int | None = None
    # In ISO 8601.
    next_day: str = ""

    def sentence(self) -> str:
        if self.probability is not None and self.probability != self.before:
            words = {"number": self.number, "chance": self.probability}
            return _("Followed up quote %(number)s, chance now %(chance)d %%") % words
        return _("Followed up quote %(number)s") % {"number": self.number}

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Followed up")

    def detail(self) -> str:
        if self.next_day:
            return _("%(situation)s · next time on %(day)s") % {
                "situation": self.situation or "",
                "day": moments.told_day(self.next_day),
            }
        return self.situation or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class FollowUpMoved(EntryType):
    """The day on which the customer is asked next was moved."""

    key: ClassVar[str] = "quotes.follow_up_moved"
    icon: ClassVar[str] = "calendar-clock"
    group: ClassVar[str] = CHANGE
    number: str
    before: str
    after: str

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Moved")

    def sentence(self) -> str:
        return _("Follow-up of quote %(number)s moved to %(day)s") % {
            "number": self.number,
            "day": _plain_day(self.after),
        }

    def detail(self) -> str:
        return _("before: %(day)s") % {"day": _plain_day(self.before)} if self.before else ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class QuoteWon(EntryType):
    """The customer ordered."""

    key: ClassVar[str] = "quotes.won"
    icon: ClassVar[str] = "handshake"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("reference",)
    quote_id: int
    number: str
    version: int
    net: str
    currency: str
    reference: str | None = ""

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return pgettext("quotes", "Won")

    def sentence(self) -> str:
        return _("Quote %(number)s won, %(net)s") % {
            "number": self.number,
            "net": money(self.net, self.currency),
        }

    def detail(self) -> str:
        if self.reference:
            return _("Proof: %(reference)s") % {"reference": self.reference}
        return _("The customer accepted version %(version)d.") % {"version": self.version}


@entry_type
@dataclass(frozen=True, kw_only=True)
class QuoteLost(EntryType):
    """The customer decided otherwise."""

    key: ClassVar[str] = "quotes.lost"
    icon: ClassVar[str] = "circle-x"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("words",)
    quote_id: int
    number: str
    net: str
    currency: str
    reason: str
    competitor: str = ""
    words: str | None = ""

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return pgettext("quotes", "Lost")

    def sentence(self) -> str:
        words = {"number": self.number, "reason": REASONS.get(self.reason, self.reason)}
        return _("Quote %(number)s lost: %(reason)s") % words

    def detail(self) -> str:
        quoted = _("“%(words)s”") % {"words": self.words} if self.words else ""
        return " · ".join(part for part in (self.competitor, quoted) if part)


@entry_type
@dataclass(frozen=True, kw_only=True)
class MailAgain(EntryType):
    """A mail that had not been delivered was sent once more."""

    key: ClassVar[str] = "quotes.mail_again"
    icon: ClassVar[str] = "mail"
    group: ClassVar[str] = CHANGE
    number: str

    def sentence(self) -> str:
        return _("Mail with quote %(number)s sent once more") % {"number": self.number}


@entry_type
@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(EntryType):
    """A version goes beyond a limit: somebody entitled was asked for a yes."""

    key: ClassVar[str] = "quotes.approval_asked"
    icon: ClassVar[str] = "scale"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = BOTH
    quote: str
    version: int
    asked: str
    reason: str
    objections: list[str]
    due: str

    def sentence(self) -> str:
        return _("%(name)s asked to approve version %(version)d of quote %(quote)s") % {
            "name": self.asked,
            "version": self.version,
            "quote": self.quote,
        }

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Approval asked for")

    def detail(self) -> str:
        return " · ".join([*self.objections, self.reason])


@entry_type
@dataclass(frozen=True, kw_only=True)
class ApprovalAnswered(EntryType):
    """Somebody entitled said yes or no to a version beyond a limit."""

    key: ClassVar[str] = "quotes.approval_answered"
    icon: ClassVar[str] = "scale"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = BOTH
    quote: str
    version: int
    granted: bool
    reason: str
    asked_by: str
    objections: list[str]

    def sentence(self) -> str:
        words = {"version": self.version, "quote": self.quote}
        if self.granted:
            return _("Version %(version)d of quote %(quote)s approved") % words
        return _("Version %(version)d of quote %(quote)s not approved") % words

    def short(self) -> str:
        """What fits the strip of the quote's page."""
        return _("Approved") if self.granted else _("Not approved")

    def detail(self) -> str:
        return " · ".join(part for part in (*self.objections, self.reason) if part)


@entry_type
@dataclass(frozen=True, kw_only=True)
class ApprovalTakenBack(EntryType):
    """A request for a yes, or the yes, was taken back."""

    key: ClassVar[str] = "quotes.approval_taken_back"
    icon: ClassVar[str] = "undo-2"
    group: ClassVar[str] = DOCUMENT
    quote: str
    version: int
    was_granted: bool

    def sentence(self) -> str:
        words = {"version": self.version, "quote": self.quote}
        if self.was_granted:
            return _("Approval of version %(version)d of quote %(quote)s taken back") % words
        return _("Request to approve version %(version)d of quote %(quote)s taken back") % words
