"""Personal data held: uploaded lists until they are read in, and what imported rows changed."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "undoing an import"
HOLDINGS = [
    Holding(table="exchange_importrun", field="by_id", about="user", purpose="who imported a list"),
    Holding(table="exchange_importrun", field="columns", about="contact", purpose="preview of an import"),
    Holding(table="exchange_importrun", field="samples", about="contact", purpose="preview of an import"),
    Holding(table="exchange_importpart", field="content", about="contact", purpose="list to be imported"),
    Holding(table="exchange_importedrow", field="changes", about="contact", purpose=_PURPOSE),
    Holding(
        table="exchange_importdocument", field="content", about="contact", purpose="documents to be read in"
    ),
    Holding(
        table="exchange_importproblem", field="value", about="contact", purpose="values that were not taken"
    ),
]
