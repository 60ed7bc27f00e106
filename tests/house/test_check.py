"""`tandem check` finds every invariant that is broken behind the application's back (INV1 to INV6).

The guards of the database are taken off for each test; its transaction brings them back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from tandem.base.tools import checks
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar.models import MEETING
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.journey.orders import testing as orders
from tandem.journey.quotes import testing as quotes

pytestmark = pytest.mark.django_db

GUARDS_OFF = """
DO $$ DECLARE guarded record; BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR guarded IN SELECT conrelid::regclass AS held, conname FROM pg_constraint
                   WHERE contype IN ('c', 'f', 'u', 'x') AND connamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', guarded.held, guarded.conname);
    END LOOP;
    FOR guarded IN SELECT indexrelid::regclass AS held FROM pg_index
                   JOIN pg_class ON pg_class.oid = indexrelid AND relnamespace = current_schema()::regnamespace
                   WHERE indisunique AND NOT indisprimary LOOP
        EXECUTE format('DROP INDEX %s', guarded.held);
    END LOOP;
    FOR guarded IN SELECT DISTINCT tgrelid::regclass AS held FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', guarded.held);
    END LOOP;
    FOR guarded IN SELECT attrelid::regclass AS held, attname FROM pg_attribute
                   JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
                   AND relnamespace = current_schema()::regnamespace
                   WHERE attnum > 0 AND attnotnull AND NOT attisdropped AND attidentity = '' LOOP
        BEGIN
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', guarded.held, guarded.attname);
        EXCEPTION WHEN invalid_table_definition THEN NULL;
        END;
    END LOOP;
END $$;
"""

BREAKS = {
    "an open matter of nobody": ("INV1", "UPDATE teamwork_matter SET accountable_id = NULL WHERE closed_at IS NULL"),
    "an open matter of somebody who left": (
        "INV1", "UPDATE people_user SET is_active = false WHERE id IN (SELECT accountable_id FROM teamwork_matter)"),
    "no next step": ("INV1", "UPDATE teamwork_matter SET next_step = ' ' WHERE closed_at IS NULL"),
    "no date": ("INV1", "UPDATE teamwork_matter SET due_at = NULL WHERE closed_at IS NULL"),
    "two open offers": (
        "INV1",
        """INSERT INTO teamwork_handover (matter_id, giver_id, taker_id, briefing, next_step, due_at, made_at,
               answer_due_at, state, reason)
           SELECT id, accountable_id, accountable_id, 'x', 'x', now(), now(), now(), 'offered', ''
           FROM teamwork_matter, generate_series(1, 2) WHERE closed_at IS NULL"""),
    "an escalation of nothing": (
        "INV1",
        """INSERT INTO coordination_escalation (kind, thing_id, missed_at, level, reached_at, what, hours, customer_id)
           SELECT 'turn', 0, now(), 0, now(), 'x', 0, id FROM customers_customer LIMIT 1"""),
    "an escalation that skipped a level": (
        "INV1",
        """INSERT INTO coordination_escalation (kind, thing_id, missed_at, level, reached_at, what, hours, customer_id)
           SELECT 'turn', id, due_at, 3, due_at, 'x', 16, customer_id FROM teamwork_matter
           WHERE closed_at IS NULL LIMIT 1"""),
    "a customer of no tandem": ("INV2", "UPDATE customers_customer SET tandem_id = 999999"),
    "an empty seat without a deputy": ("INV2", "DELETE FROM people_seat"),
    "no intake tandem": ("INV2", "UPDATE people_tandem SET is_intake = false"),
    "a double booking": (
        "INV3",
        """INSERT INTO calendar_attendance (appointment_id, person_id, during, fixed)
           SELECT appointment_id, person_id, during, fixed FROM calendar_attendance WHERE fixed LIMIT 1"""),
    "an appointment elsewhere than its attendance": (
        "INV3", "UPDATE calendar_appointment SET starts_at = starts_at + interval '1 hour'"),
    "a matter without a journal": (
        "INV4", "DELETE FROM journal_entry WHERE matter_id = (SELECT max(id) FROM teamwork_matter)"),
    "a customer without a journal": ("INV4", "DELETE FROM journal_entry"),
    "a cent in an order's line": (
        "INV5", "UPDATE orders_orderline SET net = net + 0.01 WHERE id = (SELECT min(id) FROM orders_orderline)"),
    "a cent in an order's sum": ("INV5", "UPDATE orders_order SET gross = gross + 0.01"),
    "a cent in a quote's line": (
        "INV5", "UPDATE quotes_quoteline SET discount = discount + 1"),
    "a cent in a quote's sum": ("INV5", "UPDATE quotes_quoteversion SET net = net + 0.01 WHERE state <> 'draft'"),
    "other words in a quote's line": ("INV6", "UPDATE quotes_quoteline SET text = text || '.'"),
    "other words over a quote's lines": (
        "INV6", "UPDATE quotes_quoteversion SET payment = payment || '.' WHERE state <> 'draft'"),
    "another number on a quote": ("INV6", "UPDATE quotes_quote SET number = number || '.'"),
    "a sent version without its seal": ("INV6", "DELETE FROM quotes_quoteseal"),
    "other words in an order's line": ("INV6", "UPDATE orders_orderline SET unit = unit || '.'"),
    "other words over an order's lines": ("INV6", "UPDATE orders_order SET delivery_terms = delivery_terms || '.'"),
    "another document": ("INV6", "UPDATE files_blob SET content = content || 'x'"),
    "a lost document": ("INV6", "DELETE FROM files_blob"),
    "an order that is not the quote": ("INV6", "UPDATE quotes_quoteversion SET state = 'sent'"),
    "a gap in the numbers of orders": ("INV6", "DELETE FROM orders_order"),
    "a gap in the numbers of quotes": (
        "INV6", "DELETE FROM quotes_quote WHERE id = (SELECT max(id) FROM quotes_quote)"),
}  # fmt: skip


@pytest.fixture
def filled(hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime) -> None:
    """A delivered order, a quote that waits for the customer, and an appointment of two."""
    done = quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    orders.delivered_order(matter=done, by=tobias, at=now)
    still = quotes.matter_to_quote(customer=hoelzl, contact=claudia, at=now)
    quotes.sent_quote(matter=still, by=tobias, at=now)
    calendar.book(
        kind=MEETING,
        title="Wochenrunde",
        people=[anna, tobias],
        starts_at=now + timedelta(days=1),
        ends_at=now + timedelta(days=1, hours=1),
        by=anna,
        at=now,
    )


@pytest.mark.usefixtures("filled")
def test_nothing_is_found_where_everything_holds() -> None:
    assert list(checks.run_all()) == []


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("invariant", "damage"), BREAKS.values(), ids=BREAKS.keys())
def test_what_is_broken_is_found(invariant: str, damage: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(GUARDS_OFF)
        cursor.execute(damage)
        assert cursor.rowcount > 0, "nothing was broken"
    found = [violation for violation in checks.run_all() if not violation.record.startswith("guard")]
    assert invariant in {violation.invariant for violation in found}


def test_a_guard_that_was_switched_off_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_no_change")
    assert [found.invariant for found in checks.run_all()] == ["INV4"]


def test_a_guard_that_is_gone_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER quotes_version_frozen ON quotes_quoteversion")
    assert [found.invariant for found in checks.run_all()] == ["INV6"]


def test_no_room_replaces_another_rooms_check() -> None:
    by_name = {check.name: check for check in checks.registered()}
    assert len(by_name) == len(checks.registered())
    with pytest.raises(ValueError, match="double booking"):
        checks.register(checks.sql(invariant="INV9", name="double booking", query="SELECT 1", sentence=""))
