"""Personal data held: none. Places and postcodes are nobody's."""

from tandem.base.tools.holdings import Holding

HOLDINGS: list[Holding] = []
