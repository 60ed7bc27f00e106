"""Personal data held: none; the desk has no tables."""

from tandem.base.tools.holdings import Holding

HOLDINGS: list[Holding] = []
