"""What must hold for statements, besides what the database holds by itself."""

from tandem.base.tools import checks

SAID_BEFORE_STATED = checks.sql(
    invariant="S1.6",
    name="statement about the future",
    query="SELECT id, kind FROM consent_statement WHERE happened_at > stated_at",
    sentence="Statement {0} ({1}) was noted before the customer said it.",
)
OF_A_MERGED_COMPANY = checks.sql(
    invariant="S1.6",
    name="statement about a merged company",
    query="""
        SELECT said.id, said.customer_id FROM consent_statement said
        JOIN customers_customer company ON company.id = said.customer_id
        WHERE company.merged_into_id IS NOT NULL AND said.taken_back_at IS NULL
    """,
    sentence="Statement {0} hangs on customer {1}, who was merged into another: it holds for nobody.",
)


GUARDS = checks.guards(invariant="S1.6", table="consent_statement", triggers=("consent_statement_stays",))


def register() -> None:
    """Make this room's part of `tandem check` known."""
    checks.register(SAID_BEFORE_STATED, OF_A_MERGED_COMPANY, GUARDS)
