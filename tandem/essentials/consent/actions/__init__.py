"""Stating on which basis somebody may be addressed, and what a merge keeps of it."""

from tandem.essentials.consent.actions.stating import (
    ObjectionStands,
    StatementIncomplete,
    state,
    take_back,
)

__all__ = ["ObjectionStands", "StatementIncomplete", "state", "take_back"]
