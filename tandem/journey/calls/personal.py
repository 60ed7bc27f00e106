"""Personal data held: who was called when and what was said, and what colleagues agree about it in a round."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "arranging appointments"
HOLDINGS = [
    Holding(table="calls_call", field="contact_id", about="contact", purpose=_PURPOSE),
    Holding(table="calls_call", field="text", about="contact", purpose=_PURPOSE),
    Holding(table="calls_call", field="by_id", about="user", purpose="who called"),
    Holding(table="calls_booking", field="person_id", about="user", purpose="who visits"),
    Holding(table="calls_view", field="background", about="contact", purpose="agreeing on calls"),
    Holding(table="calls_view", field="person_id", about="user", purpose="whose view it is"),
    Holding(table="calls_view", field="written_by_id", about="user", purpose="who wrote it for whom"),
    Holding(table="calls_candidate", field="note", about="contact", purpose="agreeing on calls"),
    Holding(table="calls_candidate", field="caller_id", about="user", purpose="who calls"),
    Holding(table="calls_candidate", field="decided_by_id", about="user", purpose="who agreed on it"),
    Holding(table="calls_round", field="present", about="user", purpose="who took part"),
    Holding(table="calls_round", field="ended_by_id", about="user", purpose="who ended it"),
]
