"""Personal data held: who made a link. Of whoever opens one nothing is kept but how often."""

from tandem.base.tools.holdings import Holding

HOLDINGS = [
    Holding(table="links_link", field="made_by_id", about="user", purpose="who gave an address out"),
    Holding(table="links_link", field="revoked_by_id", about="user", purpose="who closed an address"),
]
