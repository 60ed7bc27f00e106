"""What must hold of the journal: the database itself keeps it append-only (INV4)."""

from tandem.base.tools import checks

checks.register(
    checks.guards(
        invariant="INV4", table="journal_entry", triggers=("journal_no_change", "journal_no_truncate")
    )
)
