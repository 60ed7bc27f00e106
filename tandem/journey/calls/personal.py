"""Personal data held: who was called when and what was said."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "arranging appointments"
HOLDINGS = [
    Holding(table="calls_call", field="contact_id", about="contact", purpose=_PURPOSE),
    Holding(table="calls_call", field="text", about="contact", purpose=_PURPOSE),
    Holding(table="calls_call", field="by_id", about="user", purpose="who called"),
    Holding(table="calls_booking", field="person_id", about="user", purpose="who visits"),
]
