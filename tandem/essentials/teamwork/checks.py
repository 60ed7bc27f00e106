"""What must hold of turns, handovers, tasks and questions: this room's part of `tandem check` (INV1)."""

from __future__ import annotations

from tandem.base.tools import checks
from tandem.essentials.people.models import AGENT, READS_ALL

INV1 = "INV1"

# Whose turn it is must read the customer: all of sales, or an agent who holds a seat of its tandem today (INV8).
_BLIND = f"""
    NOT holder.roles && ARRAY[{", ".join(f"'{role}'" for role in sorted(READS_ALL))}]::varchar[]
    AND NOT (
        '{AGENT}' = ANY(holder.roles) AND EXISTS (
            SELECT 1 FROM people_seat seat
            WHERE seat.user_id = holder.id AND seat.tandem_id = customer.tandem_id
              AND daterange(seat.from_date, seat.to_date, '[]')
                  @> timezone(coalesce((SELECT zone FROM people_company), 'UTC'), now())::date))
"""  # noqa: S608  # our own names

CHECKS = [
    checks.sql(
        invariant=INV1,
        name="turn out of sight",
        query=f"""
            SELECT held.id, held.title, customer.name, holder.first_name || ' ' || holder.last_name
            FROM (
                SELECT id, title, customer_id, accountable_id FROM teamwork_matter WHERE closed_at IS NULL
                UNION ALL
                SELECT id, title, customer_id, accountable_id FROM teamwork_task WHERE done_at IS NULL
            ) held
            JOIN customers_customer customer ON customer.id = held.customer_id
            JOIN people_user holder ON holder.id = held.accountable_id
            WHERE {_BLIND} ORDER BY held.id
        """,  # noqa: S608  # our own names
        sentence="“{1}” is with {3}, who may not see {2}.",
    ),
    *(
        checks.guards(invariant=INV1, table=table, triggers=(f"{table}_needs_active",))
        for table in ("teamwork_matter", "teamwork_task", "teamwork_question", "teamwork_handover")
    ),
    checks.guards(invariant=INV1, table="people_user", triggers=("teamwork_nothing_left",)),
    checks.sql(
        invariant="INV4",
        name="matter without a journal",
        query="""
            SELECT m.id, m.title FROM teamwork_matter m
            WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.matter_id = m.id) ORDER BY m.id
        """,
        sentence="The journal does not tell of “{1}”.",
    ),
    checks.sql(
        invariant=INV1,
        name="matter",
        query="""
            SELECT m.id, m.title, c.name,
                   CASE WHEN u.id IS NULL THEN 'nobody is accountable'
                        WHEN NOT u.is_active THEN u.first_name || ' ' || u.last_name || ' has left'
                        WHEN btrim(m.next_step) = '' THEN 'there is no next step'
                        WHEN m.due_at IS NULL THEN 'there is no date'
                        ELSE 'the outcome is set although it is open' END
            FROM teamwork_matter m
            JOIN customers_customer c ON c.id = m.customer_id
            LEFT JOIN people_user u ON u.id = m.accountable_id
            WHERE m.closed_at IS NULL
              AND (u.id IS NULL OR NOT u.is_active OR btrim(m.next_step) = '' OR m.due_at IS NULL
                   OR m.outcome <> '')
            ORDER BY m.id
        """,
        sentence="“{1}” at {2}: {3}.",
    ),
    checks.sql(
        invariant=INV1,
        name="handover",
        query="""
            SELECT h.id, m.title,
                   CASE WHEN m.closed_at IS NOT NULL THEN 'is offered although the matter is closed'
                        WHEN NOT t.is_active THEN 'is offered to somebody who has left'
                        WHEN h.taker_id = m.accountable_id THEN 'is offered to whoever has the turn already'
                        ELSE 'is not the only open offer' END
            FROM teamwork_handover h
            JOIN teamwork_matter m ON m.id = h.matter_id
            JOIN people_user t ON t.id = h.taker_id
            WHERE h.state = 'offered'
              AND (m.closed_at IS NOT NULL OR NOT t.is_active OR h.taker_id = m.accountable_id
                   OR EXISTS (SELECT 1 FROM teamwork_handover o
                              WHERE o.matter_id = h.matter_id AND o.state = 'offered' AND o.id <> h.id))
            UNION ALL
            SELECT h.id, m.title, 'is answered without a moment, or declined without a reason'
            FROM teamwork_handover h
            JOIN teamwork_matter m ON m.id = h.matter_id
            WHERE h.state <> 'offered'
              AND (h.answered_at IS NULL OR (h.state = 'declined' AND btrim(h.reason) = ''))
            ORDER BY 1
        """,
        sentence="The handover of “{1}” {2}.",
    ),
    checks.sql(
        invariant=INV1,
        name="task",
        query="""
            SELECT t.id, t.title,
                   CASE WHEN NOT u.is_active
                            THEN 'is with ' || u.first_name || ' ' || u.last_name || ', who has left'
                        WHEN t.matter_id IS NOT NULL AND m.customer_id <> t.customer_id
                            THEN 'belongs to another customer than its matter'
                        ELSE 'is open although its matter is closed' END
            FROM teamwork_task t
            JOIN people_user u ON u.id = t.accountable_id
            LEFT JOIN teamwork_matter m ON m.id = t.matter_id
            WHERE t.done_at IS NULL
              AND (NOT u.is_active OR (m.id IS NOT NULL AND m.customer_id <> t.customer_id)
                   OR (m.closed_at IS NOT NULL AND t.step_key = ''))
            ORDER BY t.id
        """,
        sentence="The task “{1}” {2}.",
    ),
    checks.sql(
        invariant=INV1,
        name="question",
        query="""
            SELECT q.id, left(q.text, 60), u.first_name || ' ' || u.last_name
            FROM teamwork_question q JOIN people_user u ON u.id = q.asked_id
            WHERE q.answered_at IS NULL AND NOT u.is_active
            ORDER BY q.id
        """,
        sentence="The question “{1}” was put to {2}, who has left.",
    ),
]


def register() -> None:
    """Make the checks of this room known."""
    checks.register(*CHECKS)
