"""What this room writes into the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.base.journal.entry_types import CHANGE, DOCUMENT, NOBODY, EntryType, entry_type
from tandem.essentials.calendar import moments
from tandem.essentials.customers.entries import told

ROUND, TODAY, PROGRAM = "round", "today", "program"


@entry_type
@dataclass(frozen=True, kw_only=True)
class ImportUndone(EntryType):
    """What an import brought was taken back: the customer itself, or the values it changed."""

    key: ClassVar[str] = "exchange.undone"
    icon: ClassVar[str] = "undo-2"
    group: ClassVar[str] = CHANGE
    personal: ClassVar[tuple[str, ...]] = ("changes",)
    file: str
    removed: bool = False
    # (label message id, before, after)
    changes: list[list[str]] | None = field(default_factory=list)

    def sentence(self) -> str:
        if self.removed:
            return _("Removed, because the import of %(file)s was undone") % {"file": self.file}
        return _("Import of %(file)s undone") % {"file": self.file}

    def detail(self) -> str:
        return told(self.changes)


@entry_type
@dataclass(frozen=True, kw_only=True)
class CallListTaken(EntryType):
    """A list of calls left the house: which, with how many customers and people, and which customers they were.

    It hangs on no customer: a hundred timelines would tell of one click. Whose a customer was is read from `customers`.
    """

    key: ClassVar[str] = "exchange.call_list_taken"
    icon: ClassVar[str] = "file-spreadsheet"
    group: ClassVar[str] = DOCUMENT
    informs: ClassVar[str] = NOBODY
    # ROUND, TODAY or PROGRAM; the tandem's or the program's name; the round's week or the day in ISO 8601.
    what: str
    name: str = ""
    day: str = ""
    customers: list[int] = field(default_factory=list)
    people: int = 0
    # For a program: the number of its key.
    program: int | None = None

    def sentence(self) -> str:
        count = len(self.customers)
        values = {"count": count, "name": self.name, "day": moments.told_day(self.day)}
        if self.what == ROUND:
            words = ngettext(
                "Calls of the round of %(name)s from %(day)s as Excel, %(count)d customer",
                "Calls of the round of %(name)s from %(day)s as Excel, %(count)d customers",
                count,
            )
        elif self.what == PROGRAM:
            words = ngettext(
                "Calls of the week from %(day)s by the program “%(name)s”, %(count)d customer",
                "Calls of the week from %(day)s by the program “%(name)s”, %(count)d customers",
                count,
            )
        else:
            words = ngettext(
                "Own calls of %(day)s as Excel, %(count)d customer",
                "Own calls of %(day)s as Excel, %(count)d customers",
                count,
            )
        return words % values

    def detail(self) -> str:
        return ngettext("%(count)d row", "%(count)d rows", self.people) % {"count": self.people}
