"""Personal data held: none; the process speaks of sides, not of people."""

from tandem.base.tools.holdings import Holding

HOLDINGS: list[Holding] = []
