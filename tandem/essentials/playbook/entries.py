"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import BOTH, CHANGE, NOBODY, EntryType, entry_type


@entry_type
@dataclass(frozen=True, kw_only=True)
class RuleSetAside(EntryType):
    """Somebody acted against a rule, with a reason (INV7)."""

    key: ClassVar[str] = "playbook.rule_set_aside"
    icon: ClassVar[str] = "scale"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    rule: int
    effect: str
    # The rule as it read to whoever acted.
    sentence_then: str
    objection: str
    reason: str | None

    def sentence(self) -> str:
        return _("Against the rule “%(rule)s”: %(reason)s") % {
            "rule": self.sentence_then,
            "reason": self.reason or "",
        }

    def detail(self) -> str:
        return self.objection


@entry_type
@dataclass(frozen=True, kw_only=True)
class RuleSet(EntryType):
    """A rule was put into force or worded anew."""

    key: ClassVar[str] = "playbook.rule_set"
    icon: ClassVar[str] = "scale"
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    rule: int
    scope: str
    rule_sentence: str
    effect: str
    reason: str | None = ""

    def sentence(self) -> str:
        return _("Rule from now on. %(scope)s: %(rule)s") % {"scope": self.scope, "rule": self.rule_sentence}

    def detail(self) -> str:
        return self.reason or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class RuleGivenUp(EntryType):
    """A rule no longer holds."""

    key: ClassVar[str] = "playbook.rule_given_up"
    icon: ClassVar[str] = "scale"
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    rule: int
    scope: str
    rule_sentence: str
    reason: str | None = ""

    def sentence(self) -> str:
        return _("No longer a rule. %(scope)s: %(rule)s") % {"scope": self.scope, "rule": self.rule_sentence}

    def detail(self) -> str:
        return self.reason or ""


@entry_type
@dataclass(frozen=True, kw_only=True)
class AgreementPublished(EntryType):
    """A version of the agreement was put before both sides."""

    key: ClassVar[str] = "playbook.agreement_published"
    icon: ClassVar[str] = "handshake"
    informs: ClassVar[str] = BOTH
    number: int
    changes: int

    def sentence(self) -> str:
        return _("Agreement %(number)d published") % {"number": self.number}


@entry_type
@dataclass(frozen=True, kw_only=True)
class AgreementAcknowledged(EntryType):
    """Somebody acknowledged a version of the agreement."""

    key: ClassVar[str] = "playbook.agreement_acknowledged"
    icon: ClassVar[str] = "handshake"
    informs: ClassVar[str] = NOBODY
    number: int

    def sentence(self) -> str:
        return _("Agreement %(number)d acknowledged") % {"number": self.number}


@entry_type
@dataclass(frozen=True, kw_only=True)
class ProcessInForce(EntryType):
    """Another version of the process was put into force."""

    key: ClassVar[str] = "playbook.process_in_force"
    icon: ClassVar[str] = "waypoints"
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("reason",)
    version: int
    from_day: str
    reason: str | None = ""

    def sentence(self) -> str:
        return _("Version %(version)d of the process is in force from %(day)s") % {
            "version": self.version,
            "day": date.fromisoformat(self.from_day).strftime("%d.%m.%Y"),
        }

    def detail(self) -> str:
        return self.reason or ""
