"""Personal data held: who sent which form, for as long as a retry may come."""

from tandem.base.tools.holdings import Holding

HOLDINGS = [
    Holding(table="tools_act", field="user_id", about="user", purpose="an act sent twice takes effect once")
]
