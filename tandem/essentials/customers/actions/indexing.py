"""Keeping the search documents in step with what they describe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from tandem.essentials.customers import documents
from tandem.essentials.customers.models import EMAIL, Channel, Contact, Customer

# So many customers are held in memory at once; more does not make it faster.
BATCH = 5000
A_FEW = 20
COLUMNS = "customers_searchdocument (customer_id, contact_id, terms)"
INDEXES = ["search_customers", "search_contacts"]

Row = tuple[int, int | None, str]


@transaction.atomic
def index(*, customer_ids: Sequence[int]) -> None:
    """Write the search documents of these customers and their contacts anew; thousands at once are fine."""
    with connection.cursor() as cursor:
        for start in range(0, len(customer_ids), BATCH):
            _index(cursor, list(customer_ids[start : start + BATCH]))
        # New rows wait in a list that every search reads to its end. It is sorted in at once, while it is
        # cheap.
        cursor.execute(
            "SELECT gin_clean_pending_list(name::regclass) FROM unnest(%s::text[]) AS name", [INDEXES]
        )


def _index(cursor: Any, customer_ids: list[int]) -> None:
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
    channels = _channels(customer_ids)
    listed = Customer.objects.filter(pk__in=customer_ids, merged_into=None)
    companies = {pk: facts for pk, *facts in listed.values_list("pk", "name", "number", "city", "postcode")}
    people = Contact.objects.filter(customer__in=companies, is_active=True)
    return _written(
        companies, list(people.values_list("pk", "customer_id", "first_name", "last_name")), channels
    )


def _written(
    companies: dict[int, list[str | None]],
    people: list[tuple[int, int, str, str]],
    channels: defaultdict[tuple[int, int | None], documents.Channels],
) -> Iterator[Row]:
    for pk, (name, number, city, postcode) in companies.items():
        yield (
            pk,
            None,
            documents.of_customer(
                name=name or "",
                number=number or "",
                city=city or "",
                postcode=postcode or "",
                channels=channels[pk, None],
            ),
        )
    for pk, customer_id, first_name, last_name in people:
        company, _number, city, _postcode = companies[customer_id]
        yield (
            customer_id,
            pk,
            documents.of_contact(
                first_name=first_name,
                last_name=last_name,
                company=company or "",
                city=city or "",
                channels=channels[customer_id, pk],
            ),
        )


def _channels(customer_ids: list[int]) -> defaultdict[tuple[int, int | None], documents.Channels]:
    found: defaultdict[tuple[int, int | None], documents.Channels] = defaultdict(documents.Channels)
    rows = Channel.objects.filter(customer__in=customer_ids).values_list(
        "customer_id", "contact_id", "kind", "value"
    )
    for customer_id, contact_id, kind, value in rows:
        held = found[customer_id, contact_id]
        (held.emails if kind == EMAIL else held.phones).append(value)
    return found
