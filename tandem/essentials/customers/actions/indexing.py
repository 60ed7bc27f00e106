"""Keeping what customers are found by in step with what it describes: search documents and keys of duplicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from tandem.base.tools.reads import Read
from tandem.essentials.customers import documents
from tandem.essentials.customers.actions import keying
from tandem.essentials.customers.models import Channel, Contact, Customer

# So many customers are held in memory at once; more does not make it faster.
BATCH = 5000
A_FEW = 20
COLUMNS = "customers_searchdocument (customer_id, contact_id, terms)"
INDEXES = ["search_customers", "search_contacts"]

Row = tuple[int, int | None, str]


@transaction.atomic
def index(*, customer_ids: Sequence[int]) -> None:
    """Write what these customers and their contacts are found by anew; thousands at once are fine."""
    with connection.cursor() as cursor:
        for start in range(0, len(customer_ids), BATCH):
            portion = list(customer_ids[start : start + BATCH])
            _index(cursor, portion)
            keying.write(cursor, portion)
        # New rows wait in a list that every search reads to its end. It is sorted in at once, while it is
        # cheap.
        cursor.execute(
            "SELECT gin_clean_pending_list(name::regclass) FROM unnest(%s::text[]) AS name", [INDEXES]
        )


def _index(cursor: Any, customer_ids: list[int]) -> None:
    if len(customer_ids) <= A_FEW:
        # Two people who change two contacts of one company would delete its documents in different order.
        cursor.execute(
            "SELECT 1 FROM customers_customer WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [customer_ids],
        )
    cursor.execute("DELETE FROM customers_searchdocument WHERE customer_id = ANY(%s)", [customer_ids])
    rows = _documents(customer_ids)
    if len(customer_ids) <= A_FEW:
        cursor.executemany(f"INSERT INTO {COLUMNS} VALUES (%s, %s, %s::tsvector)", list(rows))  # noqa: S608  # a constant
        return
    # Terms are made while the database sorts in those before them.
    with cursor.copy(f"COPY {COLUMNS} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _documents(customer_ids: list[int]) -> Iterator[Row]:
    """The documents of these customers and of their people; everything is read before the first one is made."""
    channels: defaultdict[tuple[int, int | None], list[tuple[str, str]]] = defaultdict(list)
    for customer_id, contact_id, kind, value in _CHANNELS(customers=customer_ids):
        channels[customer_id, contact_id].append((kind, value))
    companies = {
        pk: (name, number or "", city, postcode)
        for pk, name, number, city, postcode in _COMPANIES(customers=customer_ids)
    }
    aliases: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for survivor, name, number in _ALIASES(customers=customer_ids):
        aliases[survivor].append((name, number or ""))
    return _written(companies, _PEOPLE(customers=customer_ids), channels, aliases)


_COMPANIES = Read(
    lambda given: Customer.objects.filter(pk__any_of=given.customers, merged_into=None).values_list(
        "pk", "name", "number", "city", "postcode"
    )
)
_ALIASES = Read(
    lambda given: (
        Customer.objects.filter(merged_into__any_of=given.customers)
        .order_by("pk")
        .values_list("merged_into_id", "name", "number")
    )
)
_PEOPLE = Read(
    lambda given: Contact.objects.filter(customer__any_of=given.customers, is_active=True).values_list(
        "pk", "customer_id", "first_name", "last_name"
    )
)
_CHANNELS = Read(
    lambda given: Channel.objects.filter(customer__any_of=given.customers).values_list(
        "customer_id", "contact_id", "kind", "value"
    )
)


def _written(
    companies: Mapping[int, tuple[str, str, str, str]],
    people: Iterable[tuple[int, int, str, str]],
    channels: Mapping[tuple[int, int | None], documents.Channels],
    aliases: Mapping[int, list[tuple[str, str]]],
) -> Iterator[Row]:
    for pk, (name, number, city, postcode) in companies.items():
        own = channels.get((pk, None), ())
        yield (
            pk,
            None,
            documents.of_customer(
                name=name,
                number=number,
                city=city,
                postcode=postcode,
                channels=own,
                known_as=aliases.get(pk, ()),
            ),
        )
    for pk, customer_id, first_name, last_name in people:
        # A merged customer is an alias: neither it nor its people are found.
        if customer_id not in companies:
            continue
        company, _number, city, _postcode = companies[customer_id]
        terms = documents.of_contact(
            first_name=first_name,
            last_name=last_name,
            company=company,
            city=city,
            channels=channels.get((customer_id, pk), ()),
        )
        yield customer_id, pk, terms
