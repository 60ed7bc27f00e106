"""Products and prices from lists, written in bulk: COPY for what is new, one statement for what changed.

One transaction of the caller's; each file is one journal entry, and one more at each price list it changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from tandem.base.journal import actions as journal
from tandem.essentials.people.models import User
from tandem.essentials.products import entries, rights, searching
from tandem.essentials.products.models import ImportedProduct, PriceList, ProductGroup
from tandem.essentials.products.taking_in import FIELDS, Kept, PricePlan, ProductPlan

# Of all who read catalogues in, one at a time.
IMPORTING = 7_341_005
_PRODUCT = (*FIELDS, "number_key", "name_key", "terms", "changed_at", "changed_by_id")


def one_at_a_time() -> None:
    """Wait until nobody else reads a catalogue in; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])


@transaction.atomic
def take_in_products(
    *, plan: ProductPlan, kept: Iterable[Kept], day: date, run: int, by: User | None, at: datetime
) -> None:
    """Write a portion of products that a plan has looked at; what stood there before is remembered with `run`."""
    rights.require_keep(by)
    groups = _groups(plan)
    new, changed, costs = [], [], []
    for one in kept:
        one.values["group_id"] = groups.get(one.values["group_id"], one.values["group_id"])
        if one.pk is None:
            new.append(one)
        elif one.is_changed:
            changed.append(one)
        if one.new_cost is not None:
            costs.append(one)
        one.is_changed = False
    _insert(new, by=by, at=at)
    ImportedProduct.objects.bulk_create(
        [ImportedProduct(run=run, product_id=one.pk, revision=1) for one in new if one.pk is not None],
        batch_size=2000,
    )
    write_products(changed, run=run, by=by, at=at)
    _costs(costs, day=day, run=run, by=by, at=at)


def _groups(plan: ProductPlan) -> dict[int | None, int]:
    """Make the groups that the file names: a short word is its own key number, a longer one is numbered on."""
    made: dict[int | None, int] = {}
    taken = set(ProductGroup.objects.values_list("number", flat=True)) if plan.new_groups else set()
    for pk, written in plan.new_groups.values():
        number = written if len(written) <= 20 and written not in taken else f"{len(taken) + 1:04d}"
        while number in taken:
            number = f"{int(number) + 1:04d}" if number.isdigit() else f"{len(taken) + 1:04d}"
        group, _new = ProductGroup.objects.get_or_create(name_de=written[:120], defaults={"number": number})
        taken.add(group.number)
        made[pk] = group.pk
    return made


def _row(one: Kept, *, by: User | None, at: datetime) -> tuple[Any, ...]:
    values = one.values
    number, name = values["number"], values["name_de"]
    return (
        *(values[name] for name in FIELDS),
        searching.number_key(number), searching.name_key(name), searching.terms(number, name, values["name_en"]),
        at, by.pk if by else None,
    )  # fmt: skip


def _insert(new: Sequence[Kept], *, by: User | None, at: datetime) -> None:
    if not new:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('products_product', 'id')) FROM generate_series(1, %s)",
            [len(new)],
        )
        for one, (pk,) in zip(new, cursor.fetchall(), strict=True):
            one.pk = pk
        columns = f"id, {', '.join(_PRODUCT)}, created_at, revision"
        with cursor.copy(f"COPY products_product ({columns}) FROM STDIN") as copy:
            for one in new:
                copy.write_row((one.pk, *_row(one, by=by, at=at), at, 1))


def write_products(changed: Sequence[Kept], *, run: int | None, by: User | None, at: datetime) -> None:
    """Write products over as they shall stand; with a run, what stood there is remembered. Part of a larger act."""
    if not changed:
        return
    columns = ", ".join(_PRODUCT)
    with connection.cursor() as cursor:
        _temporary(cursor, "products_changed", f"SELECT id, {columns} FROM products_product")  # noqa: S608  # constants
        with cursor.copy(f"COPY products_changed (id, {columns}) FROM STDIN") as copy:
            for one in changed:
                copy.write_row((one.pk, *_row(one, by=by, at=at)))
        if run is not None:
            stood = ", ".join(f"'{name}', held.{name}" for name in FIELDS)
            cursor.execute(
                "INSERT INTO products_importedproduct (run, product_id, revision, before)"  # noqa: S608  # constants
                f" SELECT %s, held.id, held.revision + 1, jsonb_build_object({stood})"
                " FROM products_product AS held JOIN products_changed AS changed ON changed.id = held.id",
                [run],
            )
        sets = ", ".join(f"{name} = changed.{name}" for name in _PRODUCT)
        cursor.execute(
            f"UPDATE products_product AS held SET {sets}, revision = held.revision + 1"  # noqa: S608  # constants
            " FROM products_changed AS changed WHERE changed.id = held.id"
        )


def _temporary(cursor: Any, name: str, like: str) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {like} WITH NO DATA")


def _costs(kept: Sequence[Kept], *, day: date, run: int, by: User | None, at: datetime) -> None:
    if not kept:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO products_importedamount (run, product_id, from_date, before, after)"
            " SELECT %s, told.product, %s, held.cost, told.cost FROM unnest(%s::bigint[], %s::numeric[])"
            " AS told (product, cost) LEFT JOIN products_costprice held"
            " ON held.product_id = told.product AND held.from_date = %s",
            [run, day, [one.pk for one in kept], [one.new_cost for one in kept], day],
        )
        cursor.executemany(
            "INSERT INTO products_costprice (product_id, from_date, cost, kept_at, kept_by_id)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (product_id, from_date)"
            " DO UPDATE SET cost = excluded.cost, kept_at = excluded.kept_at, kept_by_id = excluded.kept_by_id",
            [(one.pk, day, one.new_cost, at, by.pk if by else None) for one in kept],
        )
    for one in kept:
        one.new_cost = None


@transaction.atomic
def take_in_prices(*, plan: PricePlan, run: int, by: User | None, at: datetime) -> None:
    """Write the prices that a plan wants and has not written yet; what they were is remembered with `run`."""
    rights.require_keep(by)
    if not plan.wanted:
        return
    with connection.cursor() as cursor:
        _temporary(
            cursor,
            "products_priced",
            "SELECT price_list_id, product_id, from_quantity, price FROM products_tier",
        )
        with cursor.copy("COPY products_priced FROM STDIN") as copy:
            for (price_list, product, quantity), price in plan.wanted.items():
                copy.write_row((price_list, product, quantity, price))
        cursor.execute(
            "INSERT INTO products_importedamount (run, product_id, price_list_id, from_quantity, before, after)"
            " SELECT %s, told.product_id, told.price_list_id, told.from_quantity, held.price, told.price"
            " FROM products_priced told LEFT JOIN products_tier held"
            " USING (price_list_id, product_id, from_quantity)",
            [run],
        )
        cursor.execute(
            "INSERT INTO products_tier (price_list_id, product_id, from_quantity, price)"
            " SELECT price_list_id, product_id, from_quantity, price FROM products_priced"
            " ON CONFLICT (price_list_id, product_id, from_quantity) DO UPDATE SET price = excluded.price"
        )
    plan.priced.update(Counter(price_list for price_list, _product, _quantity in plan.wanted))
    plan.wanted.clear()


@transaction.atomic
def told(
    *, file_name: str, created: int, updated: int, priced: dict[int, int], by: User | None, at: datetime
) -> None:
    """Say once what a file brought: for all, and at each price list for whom it is."""
    rights.require_keep(by)
    if created or updated:
        event = entries.CatalogueImported(file_name=file_name, created=created, updated=updated)
        journal.record(event, customer_id=None, by=by, at=at)
    for held in PriceList.objects.select_for_update().filter(pk__in=priced).order_by("pk"):
        held.changed_at, held.changed_by = at, by
        held.save(update_fields=["changed_at", "changed_by"])
        changed = entries.PriceListChanged(
            name=held.name, prices=priced[held.pk], valid_from=str(held.valid_from)
        )
        journal.record(changed, customer_id=held.customer_id, by=by, at=at)
