"""Making two files one (S1.3): nothing is lost, everything of both follows, and it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from tandem.base.journal import actions as journal
from tandem.base.tools import text
from tandem.essentials.customers import choices, entries, merging, queries
from tandem.essentials.customers.actions import fields
from tandem.essentials.customers.actions.indexing import index
from tandem.essentials.customers.actions.locking import IMPORTING, require_alive
from tandem.essentials.customers.actions.merging import company, joining
from tandem.essentials.customers.actions.merging.ledger import Ledger, named, quoted
from tandem.essentials.customers.actions.refusals import MergeRefused, SeenBefore
from tandem.essentials.customers.models import Contact, Customer, Merge, SearchDocument, Site
from tandem.essentials.people.models import User


@transaction.atomic
def merge(
    *,
    survivor: Customer,
    gone: Customer,
    by: User | None,
    at: datetime,
    chosen: Mapping[str, str] | None = None,
    revisions: tuple[int, int] | None = None,
) -> Merge:
    """Make two files one: `gone` becomes an alias of `survivor`, everything of both stands there.

    `chosen` says per line of `choices.GROUPS` whose value stands. With `revisions` (of both files as they were
    looked at) nothing is merged that has been changed since.
    """
    kept, other = _hold(survivor, gone, by=by, at=at)
    if revisions is not None and revisions != (kept.revision, other.revision):
        raise SeenBefore(
            _("One of the two files has been changed since you opened this page. Look at the values again.")
        )
    hold_rows(kept, other)
    ledger = Ledger()
    # What search finds people by is written anew.
    SearchDocument.objects.filter(customer__in=[kept, other]).delete()
    values = choices.settled(kept, other, chosen or {})
    parent_id = _parent(kept, other, values.pop("parent_id", kept.parent_id))
    joining.join_sites(kept, other, ledger)
    joining.pass_head_office(kept, other, ledger, moves=_takes_address(kept, other, values))
    joined = joining.join_contacts(kept, other, ledger)
    told = _take_values(kept, other, values, parent_id=parent_id, ledger=ledger, at=at)
    for reference, word in merging.following(Customer):
        ledger.move(reference, was=other.pk, to=kept.pk, word=word)
    Customer.objects.filter(pk=other.pk).update(merged_into=kept, revision=F("revision") + 1, changed_at=at)
    passed = [line for settler in merging.settlers() for line in settler(kept, ledger, at)]
    index(customer_ids=[kept.pk, other.pk])
    entry = journal.record(
        entries.CustomersMerged(
            name=other.name, number=other.number or "", changes=told, joined=joined, passed=passed
        ),
        customer_id=kept.pk,
        by=by,
        at=at,
        lane=by.side if by else "",
    )
    kept_book = {"steps": ledger.steps, "seen": company.seen(company.around(ledger.moved()))}
    return Merge.objects.create(survivor=kept, gone=other, at=at, by=by, entry_id=entry.pk, ledger=kept_book)


def _hold(survivor: Customer, gone: Customer, *, by: User | None, at: datetime) -> tuple[Customer, Customer]:
    """Both files as they stand now, held in the order of their ids, for somebody who may change both."""
    if survivor.pk == gone.pk:
        raise MergeRefused(_("These are one file already."))
    keep_imports_away()
    pks = sorted((survivor.pk, gone.pk))
    # The keys as well: nobody writes a row to either of them until this is done.
    list(Customer.objects.select_for_update().only("pk").filter(pk__in=pks).order_by("pk"))
    held = Customer.objects.select_related("tandem", "parent").in_bulk(pks)
    for pk in pks:
        require_alive(held[pk], by=by)
        queries.require_write(by, held[pk], day=timezone.localtime(at).date())
    return held[survivor.pk], held[gone.pk]


def keep_imports_away() -> None:
    """Refuse while a list is being read in, and hold up the next one for this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [IMPORTING])
        if not cursor.fetchone()[0]:
            raise MergeRefused(
                _("A list of customers is being read in. Merge the two when it is through, in some minutes.")
            )


def hold_rows(*files: Customer) -> None:
    """Hold what may move, without waiting: whoever is at work with it at this moment goes first."""
    pks = [one.pk for one in files]
    people = Contact.objects.filter(customer__in=pks).values_list("pk", flat=True)
    sites = Site.objects.filter(customer__in=pks).values_list("pk", flat=True)
    wanted: list[tuple[type[models.Model], list[int]]] = [
        (Customer, pks), (Contact, list(people)), (Site, list(sites)),
    ]  # fmt: skip
    try:
        with transaction.atomic():
            for to, pks in wanted:
                for reference, _word in merging.following(to):
                    _hold_now(reference.model, reference.column, pks)
            _hold_now(Contact, "id", list(people))
    except DatabaseError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise MergeRefused(
                _("Somebody is just writing something at one of the two customers. Try again in a moment.")
            ) from error
        raise


def _hold_now(model: type[models.Model], column: str, pks: list[int]) -> None:
    if not pks or model is Customer:
        return
    table, key = named(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {table} WHERE {quoted(column)} = ANY(%s) ORDER BY {key} FOR UPDATE NOWAIT",  # noqa: S608  # our own names
            [pks],
        )


def _parent(kept: Customer, other: Customer, wanted: int | None) -> int | None:
    """The central office afterwards: the wanted one unless the company would stand above itself."""
    both = {kept.pk, other.pk}
    for pk in dict.fromkeys((wanted, kept.parent_id, other.parent_id)):
        if pk is None or not both & queries.ancestry(pk):
            return pk
    return None


def _takes_address(kept: Customer, other: Customer, values: Mapping[str, Any]) -> bool:
    return any(name in values for name in fields.ADDRESS) and all(
        values.get(name, getattr(kept, name)) == getattr(other, name) for name in fields.ADDRESS
    )


def _take_values(
    kept: Customer,
    other: Customer,
    values: dict[str, Any],
    *,
    parent_id: int | None,
    ledger: Ledger,
    at: datetime,
) -> list[list[str]]:
    """Write what was chosen; the two numbers change places, so that both go on finding this file."""
    values["tags"] = choices.tags(kept, other, same=text.name_key)
    told = _told(kept, other, values, parent_id=parent_id)
    values |= {"parent_id": parent_id, "name_key": kept.name_key, "sort_key": kept.sort_key}
    if "name" in values:
        values |= {"name_key": other.name_key, "sort_key": other.sort_key}
    if "number" in values:
        before = kept.number
        ledger.change(Customer, other.pk, number=None)
        ledger.change(Customer, kept.pk, number=values.pop("number"))
        ledger.change(Customer, other.pk, number=before)
    ledger.change(Customer, kept.pk, **values)
    address = {name: values[name] for name in fields.ADDRESS if name in values}
    if address:
        Site.objects.filter(customer=kept, is_head_office=True).update(**address)
    Customer.objects.filter(pk=kept.pk).update(revision=F("revision") + 1, changed_at=at)
    return told


def _told(
    kept: Customer, other: Customer, values: Mapping[str, Any], *, parent_id: int | None
) -> list[list[str]]:
    found = [
        [fields.CUSTOMER[name], fields.shown(getattr(kept, name)), fields.shown(value)]
        for name, value in values.items()
        if name in fields.CUSTOMER and getattr(kept, name) != value
    ]
    if values["tags"] != kept.tags:
        found.append([fields.TAGS, ", ".join(kept.tags), ", ".join(values["tags"])])
    if "life_cycle" in values:
        found.append([fields.LIFE_CYCLE_LABEL, kept.life_cycle, other.life_cycle])
    if parent_id != kept.parent_id:
        names = Customer.objects.in_bulk([pk for pk in (kept.parent_id, parent_id) if pk is not None])
        before, after = (names[pk].name if pk in names else "" for pk in (kept.parent_id, parent_id))
        found.append([fields.PARENT_LABEL, before, after])
    return found


def same_people_names(survivor: Customer, gone: Customer) -> list[str]:
    """Who will be kept once, for the preview."""
    found: Iterable[Contact] = joining.same_people(survivor, gone)
    return sorted({one.full_name for one in found})
