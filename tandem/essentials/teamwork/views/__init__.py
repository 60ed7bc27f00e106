"""The pages of this room."""

from tandem.essentials.teamwork.views import handovers, matters, requests, side_work

__all__ = ["handovers", "matters", "requests", "side_work"]
