"""Personal data held: what was to be done, which may name a contact, and who learned of it."""

from tandem.base.tools.holdings import Holding

HOLDINGS = [
    Holding(
        table="coordination_escalation",
        field="what",
        about="contact",
        purpose="bringing up what missed its date",
    ),
    Holding(table="coordination_escalation", field="told_id", about="user", purpose="who learned of it"),
]
