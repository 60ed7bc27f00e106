"""Everything that changes a round: proposing, preparing, deciding, ending."""

from tandem.journey.calls.rounds.actions.deciding import (
    DecisionIncomplete,
    FasterOne,
    NotNow,
    decide,
    join,
    look_at,
    reconsider,
    start,
)
from tandem.journey.calls.rounds.actions.ending import CallsMade, end, reopen
from tandem.journey.calls.rounds.actions.preparing import NothingToUndo, prepare, undo_prepare
from tandem.journey.calls.rounds.actions.proposing import propose, refresh

__all__ = [
    "CallsMade",
    "DecisionIncomplete",
    "FasterOne",
    "NotNow",
    "NothingToUndo",
    "decide",
    "end",
    "join",
    "look_at",
    "prepare",
    "propose",
    "reconsider",
    "refresh",
    "reopen",
    "start",
    "undo_prepare",
]
