"""What this surface answers."""

from tandem.surfaces.exchange.views import lists, process

__all__ = ["lists", "process"]
