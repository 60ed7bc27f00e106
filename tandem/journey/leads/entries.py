"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import (
    BOTH,
    CHANGE,
    CONTACT,
    HANDOVER,
    NOBODY,
    PARTNER,
    EntryType,
    entry_type,
)
from tandem.journey.leads.models import SOURCES


@entry_type
@dataclass(frozen=True, kw_only=True)
class LeadTakenIn(EntryType):
    """An enquiry came in."""

    key: ClassVar[str] = "leads.taken_in"
    icon: ClassVar[str] = "inbox"
    group: ClassVar[str] = CONTACT
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("requirement",)
    source: str
    title: str
    campaign: str = ""
    requirement: str | None = ""

    def sentence(self) -> str:
        source = SOURCES.get(self.source, self.source)
        if self.campaign:
            values = {"title": self.title, "source": source, "campaign": self.campaign}
            return _("Lead “%(title)s” taken in (%(source)s, %(campaign)s)") % values
        return _("Lead “%(title)s” taken in (%(source)s)") % {"title": self.title, "source": source}

    def detail(self) -> str:
        return self.requirement or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class LeadChecked(EntryType):
    """The lead was checked and rated."""

    key: ClassVar[str] = "leads.checked"
    icon: ClassVar[str] = "clipboard-check"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = PARTNER
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    quality: str
    probability: int
    reason: str | None = ""
    # What the factors said at that moment, beside the person's own rating.
    score: int | None = None
    proposed_quality: str = ""
    proposed_probability: int | None = None

    def sentence(self) -> str:
        values = {"quality": self.quality, "probability": self.probability}
        if self.score is not None:
            values |= {
                "score": self.score,
                "other": f"{self.proposed_quality}, {self.proposed_probability} %",
            }
            told = _("Lead checked: quality %(quality)s, probability %(probability)d %%") % values
            return told + " " + _("(proposed: %(other)s, %(score)d points)") % values
        return _("Lead checked: quality %(quality)s, probability %(probability)d %%") % values

    def detail(self) -> str:
        return self.reason or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class LeadReleased(EntryType):
    """Inside offered the lead to field."""

    key: ClassVar[str] = "leads.released"
    icon: ClassVar[str] = "arrow-left-right"
    group: ClassVar[str] = HANDOVER
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("briefing",)
    giver: str
    taker: str
    briefing: str | None
    # Which of the conditions of a release were met (`rules.CONDITIONS`).
    known: list[str]
    # Whether the fixed conditions had to be met, because no rule of the company's stood in their place.
    fixed: bool = True

    def sentence(self) -> str:
        return _("%(giver)s offers the lead to %(taker)s") % {"giver": self.giver, "taker": self.taker}

    def detail(self) -> str:
        return self.briefing or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class LeadAccepted(EntryType):
    """Field has taken the lead; inside arranges the visit."""

    key: ClassVar[str] = "leads.accepted"
    icon: ClassVar[str] = "badge-check"
    group: ClassVar[str] = HANDOVER
    informs: ClassVar[str] = BOTH
    who: str
    next_person: str

    def sentence(self) -> str:
        values = {"who": self.who, "next": self.next_person}
        return _("%(who)s takes the lead, %(next)s arranges the visit") % values


@entry_type
@dataclass(frozen=True, kw_only=True)
class LeadReturned(EntryType):
    """Field gave the lead back, with a reason."""

    key: ClassVar[str] = "leads.returned"
    icon: ClassVar[str] = "undo-2"
    group: ClassVar[str] = HANDOVER
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    who: str
    reason: str | None

    def sentence(self) -> str:
        return _("%(who)s returned the lead") % {"who": self.who}

    def detail(self) -> str:
        return self.reason or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class EnquiryDropped(EntryType):
    """What came by a form was no enquiry."""

    key: ClassVar[str] = "leads.enquiry_dropped"
    icon: ClassVar[str] = "trash-2"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    form: str

    def sentence(self) -> str:
        return _("An enquiry by “%(form)s” put aside") % {"form": self.form}


@entry_type
@dataclass(frozen=True, kw_only=True)
class WebFormKept(EntryType):
    """A form for a web site was made or changed."""

    key: ClassVar[str] = "leads.web_form_kept"
    icon: ClassVar[str] = "globe"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    form: str
    is_new: bool

    def sentence(self) -> str:
        if self.is_new:
            return _("Web form “%(form)s” made") % {"form": self.form}
        return _("Web form “%(form)s” changed") % {"form": self.form}


@entry_type
@dataclass(frozen=True, kw_only=True)
class WebFormClosed(EntryType):
    """A form for a web site was taken away."""

    key: ClassVar[str] = "leads.web_form_closed"
    icon: ClassVar[str] = "globe"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    form: str

    def sentence(self) -> str:
        return _("Web form “%(form)s” closed") % {"form": self.form}


@entry_type
@dataclass(frozen=True, kw_only=True)
class KeyMade(EntryType):
    """A key for another program was made."""

    key: ClassVar[str] = "leads.key_made"
    icon: ClassVar[str] = "key-round"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    name: str

    def sentence(self) -> str:
        return _("Key “%(name)s” made, which brings leads in") % {"name": self.name}


@entry_type
@dataclass(frozen=True, kw_only=True)
class KeyRevoked(EntryType):
    """A key for another program was revoked."""

    key: ClassVar[str] = "leads.key_revoked"
    icon: ClassVar[str] = "key-round"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    name: str

    def sentence(self) -> str:
        return _("Key “%(name)s” revoked") % {"name": self.name}


@entry_type
@dataclass(frozen=True, kw_only=True)
class CampaignKept(EntryType):
    """A campaign's name, period or cost was kept."""

    key: ClassVar[str] = "leads.campaign_kept"
    icon: ClassVar[str] = "megaphone"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    name: str
    cost: str = ""
    currency: str = "EUR"

    def sentence(self) -> str:
        if not self.cost:
            return _("Campaign “%(name)s” kept") % {"name": self.name}
        amount = f"{self.cost} {self.currency}"
        return _("Campaign “%(name)s” kept, cost %(amount)s") % {"name": self.name, "amount": amount}


@entry_type
@dataclass(frozen=True, kw_only=True)
class WeightsSet(EntryType):
    """What the factors of the score weigh was changed."""

    key: ClassVar[str] = "leads.weights_set"
    icon: ClassVar[str] = "sliders-horizontal"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    points: dict[str, int]

    def sentence(self) -> str:
        return _("Points of the lead score set")
