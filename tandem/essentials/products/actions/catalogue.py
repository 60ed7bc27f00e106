"""Products, their groups, units, costs and files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.files import actions as files
from tandem.base.files import pictures
from tandem.base.journal import actions as journal
from tandem.essentials.people.models import User
from tandem.essentials.products import entries, rights, searching
from tandem.essentials.products.actions import refusals
from tandem.essentials.products.actions.refusals import NotValid, Stale
from tandem.essentials.products.models import (
    LONGEST_TEXT,
    STANDARD,
    VAT_KINDS,
    CostPrice,
    Product,
    ProductFile,
    ProductGroup,
    Unit,
)

IMAGES = ("image/png", "image/jpeg", "image/webp", "image/gif")
MOST_FILES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is kept of a product."""

    number: str
    name_de: str
    unit: Unit
    name_en: str = ""
    description_de: str = ""
    description_en: str = ""
    group: ProductGroup | None = None
    vat_kind: str = STANDARD
    copper_kg: Decimal | None = None
    minimum: Decimal | None = None
    step: Decimal | None = None


@transaction.atomic
def keep_product(
    *, product: Product | None, facts: Facts, by: User | None, at: datetime, revision: int | None = None
) -> Product:
    """Make a product or change one. What was quoted before keeps its own words and prices."""
    rights.require_keep(by)
    values = _values(facts)
    kept = (
        Product.objects.select_for_update().get(pk=product.pk)
        if product
        else Product(created_at=at, revision=0)
    )
    if product is not None and revision is not None and kept.revision != revision:
        raise Stale(_("Somebody changed this product meanwhile. Look at it again before you save."))
    _require_free(values["number"], kept)
    changes = _changes(kept, values) if product else None
    if changes == []:
        return kept
    for name, value in values.items():
        setattr(kept, name, value)
    kept.number_key = searching.number_key(kept.number)
    kept.name_key = searching.name_key(kept.name_de)
    found_by = searching.terms(kept.number, kept.name_de, kept.name_en)
    kept.terms = Cast(models.Value(found_by), SearchVectorField())
    kept.changed_at, kept.changed_by, kept.revision = at, by, kept.revision + 1
    kept.save()
    kept.terms = found_by
    event = entries.ProductKept(
        number=kept.number, name=kept.name_de, is_new=product is None, changes=changes
    )
    journal.record(event, customer_id=None, by=by, at=at)
    return kept


def _values(facts: Facts) -> dict[str, Any]:
    number = refusals.words(facts.number, label=pgettext("product", "Number"), limit=40)
    name_de = refusals.words(facts.name_de, label=_("Name, German"), limit=200)
    if not number or not name_de:
        raise NotValid(_("A product needs a number and a German name."))
    if facts.vat_kind not in VAT_KINDS:
        raise NotValid(_("There is no such kind of VAT."))
    copper = facts.copper_kg or None
    return {
        "number": number,
        "name_de": name_de,
        "name_en": refusals.words(facts.name_en, label=_("Name, English"), limit=200),
        "description_de": refusals.words(
            facts.description_de, label=_("Description, German"), limit=LONGEST_TEXT, lines=True
        ),
        "description_en": refusals.words(
            facts.description_en, label=_("Description, English"), limit=LONGEST_TEXT, lines=True
        ),
        "group": facts.group,
        "unit": facts.unit,
        "vat_kind": facts.vat_kind,
        "copper_kg": refusals.positive(copper, label=_("Copper per unit"), places=4),
        "minimum": refusals.positive(facts.minimum, label=_("Minimum quantity")),
        "step": refusals.positive(facts.step, label=_("Packaging step")),
    }


def _require_free(number: str, kept: Product) -> None:
    same = Product.objects.filter(number_key=searching.number_key(number)).exclude(pk=kept.pk).first()
    if same is not None:
        raise NotValid(_("%(number)s is “%(name)s” already.") % {"number": same.number, "name": same.name_de})


def _changes(kept: Product, values: dict[str, Any]) -> list[list[str]]:
    found = []
    for name, after in values.items():
        before = getattr(kept, name)
        if before != after:
            found.append([name, _short(before), _short(after)])
    return found


def _short(value: object) -> str:
    written = "" if value is None else str(value)
    return written if len(written) <= 80 else f"{written[:79]}…"


@transaction.atomic
def retire(*, product: Product, by: User | None, at: datetime) -> Product:
    """No longer offer it: it is proposed nowhere any more; quotes and orders keep what they say."""
    return _offer(product, retired_at=at, by=by, at=at)


@transaction.atomic
def offer_again(*, product: Product, by: User | None, at: datetime) -> Product:
    """Offer a retired product again."""
    return _offer(product, retired_at=None, by=by, at=at)


def _offer(product: Product, *, retired_at: datetime | None, by: User | None, at: datetime) -> Product:
    rights.require_keep(by)
    kept = Product.objects.select_for_update().get(pk=product.pk)
    if (kept.retired_at is None) == (retired_at is None):
        return kept
    kept.retired_at, kept.changed_at, kept.changed_by = retired_at, at, by
    kept.revision += 1
    kept.save(update_fields=["retired_at", "changed_at", "changed_by", "revision"])
    event = entries.ProductRetired(number=kept.number, name=kept.name_de, again=retired_at is None)
    journal.record(event, customer_id=None, by=by, at=at)
    return kept


@transaction.atomic
def set_cost(*, product: Product, cost: Decimal, from_date: date, by: User | None, at: datetime) -> CostPrice:
    """Keep what one unit costs from a day on; the same day again replaces it."""
    rights.require_keep(by)
    rights.require_cost(by)
    value = refusals.cost(cost)
    held = Product.objects.select_for_update().get(pk=product.pk)
    kept, _new = CostPrice.objects.update_or_create(
        product=held, from_date=from_date, defaults={"cost": value, "kept_at": at, "kept_by": by}
    )
    # Who reads the journal may not know costs: the entry says that one was kept, not which.
    event = entries.SettingsKept(kind="cost", name=f"{held.number} {held.name_de}")
    journal.record(event, customer_id=None, by=by, at=at)
    return kept


@transaction.atomic
def add_file(
    *, product: Product, content: bytes, name: str, content_type: str, by: User | None, at: datetime
) -> ProductFile:
    """Put an image or a document to a product; an image is made small for documents as well."""
    rights.require_keep(by)
    held = Product.objects.select_for_update().get(pk=product.pk)
    if ProductFile.objects.filter(product=held).count() >= MOST_FILES:
        raise NotValid(_("A product has at most %(count)d files.") % {"count": MOST_FILES})
    if not content:
        raise NotValid(_("The file is empty."))
    small = pictures.small(content).encode() if content_type in IMAGES else b""
    stored = files.store(content=content, name=name, content_type=content_type, by=by, at=at)
    printed = small and files.store(content=small, name=name, content_type="image/svg+xml", by=by, at=at)
    kept = ProductFile.objects.create(
        product=held, file=stored, is_image=bool(small), printed=printed or None
    )
    journal.record(
        entries.ProductKept(number=held.number, name=held.name_de, changes=[["file", "", stored.name]]),
        customer_id=None, by=by, at=at,
    )  # fmt: skip
    return kept


@transaction.atomic
def remove_file(*, file: ProductFile, by: User | None, at: datetime) -> None:
    """Take a file away from a product."""
    rights.require_keep(by)
    held = ProductFile.objects.select_related("product", "file").filter(pk=file.pk).first()
    if held is None:
        return
    product, name = held.product, held.file.name
    held.delete()
    event = entries.ProductKept(number=product.number, name=product.name_de, changes=[["file", name, ""]])
    journal.record(event, customer_id=None, by=by, at=at)


@transaction.atomic
def keep_group(
    *, group: ProductGroup | None, number: str, name_de: str, name_en: str = "", by: User | None, at: datetime
) -> ProductGroup:
    """Make a product group or rename one."""
    rights.require_keep(by)
    number = refusals.words(number, label=_("Key number"), limit=20)
    name_de = refusals.words(name_de, label=_("Name, German"), limit=120)
    name_en = refusals.words(name_en, label=_("Name, English"), limit=120)
    if not number or not name_de:
        raise NotValid(_("A group needs a key number and a German name."))
    kept = group or ProductGroup()
    if ProductGroup.objects.filter(number=number).exclude(pk=kept.pk).exists():
        raise NotValid(_("There is a group with the key number %(number)s already.") % {"number": number})
    kept.number, kept.name_de, kept.name_en = number, name_de, name_en
    kept.save()
    event = entries.SettingsKept(kind="group", name=f"{number} {name_de}")
    journal.record(event, customer_id=None, by=by, at=at)
    return kept


@transaction.atomic
def keep_unit(
    *, unit: Unit | None, code: str, name_de: str, name_en: str = "", rec20: str = "",
    by: User | None, at: datetime,
) -> Unit:  # fmt: skip
    """Make a unit of the company's own, or change one; the standard units stay as they are."""
    rights.require_keep(by)
    if unit is not None and unit.is_standard:
        raise NotValid(_("The standard units stay as they are. Make one of your own."))
    code = refusals.words(code, label=_("Unit"), limit=12)
    name_de = refusals.words(name_de, label=_("Name, German"), limit=40)
    name_en = refusals.words(name_en, label=_("Name, English"), limit=40)
    rec20 = refusals.words(rec20, label=_("UN/ECE code"), limit=3).upper()
    if not code or not name_de:
        raise NotValid(_("A unit needs its short sign and a German name."))
    kept = unit or Unit()
    if Unit.objects.filter(code__iexact=code).exclude(pk=kept.pk).exists():
        raise NotValid(_("There is a unit “%(code)s” already.") % {"code": code})
    kept.code, kept.name_de, kept.name_en, kept.rec20 = code, name_de, name_en, rec20
    kept.save()
    event = entries.SettingsKept(kind="unit", name=code)
    journal.record(event, customer_id=None, by=by, at=at)
    return kept
