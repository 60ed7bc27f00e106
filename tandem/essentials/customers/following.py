"""The database's own part of merging: a row that is written to an alias comes to stand at the survivor.

Somebody may begin to write a call or a task at a customer in the moment in which another merges it. Whoever writes
waits for the merge (it holds the keys of both) and is then led on. The trigger lies on every table that points at
customers, whichever room it belongs to; it is put there after each `migrate`, so that no room has to think of it.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from tandem.essentials.customers import merging
from tandem.essentials.customers.models import Customer

TRIGGER = "follows_the_survivor"

_FUNCTION = """
CREATE OR REPLACE FUNCTION customers_follow_survivor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE survivor bigint;
BEGIN
    -- The same lock as the foreign key takes when the transaction ends, only earlier.
    SELECT merged_into_id INTO survivor FROM customers_customer WHERE id = NEW.customer_id FOR KEY SHARE;
    IF survivor IS NOT NULL THEN
        NEW.customer_id := survivor;
    END IF;
    RETURN NEW;
END $$
"""


def tables() -> list[str]:
    """Where the trigger lies: other rooms' tables (this room's own actions hold the file before they write)."""
    own = Customer._meta.app_label
    return sorted(
        reference.table
        for reference, _word in merging.following(Customer)
        if reference.column == "customer_id" and reference.model._meta.app_label != own
    )


def install(*, using: str, **_signal: Any) -> None:
    """Put the function and its triggers in place; again and again is fine."""
    connection = connections[using]
    with connection.cursor() as cursor:
        known = set(connection.introspection.table_names(cursor))
        cursor.execute(_FUNCTION)
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [TRIGGER])
        for table in {row[0] for row in cursor.fetchall()}.difference(tables()):
            # A room has said since that its rows stay.
            cursor.execute(f"DROP TRIGGER {TRIGGER} ON {table}")
        for table in tables():
            if table in known:
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {TRIGGER} BEFORE INSERT OR UPDATE OF customer_id ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION customers_follow_survivor()"
                )
