"""Personal data held: what entry types name as personal; `actions.shed` blanks it."""

from tandem.base.tools.holdings import Holding

HOLDINGS = [Holding(table="journal_entry", field="data", about="contact", purpose="timeline of the customer")]
