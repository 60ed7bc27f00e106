"""What must hold about customers, for `tandem check`."""

from __future__ import annotations

from tandem.base.tools import checks

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
