"""What must hold for visit reports, besides what the database holds by itself."""

from tandem.base.tools import checks

OWN_CUSTOMER = checks.sql(
    invariant="INV1",
    name="visit report at another customer",
    query="""
        SELECT report.id, report.matter_id FROM visits_visitreport report
        JOIN teamwork_matter matter ON matter.id = report.matter_id
        WHERE report.customer_id <> matter.customer_id
    """,
    sentence="Visit report {0} names another customer than its matter {1}.",
)
JOURNALLED = checks.sql(
    invariant="INV4",
    name="visit report without a journal entry",
    query="""
        SELECT report.id, report.matter_id FROM visits_visitreport report
        WHERE NOT EXISTS (SELECT 1 FROM journal_entry entry
                          WHERE entry.matter_id = report.matter_id AND entry.type = 'visits.reported'
                            AND entry.at = report.at)
    """,
    sentence="Visit report {0} of matter {1} is not in the journal.",
)


def register() -> None:
    """Make this room's part of `tandem check` known."""
    checks.register(OWN_CUSTOMER, JOURNALLED)
