"""Personal data held: none. Typed text waits in the browser's own tab, never on the server."""

from tandem.base.tools.holdings import Holding

HOLDINGS: list[Holding] = []
