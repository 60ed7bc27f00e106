"""Reads of the imports: the runs a person may see, and what the planner must know of the stored customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import (
    ADMINISTRATOR,
    COORDINATOR,
    MAY_IMPORT,
    READS_ALL,
    SALES_LEAD,
    User,
)
from tandem.essentials.products import rights as products
from tandem.journey.leads.models import Lead
from tandem.surfaces.exchange import mapping
from tandem.surfaces.exchange.catalogue import targets
from tandem.surfaces.exchange.entries import CallListTaken
from tandem.surfaces.exchange.erp import columns as erp
from tandem.surfaces.exchange.mapping import Placed
from tandem.surfaces.exchange.models import (
    CUSTOMERS,
    PRICES,
    PRODUCTS,
    QUOTES,
    ImportedRow,
    ImportProblem,
    ImportRun,
)
from tandem.surfaces.exchange.plan import CREATED, Setting, Sign
from tandem.surfaces.exchange.states import CONTACT_FIELDS, FIELDS, ContactState, State


def require_import(user: User, *, kind: str = CUSTOMERS) -> None:
    """Refuse unless the person may read such lists in; says who may."""
    if kind in (PRODUCTS, PRICES):
        products.require_keep(user)
        return
    people.require_role(
        user,
        *MAY_IMPORT,
        sentence=_(
            "Customer lists are read in by inside sales, coordination, sales management or administration."
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTaken:
    """A list of calls that left the house, as it is told."""

    at: datetime
    who: User | None
    sentence: str
    detail: str


def call_lists_taken(*, by: User | None) -> list[ListTaken]:
    """The lists of calls that left the house, the latest 200: a person's own, or with None everybody's. Two queries."""
    found = Entry.objects.filter(customer_id=None, type=CallListTaken.key)
    if by is not None:
        found = found.filter(actor_id=by.pk)
    told = [journal.tell(entry) for entry in found.order_by("-at", "-pk")[:200]]
    who = User.objects.in_bulk({one.entry.actor_id for one in told if one.entry.actor_id is not None})
    return [
        ListTaken(
            at=one.entry.at,
            who=who.get(one.entry.actor_id or 0),
            sentence=one.event.sentence(),
            detail=one.event.detail(),
        )
        for one in told
    ]


def may_import(user: User) -> bool:
    """Whether the person may read customer lists in."""
    return user.is_active and user.has_role(*MAY_IMPORT)


def visible_to(user: User) -> QuerySet[ImportRun]:
    """The runs a person may see: whoever reads every customer file all, administrators their own and the command's."""
    kinds = [CUSTOMERS, QUOTES] if may_import(user) else []
    kinds += [PRODUCTS, PRICES] if products.may_keep(user) else []
    seen = ImportRun.objects.filter(kind__in=kinds)
    # A list of products may hold costs, one of prices a customer's own: who knows neither sees the own files only.
    return seen if reads_customers(user) else seen.filter(Q(by=user) | Q(by=None, kind=CUSTOMERS))


def reads_customers(user: User) -> bool:
    """Whether the preview may show what stands in the files today."""
    return user.has_role(*READS_ALL)


def get_for(user: User, pk: int) -> ImportRun:
    """One run, or 404 whether it does not exist or is not for this person."""
    run = visible_to(user).select_related("by").filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def latest_for(user: User, *, kinds: Sequence[str] = (CUSTOMERS,), limit: int = 30) -> list[ImportRun]:
    """The latest runs of some kinds."""
    return list(
        visible_to(user)
        .filter(kind__in=kinds)
        .select_related("by")
        .defer("samples", "columns")
        .order_by("-at", "-pk")[:limit]
    )


def problems(run: ImportRun) -> QuerySet[ImportProblem]:
    """All values of the run that were not taken, in the order of the file."""
    return run.problems.order_by("row", "pk")


def setting(*, by: User | None, day: date) -> Setting:
    """The company an import by this person goes into."""
    company = people.company()
    scope = None
    if by is not None and not by.has_role(COORDINATOR, SALES_LEAD, ADMINISTRATOR):
        scope = customers.writable_tandem_ids(by, day=day)
    return Setting(
        claims=people.claims(),
        tandems={tandem.pk: tandem.name for tandem in people.all_tandems()},
        country=company.country if company else "DE",
        writable=None if scope is None else frozenset(scope),
        names_shown=by is None or reads_customers(by),
    )


class Stored:
    """The customers in the database, as the planner asks for them; `lock` holds them until the transaction ends."""

    def __init__(self, *, lock: bool) -> None:
        self._lock = lock

    def signs(self, *, numbers: Set[str], vat_numbers: Set[str], name_keys: Set[str]) -> Iterator[Sign]:
        """Whoever has one of these; a merged customer leads to the one it was merged into."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, number, vat_number, name_key, postcode, merged_into_id FROM customers_customer"
                " WHERE number = ANY(%s) OR (vat_number <> '' AND vat_number = ANY(%s)) OR name_key = ANY(%s)"
                # The other names under which a number is known: two files of one company change numbers.
                " UNION SELECT alias.id, alias.number, alias.vat_number, alias.name_key, alias.postcode,"
                " alias.merged_into_id FROM customers_customer alias"
                " JOIN customers_customer held ON held.id = alias.merged_into_id WHERE held.number = ANY(%s)",
                [list(numbers), list(vat_numbers), list(name_keys), list(numbers)],
            )
            for pk, number, vat_number, key, postcode, merged_into in cursor.fetchall():
                yield Sign(merged_into or pk, number, vat_number, key, postcode, key if merged_into else "")

    def states(self, pks: Sequence[int]) -> Iterable[State]:
        """These customers with their contacts, phones and addresses."""
        if not pks:
            return []
        rows = Customer.objects.filter(pk__in=pks).order_by("pk")
        if self._lock:
            rows = rows.select_for_update(no_key=True)
        found = {
            pk: State(pk=pk, name_key=key, revision=revision, fields=dict(zip(FIELDS, values, strict=True)))
            for pk, key, revision, *values in rows.values_list("pk", "name_key", "revision", *FIELDS)
        }
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT customer_id, id, name_key, {', '.join(CONTACT_FIELDS)} FROM customers_contact"  # noqa: S608
                " WHERE customer_id = ANY(%s) ORDER BY id DESC",
                [list(found)],
            )
            for customer_id, pk, key, *said in cursor.fetchall():
                # Of two people of one name the first is meant; it comes last here.
                held = ContactState(pk=pk, key=key, values=dict(zip(CONTACT_FIELDS, said, strict=True)))
                found[customer_id].contacts[key] = held
            cursor.execute(
                "SELECT customer_id, value FROM customers_channel WHERE customer_id = ANY(%s)", [list(found)]
            )
            for customer_id, value in cursor.fetchall():
                found[customer_id].channels.add(value)
        return found.values()


def shown_samples(run: ImportRun, *, kind: str, viewer: User) -> list[dict[str, Any]]:
    """The first rows of an outcome; what stands in a file today only for those who may read it."""
    if run.is_of_quotes:
        return [
            {
                **row,
                "changes": [
                    (erp.label(target), before, erp.shown(target, after))
                    for target, before, after in row["changes"]
                ],
            }
            for row in run.samples.get(kind, [])
        ]
    if not run.is_of_customers:
        return [
            {**row, "changes": [(targets.changed(label), *values) for label, *values in row["changes"]]}
            for row in run.samples.get(kind, [])
        ]
    shows_before = reads_customers(viewer)
    return [
        {
            **row,
            "changes": [
                (_(label), before if shows_before else "", after) for label, before, after in row["changes"]
            ],
        }
        for row in run.samples.get(kind, [])
    ]


def placed(run: ImportRun) -> list[Placed]:
    """Where the run's columns go."""
    return mapping.restored(run.mapping)


def without_lead(run: ImportRun) -> QuerySet[Customer]:
    """The companies that this import took in, still there, that are no lead of it yet."""
    created = ImportedRow.objects.filter(run=run, outcome=CREATED).values("customer_id")
    leads = Lead.objects.filter(payload__import_run=run.pk, matter__customer=OuterRef("pk"))
    return Customer.objects.filter(pk__in=created, merged_into=None).exclude(Exists(leads)).order_by("pk")
