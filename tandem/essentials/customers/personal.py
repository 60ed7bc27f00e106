"""Personal data held about people at customers."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "contact in the course of business"
HOLDINGS = [
    Holding(table="customers_contact", field="first_name", about="contact", purpose=_PURPOSE),
    Holding(table="customers_contact", field="last_name", about="contact", purpose=_PURPOSE),
    Holding(table="customers_contact", field="function", about="contact", purpose=_PURPOSE),
    Holding(table="customers_contact", field="buying_role", about="contact", purpose=_PURPOSE),
    Holding(table="customers_channel", field="value", about="contact", purpose=_PURPOSE),
    Holding(
        table="customers_customer", field="remark", about="contact", purpose="notes of the company's people"
    ),
    Holding(
        table="customers_merge",
        field="ledger",
        about="contact",
        purpose="taking a merge back; emptied after 30 days",
    ),
    Holding(table="customers_searchdocument", field="terms", about="contact", purpose="search"),
]
