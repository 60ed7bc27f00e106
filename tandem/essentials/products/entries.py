"""What this room writes into the journal: who changed what we sell, and at a customer the prices that are its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tandem.base.journal.entry_types import BOTH, CHANGE, NOBODY, EntryType, entry_type
from tandem.essentials.products.models import SURCHARGES

LABELS = {
    "number": pgettext_lazy("product", "Number"),
    "name_de": gettext_lazy("Name, German"),
    "name_en": gettext_lazy("Name, English"),
    "description_de": gettext_lazy("Description, German"),
    "description_en": gettext_lazy("Description, English"),
    "group": gettext_lazy("Group"),
    "unit": gettext_lazy("Unit"),
    "vat_kind": gettext_lazy("VAT"),
    "copper_kg": gettext_lazy("Copper per unit"),
    "minimum": gettext_lazy("Minimum quantity"),
    "step": gettext_lazy("Packaging step"),
    "file": gettext_lazy("Image or file"),
}


@entry_type
@dataclass(frozen=True, kw_only=True)
class ProductKept(EntryType):
    """A product was made or changed; `changes` are field, before, after."""

    key: ClassVar[str] = "products.kept"
    icon: ClassVar[str] = "package"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    number: str
    name: str
    is_new: bool = False
    changes: list[list[str]] | None = None

    def sentence(self) -> str:
        words = {"number": self.number, "name": self.name}
        if self.is_new:
            return _("Product %(number)s “%(name)s” made") % words
        return _("Product %(number)s “%(name)s” changed") % words

    def detail(self) -> str:
        told = [(str(LABELS.get(name, name)), before, after) for name, before, after in self.changes or []]
        return "\n".join(f"{label}: {before or '–'} → {after or '–'}" for label, before, after in told)


@entry_type
@dataclass(frozen=True, kw_only=True)
class ProductRetired(EntryType):
    """A product is no longer offered, or is again."""

    key: ClassVar[str] = "products.retired"
    icon: ClassVar[str] = "package"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    number: str
    name: str
    again: bool = False

    def sentence(self) -> str:
        words = {"number": self.number, "name": self.name}
        if self.again:
            return _("Product %(number)s “%(name)s” offered again") % words
        return _("Product %(number)s “%(name)s” retired") % words


@entry_type
@dataclass(frozen=True, kw_only=True)
class PriceListChanged(EntryType):
    """A price list was made or changed: its own facts (`what`) or so many prices."""

    key: ClassVar[str] = "products.price_list_changed"
    icon: ClassVar[str] = "file-spreadsheet"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = BOTH
    name: str
    is_new: bool = False
    prices: int = 0
    valid_from: str = ""

    def sentence(self) -> str:
        words = {"name": self.name, "count": self.prices}
        if self.is_new:
            return _("Price list “%(name)s” made") % words
        if self.prices:
            return (
                ngettext(
                    "%(count)d price changed in the list “%(name)s”",
                    "%(count)d prices changed in the list “%(name)s”",
                    self.prices,
                )
                % words
            )
        return _("Price list “%(name)s” changed") % words


@entry_type
@dataclass(frozen=True, kw_only=True)
class SettingsKept(EntryType):
    """Groups, units, surcharges or tax rates were changed."""

    key: ClassVar[str] = "products.settings_kept"
    icon: ClassVar[str] = "sliders-horizontal"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    kind: str
    name: str
    gone: bool = False

    def sentence(self) -> str:
        kinds = {
            "group": _("Product group"),
            "unit": _("Unit"),
            "vat": _("Tax rate"),
            "cost": _("Cost"),
            **SURCHARGES,
        }
        words = {"kind": str(kinds.get(self.kind, self.kind)), "name": self.name}
        if self.gone:
            return _("%(kind)s taken away: %(name)s") % words
        return _("%(kind)s kept: %(name)s") % words


@entry_type
@dataclass(frozen=True, kw_only=True)
class CatalogueImported(EntryType):
    """A file with products or prices was read in."""

    key: ClassVar[str] = "products.imported"
    icon: ClassVar[str] = "file-spreadsheet"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    file_name: str
    created: int
    updated: int

    def sentence(self) -> str:
        return _("“%(file)s” read in: %(created)d new, %(updated)d changed") % {
            "file": self.file_name,
            "created": self.created,
            "updated": self.updated,
        }


@entry_type
@dataclass(frozen=True, kw_only=True)
class CatalogueUndone(EntryType):
    """A file with products or prices was taken back, as far as nobody had changed what it brought."""

    key: ClassVar[str] = "products.import_undone"
    icon: ClassVar[str] = "undo-2"
    group: ClassVar[str] = CHANGE
    informs: ClassVar[str] = NOBODY
    file_name: str
    removed: int
    restored: int
    left: int

    def sentence(self) -> str:
        return _("“%(file)s” undone: %(removed)d removed, %(restored)d restored, %(left)d left") % {
            "file": self.file_name,
            "removed": self.removed,
            "restored": self.restored,
            "left": self.left,
        }
