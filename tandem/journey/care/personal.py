"""Personal data held: what the customer said, who asked."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "satisfaction after delivery"
HOLDINGS = [
    Holding(table="care_satisfaction", field="words", about="contact", purpose=_PURPOSE),
    Holding(table="care_satisfaction", field="further_need", about="contact", purpose=_PURPOSE),
    Holding(table="care_satisfaction", field="score", about="contact", purpose=_PURPOSE),
    Holding(table="care_satisfaction", field="asked_by_id", about="user", purpose="who asked"),
]
