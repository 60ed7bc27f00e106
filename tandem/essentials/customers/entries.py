"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.journal.entry_types import BOTH, CHANGE, NOBODY, EntryType, entry_type
from tandem.essentials.customers.models import LIFE_CYCLE


def told(changes: list[list[str]] | None) -> str:
    """Each field with what it was and what it is."""
    return " · ".join(
        f"{_(label)}: {_written(label, before)} → {_written(label, after)}"
        for label, before, after in changes or []
    )


def _written(label: str, kept: str) -> str:
    """Amounts and days are kept plain and told as the company writes them."""
    if kept and label == "Turnover":
        return filters.amount(kept) or kept
    if kept and label == "Life cycle":
        return str(LIFE_CYCLE.get(kept, kept))
    if kept and label == "Last contact":
        return filters.plain_date(parse_date(kept)) or kept
    return kept or "–"


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomerCreated(EntryType):
    """A customer was taken in, by hand or by import."""

    key: ClassVar[str] = "customers.created"
    icon: ClassVar[str] = "building-2"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    name: str
    source: str = ""

    def sentence(self) -> str:
        if self.source:
            return _("Customer taken in (%(source)s)") % {"source": self.source}
        return _("Customer taken in")


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomerChanged(EntryType):
    """Fields of the file were edited: what they were and what they are."""

    key: ClassVar[str] = "customers.changed"
    icon: ClassVar[str] = "file-pen"
    group: ClassVar[str] = CHANGE
    personal: ClassVar[tuple[str, ...]] = ("changes",)
    # (label message id, before, after)
    changes: list[list[str]] | None = field(default_factory=list)

    def sentence(self) -> str:
        labels = [_(change[0]) for change in self.changes or []]
        return _("Changed: %(fields)s") % {"fields": ", ".join(labels)}

    def detail(self) -> str:
        return told(self.changes)


@entry_type
@dataclass(frozen=True, kw_only=True)
class ParentSet(EntryType):
    """The company belongs to another central office, or stands alone."""

    key: ClassVar[str] = "customers.parent"
    icon: ClassVar[str] = "building"
    before: str = ""
    after: str = ""

    def sentence(self) -> str:
        if not self.after:
            return _("No longer belongs to %(company)s") % {"company": self.before}
        return _("Belongs to %(company)s") % {"company": self.after}


@entry_type
@dataclass(frozen=True, kw_only=True)
class LifeCycleChanged(EntryType):
    """The customer is at another stage of its life cycle."""

    key: ClassVar[str] = "customers.life_cycle"
    icon: ClassVar[str] = "trending-up"
    informs: ClassVar[str] = BOTH
    before: str
    after: str

    def sentence(self) -> str:
        return _("Life cycle: %(before)s → %(after)s") % {
            "before": LIFE_CYCLE.get(self.before, self.before),
            "after": LIFE_CYCLE.get(self.after, self.after),
        }


@entry_type
@dataclass(frozen=True, kw_only=True)
class Tagged(EntryType):
    """Tags were stuck on or taken off."""

    key: ClassVar[str] = "customers.tagged"
    icon: ClassVar[str] = "tag"
    informs: ClassVar[str] = NOBODY
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        parts = [f"+ {tag}" for tag in self.added] + [f"− {tag}" for tag in self.removed]
        return _("Tags: %(tags)s") % {"tags": ", ".join(parts)}


@dataclass(frozen=True, kw_only=True)
class _ContactEntry(EntryType):
    icon: ClassVar[str] = "user-round"
    personal: ClassVar[tuple[str, ...]] = ("name",)
    name: str


@entry_type
@dataclass(frozen=True, kw_only=True)
class ContactAdded(_ContactEntry):
    """Somebody new at the customer."""

    key: ClassVar[str] = "customers.contact_added"
    icon: ClassVar[str] = "user-plus"
    informs: ClassVar[str] = BOTH
    function: str = ""

    def sentence(self) -> str:
        return _("New contact: %(name)s") % {"name": self.name}

    def detail(self) -> str:
        return self.function


@entry_type
@dataclass(frozen=True, kw_only=True)
class ContactChanged(_ContactEntry):
    """A contact's fields, phones or addresses were edited."""

    key: ClassVar[str] = "customers.contact_changed"
    personal: ClassVar[tuple[str, ...]] = ("name", "changes")
    changes: list[list[str]] | None = field(default_factory=list)

    def sentence(self) -> str:
        labels = [_(change[0]) for change in self.changes or []]
        return _("%(name)s changed: %(fields)s") % {"name": self.name, "fields": ", ".join(labels)}

    def detail(self) -> str:
        return told(self.changes)


@entry_type
@dataclass(frozen=True, kw_only=True)
class ContactDeactivated(_ContactEntry):
    """A contact has left the customer."""

    key: ClassVar[str] = "customers.contact_deactivated"
    icon: ClassVar[str] = "user-x"
    informs: ClassVar[str] = BOTH

    def sentence(self) -> str:
        return _("%(name)s is no longer there") % {"name": self.name}


@entry_type
@dataclass(frozen=True, kw_only=True)
class ContactReactivated(_ContactEntry):
    """A contact is there again."""

    key: ClassVar[str] = "customers.contact_reactivated"
    icon: ClassVar[str] = "user-check"

    def sentence(self) -> str:
        return _("%(name)s is there again") % {"name": self.name}


@entry_type
@dataclass(frozen=True, kw_only=True)
class SiteAdded(EntryType):
    """Another address of the customer."""

    key: ClassVar[str] = "customers.site_added"
    icon: ClassVar[str] = "map-pin"
    site: str

    def sentence(self) -> str:
        return _("New site: %(site)s") % {"site": self.site}


@entry_type
@dataclass(frozen=True, kw_only=True)
class SiteChanged(EntryType):
    """An address was changed."""

    key: ClassVar[str] = "customers.site_changed"
    icon: ClassVar[str] = "map-pin"
    before: str
    after: str

    def sentence(self) -> str:
        return _("Site changed: %(site)s") % {"site": self.after}

    def detail(self) -> str:
        return f"{self.before or '–'} → {self.after or '–'}"


@entry_type
@dataclass(frozen=True, kw_only=True)
class SiteRemoved(EntryType):
    """An address is no longer used."""

    key: ClassVar[str] = "customers.site_removed"
    icon: ClassVar[str] = "map-pin"
    site: str

    def sentence(self) -> str:
        return _("Site removed: %(site)s") % {"site": self.site}


@entry_type
@dataclass(frozen=True, kw_only=True)
class CustomersMerged(EntryType):
    """Another file turned out to be this company: everything of it stands here from now on."""

    key: ClassVar[str] = "customers.merged"
    icon: ClassVar[str] = "git-merge"
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("changes", "joined")
    name: str
    number: str = ""
    changes: list[list[str]] | None = field(default_factory=list)
    # People who were kept twice.
    joined: list[str] | None = field(default_factory=list)
    # What, who had it, who has it now: whoever does not see the survivor cannot keep a turn there.
    passed: list[list[str]] = field(default_factory=list)

    def sentence(self) -> str:
        if self.number:
            return _("Merged with %(name)s (no. %(number)s)") % {"name": self.name, "number": self.number}
        return _("Merged with %(name)s") % {"name": self.name}

    def detail(self) -> str:
        parts = [told(self.changes)]
        if self.joined:
            parts.append(_("Kept once now: %(names)s") % {"names": ", ".join(self.joined)})
        parts += [passed_on(one) for one in self.passed]
        return " · ".join(part for part in parts if part)


def passed_on(told_turn: list[str]) -> str:
    """'“Förderband Halle 3” goes from Rolf Amann to Anna Reiter'."""
    what, before, after = told_turn
    return _("“%(what)s” goes from %(before)s to %(after)s") % {
        "what": what,
        "before": before,
        "after": after,
    }


@entry_type
@dataclass(frozen=True, kw_only=True)
class MergeUndone(EntryType):
    """Two files that had been merged are two again."""

    key: ClassVar[str] = "customers.merge_undone"
    icon: ClassVar[str] = "undo-2"
    informs: ClassVar[str] = BOTH
    personal: ClassVar[tuple[str, ...]] = ("stayed",)
    name: str
    # What somebody has worked with since and therefore stands with the survivor.
    stayed: list[str] | None = field(default_factory=list)
    passed: list[list[str]] = field(default_factory=list)

    def sentence(self) -> str:
        return _("Merge with %(name)s taken back") % {"name": self.name}

    def detail(self) -> str:
        parts = [passed_on(one) for one in self.passed]
        if self.stayed:
            parts.insert(0, _("Not taken back: %(what)s") % {"what": ", ".join(self.stayed)})
        return " · ".join(parts)


@entry_type
@dataclass(frozen=True, kw_only=True)
class KeptApart(EntryType):
    """Somebody looked at two files that are alike: they are two companies."""

    key: ClassVar[str] = "customers.kept_apart"
    icon: ClassVar[str] = "git-merge"
    informs: ClassVar[str] = NOBODY
    name: str

    def sentence(self) -> str:
        return _("Not the same company as %(name)s") % {"name": self.name}


@entry_type
@dataclass(frozen=True, kw_only=True)
class ProposedAgain(EntryType):
    """Two files that were said to be two companies may be one after all."""

    key: ClassVar[str] = "customers.proposed_again"
    icon: ClassVar[str] = "undo-2"
    informs: ClassVar[str] = NOBODY
    name: str

    def sentence(self) -> str:
        return _("May be the same company as %(name)s after all") % {"name": self.name}
