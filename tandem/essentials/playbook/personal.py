"""Personal data held: who acknowledged which agreement, what colleagues said to a draft, who is named in a step."""

from tandem.base.tools.holdings import Holding

_ACKNOWLEDGED = "proof of what was agreed between the sides"
HOLDINGS = [
    Holding(table="playbook_acknowledgement", field="user_id", about="user", purpose=_ACKNOWLEDGED),
    Holding(table="playbook_acknowledgement", field="at", about="user", purpose=_ACKNOWLEDGED),
    Holding(
        table="playbook_agreementreminder", field="user_id", about="user", purpose="no second mail in a week"
    ),
    Holding(
        table="playbook_draftcomment", field="text", about="user", purpose="designing the process together"
    ),
    Holding(table="playbook_step", field="acts_first", about="user", purpose="who acts first in a step"),
]
