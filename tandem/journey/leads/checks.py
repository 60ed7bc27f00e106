"""What must hold for leads, besides what the database holds by itself."""

from tandem.base.tools import checks

OFFERED = checks.sql(
    invariant="INV1",
    name="released lead without an offer",
    query="""
        SELECT lead.id, lead.matter_id FROM leads_lead lead
        JOIN teamwork_matter matter ON matter.id = lead.matter_id AND matter.closed_at IS NULL
        WHERE lead.released_at IS NOT NULL AND lead.accepted_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM teamwork_handover offer
                          WHERE offer.matter_id = lead.matter_id AND offer.state = 'offered')
    """,
    sentence="Lead {0} of matter {1} waits for field, but nobody is asked.",
)
MOVED_ON = checks.sql(
    invariant="INV1",
    name="accepted lead still in preparation",
    query="""
        SELECT lead.id, lead.matter_id FROM leads_lead lead
        JOIN teamwork_matter matter ON matter.id = lead.matter_id AND matter.closed_at IS NULL
        JOIN playbook_step step ON step.id = matter.step_id AND 'prepare' = ANY(step.key || step.also)
        WHERE lead.accepted_at IS NOT NULL
    """,
    sentence="Lead {0} was accepted, but matter {1} still stands at the preparation.",
)


def register() -> None:
    """Make this room's part of `tandem check` known."""
    checks.register(OFFERED, MOVED_ON)
