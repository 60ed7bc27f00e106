"""Reading customer lists in: upload, preview, apply, undo."""

from tandem.surfaces.exchange.actions.applying import apply, plan_file
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
    discard,
    fail,
    preview,
    remap,
    start,
)
from tandem.surfaces.exchange.actions.undoing import undo

__all__ = [
    "FileRefused",
    "ImportNotAllowed",
    "MappingRefused",
    "NotNow",
    "apply",
    "ask_to_apply",
    "ask_to_undo",
    "begin",
    "discard",
    "fail",
    "plan_file",
    "preview",
    "remap",
    "start",
    "undo",
]
