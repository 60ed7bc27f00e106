"""What must hold about customers, for `tandem check`."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.base.tools import checks
from tandem.base.tools.checks import Check, Violation
from tandem.essentials.customers import following, merging
from tandem.essentials.customers.models import Customer


def _left_behind() -> Iterator[Violation]:
    """Rows of any room that should have followed a merged customer to its survivor."""
    for reference, word in merging.following(Customer):
        if reference.column == "parent_id":
            continue  # an alias keeps its place below its central office, nobody reads it
        rows = reference.model._base_manager.filter(
            word.only, **{f"{reference.column.removesuffix('_id')}__merged_into__isnull": False}
        )
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            yield Violation(
                invariant="INV2",
                record=f"{reference.key} {pk}",
                sentence=f"{reference.table} {pk} stands at a customer that was merged into another one.",
            )


def _without_guards() -> Iterator[Violation]:
    """Tables on which the database no longer leads writers from an alias to its survivor."""
    for table in following.tables():
        yield from checks.guards(invariant="INV2", table=table, triggers=(following.TRIGGER,)).find()


checks.register(
    Check(invariant="INV2", name="left at an alias", find=_left_behind),
    Check(invariant="INV2", name="aliases lead on", find=_without_guards),
    checks.sql(
        invariant="INV4",
        name="alias without a merge",
        query="""
            SELECT a.id, a.name FROM customers_customer a WHERE a.merged_into_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM customers_merge m WHERE m.gone_id = a.id AND m.undone_at IS NULL)
        """,
        sentence="Customer {0} “{1}” is an alias, and nothing tells of a merge.",
    ),
)

checks.register(
    checks.sql(
        invariant="INV4",
        name="customer without a journal",
        query="""
            SELECT c.id, c.name FROM customers_customer c
            WHERE NOT EXISTS (SELECT FROM journal_entry e WHERE e.customer_id = c.id)
        """,
        sentence="The journal does not tell of customer {0} “{1}”.",
    ),
    checks.sql(
        invariant="INV2",
        name="customer without a tandem",
        query="""
            SELECT c.id, c.name FROM customers_customer c
            LEFT JOIN people_tandem t ON t.id = c.tandem_id WHERE t.id IS NULL
        """,
        sentence="Customer {0} “{1}” belongs to no tandem.",
    ),
    checks.sql(
        invariant="INV2",
        name="customer that search cannot find",
        query="""
            SELECT c.id, c.name FROM customers_customer c WHERE c.merged_into_id IS NULL AND NOT EXISTS
            (SELECT FROM customers_searchdocument d WHERE d.customer_id = c.id AND d.contact_id IS NULL)
        """,
        sentence="Customer {0} “{1}” has no search document.",
    ),
    checks.sql(
        invariant="INV2",
        name="key of a duplicate that leads nowhere",
        query="""
            SELECT DISTINCT k.customer_id FROM customers_duplicatekey k
            LEFT JOIN customers_customer c ON c.id = k.customer_id AND c.merged_into_id IS NULL
            WHERE c.id IS NULL
        """,
        sentence="Keys of duplicates lead to {0}, which is no customer of its own.",
    ),
    checks.sql(
        invariant="INV2",
        name="customer that is not found again",
        query="""
            SELECT c.id, c.name FROM customers_customer c WHERE c.merged_into_id IS NULL
            AND c.name_key ~ '[a-z0-9]' AND NOT EXISTS
            (SELECT FROM customers_duplicatekey k WHERE k.customer_id = c.id)
        """,
        sentence="Customer {0} “{1}” has no keys by which it is found when it is taken in again.",
    ),
    checks.sql(
        invariant="INV2",
        name="contact that search cannot find",
        query="""
            SELECT p.id, p.customer_id FROM customers_contact p
            JOIN customers_customer c ON c.id = p.customer_id
            WHERE p.is_active AND c.merged_into_id IS NULL
            AND NOT EXISTS (SELECT FROM customers_searchdocument d WHERE d.contact_id = p.id)
        """,
        sentence="Contact {0} of customer {1} has no search document.",
    ),
    checks.sql(
        invariant="INV4",
        name="alias that leads nowhere",
        query="""
            SELECT a.id, a.merged_into_id FROM customers_customer a
            JOIN customers_customer s ON s.id = a.merged_into_id WHERE s.merged_into_id IS NOT NULL
        """,
        sentence="Customer {0} was merged into {1}, which is itself merged: an alias points to a survivor.",
    ),
    checks.sql(
        invariant="INV2",
        name="customer above itself",
        query="""
            WITH RECURSIVE above AS (
                SELECT id AS start, parent_id FROM customers_customer WHERE parent_id IS NOT NULL
                UNION SELECT above.start, c.parent_id FROM above
                JOIN customers_customer c ON c.id = above.parent_id
                WHERE c.parent_id IS NOT NULL
            ) SELECT DISTINCT start FROM above WHERE parent_id = start
        """,
        sentence="Customer {0} is, over its parents, its own central office.",
    ),
    checks.sql(
        invariant="INV2",
        name="customer whose head office differs",
        query="""
            SELECT c.id, c.name FROM customers_customer c JOIN customers_site s ON s.customer_id = c.id
            WHERE s.is_head_office
            AND (s.street, s.postcode, s.city, s.country)
            IS DISTINCT FROM (c.street, c.postcode, c.city, c.country)
        """,
        sentence="Customer {0} “{1}”: the head office's site has another address than the file.",
    ),
)
