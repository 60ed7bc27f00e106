"""Taking a list of products or prices back: what it wrote and nobody has changed since; a sentence for the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools.references import pointed_at, pointing_at
from tandem.essentials.people.models import User
from tandem.essentials.products import entries, rights
from tandem.essentials.products.actions.importing import one_at_a_time, write_products
from tandem.essentials.products.models import (
    ImportedAmount,
    ImportedProduct,
    PriceList,
    Product,
    ProductGroup,
)
from tandem.essentials.products.taking_in import Kept

# So much of what was left is told one by one.
LEFT_TOLD = 500


@dataclass(slots=True)
class Undone:
    """What an undo removed and restored, and what it left: what, and why."""

    removed: int = 0
    restored: int = 0
    left: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)

    def leave(self, what: str, why: str) -> None:
        self.left += 1
        if len(self.told) < LEFT_TOLD:
            self.told.append((what, why))


@transaction.atomic
def undo_import(*, run: int, file_name: str, by: User | None, at: datetime) -> Undone:
    """Take back what an import wrote, as far as it stands as the import left it and nothing hangs on it.

    Product groups that the list made stay; so do lines of quotes with the prices they were given.
    """
    rights.require_keep(by)
    one_at_a_time()
    done = Undone()
    lists = ImportedAmount.objects.filter(run=run, price_list_id__isnull=False)
    touched = [pk for pk in lists.values_list("price_list_id", flat=True).distinct() if pk is not None]
    _amounts(run, _PRICES, done)
    _amounts(run, _COSTS, done)
    _restore(run, done, by=by, at=at)
    _remove(run, done)
    event = entries.CatalogueUndone(
        file_name=file_name, removed=done.removed, restored=done.restored, left=done.left
    )
    journal.record(event, customer_id=None, by=by, at=at)
    # At a customer whose own list it is, the journal tells it as well.
    for held in PriceList.objects.select_for_update().filter(pk__in=touched).order_by("pk"):
        held.changed_at, held.changed_by = at, by
        held.save(update_fields=["changed_at", "changed_by"])
        if held.customer_id is not None:
            changed = entries.PriceListChanged(name=held.name)
            journal.record(changed, customer_id=held.customer_id, by=by, at=at)
    return done


@dataclass(frozen=True, slots=True)
class _Kind:
    """Prices or costs: their table, its column, how a row of it is the one that was written, how it is called."""

    table: str
    amount: str
    same: str
    mine: str
    # What must not be there for a new one to go.
    hangs: str
    called: str


_PRICES = _Kind(
    table="products_tier",
    amount="price",
    mine="told.price_list_id IS NOT NULL",
    same="held.price_list_id = told.price_list_id AND held.product_id = told.product_id"
    " AND held.from_quantity = told.from_quantity",
    # The first tier of a product carries those that were added after it.
    hangs="(told.from_quantity > 0 OR NOT EXISTS (SELECT 1 FROM products_tier more"
    " WHERE more.price_list_id = told.price_list_id AND more.product_id = told.product_id"
    " AND more.from_quantity > 0 AND NOT EXISTS (SELECT 1 FROM products_importedamount also"
    " WHERE also.run = told.run AND also.price_list_id = more.price_list_id AND also.product_id = more.product_id"
    " AND also.from_quantity = more.from_quantity AND also.before IS NULL AND also.after = more.price)))",
    called="(SELECT name FROM products_pricelist WHERE id = told.price_list_id)",
)
_COSTS = _Kind(
    table="products_costprice",
    amount="cost",
    mine="told.from_date IS NOT NULL",
    same="held.product_id = told.product_id AND held.from_date = told.from_date",
    hangs="TRUE",
    called="to_char(told.from_date, 'YYYY-MM-DD')",
)


def _amounts(run: int, kind: _Kind, done: Undone) -> None:
    """Put prices or costs back that still stand as they were written."""
    mine = f"told.run = %s AND {kind.mine}"
    stands = f"held.{kind.amount} = told.after"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT product.number, {kind.called}, coalesce({stands}, FALSE)"  # noqa: S608  # constants
            f" FROM products_importedamount told LEFT JOIN {kind.table} held ON {kind.same}"
            " LEFT JOIN products_product product ON product.id = told.product_id"
            f" WHERE {mine} AND NOT (coalesce({stands}, FALSE) AND (told.before IS NOT NULL OR {kind.hangs}))"
            " ORDER BY product.number, 2, told.from_quantity",
            [run],
        )
        for number, called, is_as_written in cursor:
            why = _("Larger quantities were added to it.") if is_as_written else _("Changed since.")
            done.leave(f"{number or '–'} · {called}", why)
        cursor.execute(
            f"UPDATE {kind.table} held SET {kind.amount} = told.before FROM products_importedamount told"  # noqa: S608
            f" WHERE {mine} AND {kind.same} AND {stands} AND told.before IS NOT NULL",
            [run],
        )
        done.restored += cursor.rowcount
        cursor.execute(
            f"DELETE FROM {kind.table} held USING products_importedamount told"  # noqa: S608  # constants
            f" WHERE {mine} AND {kind.same} AND {stands} AND told.before IS NULL AND {kind.hangs}",
            [run],
        )
        done.removed += cursor.rowcount


def _standing(run: int, *, made: bool, done: Undone) -> list[tuple[Product, ImportedProduct]]:
    """Products of the run that nobody has changed since; the others are told."""
    told = ImportedProduct.objects.filter(run=run, before__isnull=made).order_by("pk")
    by_pk = {one.product_id: one for one in told}
    found = []
    for product in Product.objects.select_for_update(of=("self",)).filter(pk__in=by_pk).order_by("number"):
        if product.revision == by_pk[product.pk].revision:
            found.append((product, by_pk[product.pk]))
        else:
            done.leave(f"{product.number} {product.name_de}", _("Changed since."))
    return found


def _restore(run: int, done: Undone, *, by: User | None, at: datetime) -> None:
    groups = set(ProductGroup.objects.values_list("pk", flat=True))
    back = []
    for product, one in _standing(run, made=False, done=done):
        before: dict[str, Any] = one.before or {}
        if before["group_id"] is not None and before["group_id"] not in groups:
            done.leave(f"{product.number} {product.name_de}", _("Its earlier group is no longer there."))
            continue
        back.append(Kept(product.pk, before))
    write_products(back, run=None, by=by, at=at)
    done.restored += len(back)


def _remove(run: int, done: Undone) -> None:
    """Products that the list made and that nothing points at, in whichever room."""
    made = {product.pk: product for product, _told in _standing(run, made=True, done=done)}
    used = {pk for table, column in pointing_at(Product) for pk in pointed_at(table, column, list(made))}
    for pk in sorted(used, key=lambda pk: made[pk].number):
        product = made[pk]
        done.leave(f"{product.number} {product.name_de}", _("Quotes, prices or files hang on it."))
    gone = made.keys() - used
    Product.objects.filter(pk__in=gone)._raw_delete(using="default")  # no rows hang on these: asked for above
    done.removed += len(gone)
