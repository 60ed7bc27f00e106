"""Personal data held: what colleagues said of how they work together."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "solving what went wrong between two colleagues"
HOLDINGS = [
    Holding(table="reviews_view", field="text", about="user", purpose=_PURPOSE),
    Holding(table="reviews_proposal", field="text", about="user", purpose=_PURPOSE),
    Holding(table="reviews_answer", field="reason", about="user", purpose=_PURPOSE),
    Holding(table="reviews_conflict", field="solution", about="user", purpose=_PURPOSE),
]
