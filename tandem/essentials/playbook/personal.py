"""Personal data held: who acknowledged which agreement; the process and the rules speak of sides."""

from tandem.base.tools.holdings import Holding

_ACKNOWLEDGED = "proof of what was agreed between the sides"
HOLDINGS = [
    Holding(table="playbook_acknowledgement", field="user_id", about="user", purpose=_ACKNOWLEDGED),
    Holding(table="playbook_acknowledgement", field="at", about="user", purpose=_ACKNOWLEDGED),
    Holding(
        table="playbook_agreementreminder", field="user_id", about="user", purpose="no second mail in a week"
    ),
]
