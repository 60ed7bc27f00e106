"""Personal data held: whom a mail went to, what it said."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "business letters sent by mail"
HOLDINGS = [
    Holding(table="post_outgoingmail", field="to", about="contact", purpose=_PURPOSE),
    Holding(table="post_outgoingmail", field="cc", about="contact", purpose=_PURPOSE),
    Holding(table="post_outgoingmail", field="subject", about="contact", purpose=_PURPOSE),
    Holding(table="post_outgoingmail", field="body", about="contact", purpose=_PURPOSE),
    Holding(table="post_outgoingmail", field="sender", about="user", purpose="mail in the person's name"),
    Holding(
        table="post_outgoingmail", field="sender_name", about="user", purpose="mail in the person's name"
    ),
    Holding(table="post_outgoingmail", field="made_by_id", about="user", purpose="who sent the mail"),
]
