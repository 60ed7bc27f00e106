"""Personal data held: whom a quote went to, what the customer said."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "quotes and how the customer decided"
HOLDINGS = [
    Holding(table="quotes_quote", field="customer_words", about="contact", purpose=_PURPOSE),
    Holding(table="quotes_quote", field="order_reference", about="contact", purpose=_PURPOSE),
    Holding(table="quotes_quote", field="created_by_id", about="user", purpose="who wrote the quote"),
    Holding(table="quotes_quote", field="decided_by_id", about="user", purpose="who noted the decision"),
    Holding(table="quotes_quoteversion", field="introduction", about="contact", purpose=_PURPOSE),
    Holding(table="quotes_quoteversion", field="sent_to", about="contact", purpose=_PURPOSE),
    Holding(table="quotes_quoteversion", field="sent_by_id", about="user", purpose="who sent the quote"),
    Holding(
        table="quotes_quoteundo", field="by_id", about="user", purpose="who may take back an act on lines"
    ),
    Holding(
        table="quotes_quotepresence", field="person_id", about="user", purpose="who has a draft open now"
    ),
    Holding(table="quotes_quotetemplate", field="made_by_id", about="user", purpose="who kept a template"),
    Holding(table="quotes_quotequestion", field="email", about="contact", purpose="who was asked by link"),
    Holding(table="quotes_customerquestion", field="name", about="contact", purpose=_PURPOSE),
    Holding(table="quotes_customerquestion", field="text", about="contact", purpose=_PURPOSE),
    Holding(table="quotes_customerquestion", field="answer", about="contact", purpose=_PURPOSE),
    Holding(
        table="quotes_customerquestion",
        field="answered_by_id",
        about="user",
        purpose="who answered a customer's question",
    ),
    Holding(table="quotes_customerdecision", field="name", about="contact", purpose=_PURPOSE),
    Holding(table="quotes_customerdecision", field="place", about="contact", purpose=_PURPOSE),
    Holding(table="quotes_customerdecision", field="words", about="contact", purpose=_PURPOSE),
    Holding(
        table="quotes_quoteapproval",
        field="asked_by_id",
        about="user",
        purpose="who asked to approve a quote",
    ),
    Holding(
        table="quotes_quoteapproval",
        field="asked_id",
        about="user",
        purpose="who was asked to approve a quote",
    ),
    Holding(
        table="quotes_quoteapproval",
        field="answered_by_id",
        about="user",
        purpose="who approved a quote or not",
    ),
    Holding(
        table="quotes_quoteapproval", field="ended_by_id", about="user", purpose="who took an approval back"
    ),
    Holding(table="quotes_mailtext", field="owner_id", about="user", purpose="whose text for mails it is"),
    Holding(table="quotes_mailtext", field="made_by_id", about="user", purpose="who wrote a text for mails"),
    Holding(table="quotes_followup", field="situation", about="contact", purpose=_PURPOSE),
    Holding(table="quotes_savedview", field="owner_id", about="user", purpose="whose view of the register"),
    Holding(table="quotes_bulkedit", field="by_id", about="user", purpose="who changed many quotes at once"),
    Holding(table="quotes_followup", field="done_by_id", about="user", purpose="who followed up"),
]
