"""What must hold of conflicts: nobody but the two and those it went up to can come across them."""

from tandem.base.tools import checks


def register() -> None:
    """Make the checks known; called when the room is loaded."""
    checks.register(
        checks.sql(
            invariant="INV8",
            name="conflict in a journal",
            query="""
                SELECT id, type FROM journal_entry
                WHERE type = 'reviews.conflict' AND (customer_id IS NOT NULL OR matter_id IS NOT NULL)
                ORDER BY id
            """,
            sentence="Journal entry {0} tells at a customer what two colleagues have to settle.",
        ),
        checks.sql(
            invariant="INV1",
            name="conflict without a view",
            query="""
                SELECT conflict.id FROM reviews_conflict conflict
                WHERE NOT EXISTS (SELECT 1 FROM reviews_view told WHERE told.conflict_id = conflict.id
                                  AND told.person_id = conflict.raised_by_id)
                ORDER BY 1
            """,
            sentence="Conflict {0} does not say how whoever raised it saw it.",
        ),
    )
