"""Personal data held: whom somebody met and what was said."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "reporting visits"
HOLDINGS = [
    Holding(table="visits_visitreport_contacts", field="contact_id", about="contact", purpose=_PURPOSE),
    Holding(table="visits_visitreport", field="requirement", about="contact", purpose=_PURPOSE),
    Holding(table="visits_visitreport", field="outcome", about="contact", purpose=_PURPOSE),
    Holding(table="visits_visitreport", field="by_id", about="user", purpose="who visited"),
]
