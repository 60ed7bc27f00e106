"""Reading customer lists in: upload, preview, apply, undo."""

from tandem.surfaces.exchange.actions.applying import apply, plan_file
from tandem.surfaces.exchange.actions.call_lists import hand_over, take_round, take_today
from tandem.surfaces.exchange.actions.leads import AT_A_TIME, make_leads
from tandem.surfaces.exchange.actions.refusals import (
    FileRefused,
    ImportNotAllowed,
    MappingRefused,
    NotNow,
)
from tandem.surfaces.exchange.actions.runs import (
    ask_to_apply,
    ask_to_undo,
    begin,
    chosen_columns,
    discard,
    fail,
    forget_left,
    preview,
    proposed,
    remap,
    start,
)
from tandem.surfaces.exchange.actions.undoing import undo

__all__ = [
    "AT_A_TIME",
    "FileRefused",
    "ImportNotAllowed",
    "MappingRefused",
    "NotNow",
    "apply",
    "ask_to_apply",
    "ask_to_undo",
    "begin",
    "chosen_columns",
    "discard",
    "fail",
    "forget_left",
    "hand_over",
    "make_leads",
    "plan_file",
    "preview",
    "proposed",
    "remap",
    "start",
    "take_round",
    "take_today",
    "undo",
]
