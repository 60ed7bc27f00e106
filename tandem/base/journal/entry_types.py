"""How an event is told: entry types know their sentence, icon, whom they inform and how they shed personal data."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self, TypeVar

from django.utils.translation import gettext as _

CONTACT, DOCUMENT, HANDOVER, CHANGE = "contact", "document", "handover", "change"
PARTNER, BOTH, NOBODY = "partner", "both", "nobody"


@dataclass(frozen=True, kw_only=True)
class EntryType:
    """Base of all entry types. The fields of the dataclass are what is stored (JSON values only).

    `key` names the type for good; `group` is what the timeline filters by; `informs` says who hears of it;
    `personal` lists the fields that hold what people wrote or who they are, which shedding blanks. `lane` is set where
    it is always the same one's doing, whoever has the turn then: what the customer did by themselves.
    """

    key: ClassVar[str]
    icon: ClassVar[str] = "circle-check"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = PARTNER
    personal: ClassVar[tuple[str, ...]] = ()
    lane: ClassVar[str] = ""

    def sentence(self) -> str:
        """One line in the reader's language."""
        raise NotImplementedError(self.key)

    def detail(self) -> str:
        """What is shown below the line; empty for nothing."""
        return ""

    def shed(self) -> Self:
        """The same event without personal data."""
        blank = {
            name: _("(deleted)") if isinstance(getattr(self, name), str) else None for name in self.personal
        }
        return replace(self, **blank)


@dataclass(frozen=True, kw_only=True)
class Unknown(EntryType):
    """An event of a type this version does not know, shown rather than hidden."""

    key: ClassVar[str] = "journal.unknown"
    icon: ClassVar[str] = "circle-help"
    informs: ClassVar[str] = NOBODY
    type: str = ""

    def sentence(self) -> str:
        return _("Event “%(type)s” of another version") % {"type": self.type}


T = TypeVar("T", bound=EntryType)

_types: dict[str, type[EntryType]] = {}
_names: dict[str, frozenset[str]] = {}


def entry_type(cls: type[T]) -> type[T]:
    """Class decorator: makes an entry type known under its key."""
    if _types.get(cls.key, cls).__qualname__ != cls.__qualname__:
        raise ValueError(f"Two entry types share the key {cls.key}.")
    _types[cls.key] = cls
    _names[cls.key] = frozenset(field.name for field in fields(cls))
    return cls


def known() -> dict[str, type[EntryType]]:
    """All entry types by key."""
    return dict(_types)


def read(
    *,
    type: str,  # noqa: A002  (the column's name)
    data: dict[str, Any],
) -> EntryType:
    """The stored event as its type; fields of other versions are passed over."""
    cls = _types.get(type)
    if cls is None:
        return Unknown(type=type)
    names = _names[type]
    return cls(**{name: value for name, value in data.items() if name in names})
