"""Everything that changes matters, turns, handovers, questions and tasks."""

from tandem.essentials.teamwork.actions.checklist import NotOnTheList, tick, untick
from tandem.essentials.teamwork.actions.claims import Claimed, ClaimTooLong
from tandem.essentials.teamwork.actions.consultations import AskedAlready, NobodyToAsk, consult, decide
from tandem.essentials.teamwork.actions.handovers import (
    AlreadyAnswered,
    BriefingMissing,
    NotYours,
    ReasonMissing,
    accept,
    decline,
    hand_over,
    take_back,
    take_over,
)
from tandem.essentials.teamwork.actions.matters import (
    AlreadyClosed,
    CannotHold,
    OpenTasks,
    StepIncomplete,
    StepUnready,
    begin,
    close,
    open_matter,
    pass_turn,
    set_next_step,
    tell,
)
from tandem.essentials.teamwork.actions.moving import StepsUnmapped, move_on, move_to_version
from tandem.essentials.teamwork.actions.notes import note
from tandem.essentials.teamwork.actions.notices import see, see_all, tell_both
from tandem.essentials.teamwork.actions.questions import AnsweredAlready, answer, ask, reopen
from tandem.essentials.teamwork.actions.reminders import NothingToRemindOf, RemindedAlready, remind
from tandem.essentials.teamwork.actions.reopening import NotTakenBack, reopen_matter
from tandem.essentials.teamwork.actions.requests import take_request
from tandem.essentials.teamwork.actions.staff import TurnsLeft, let_go
from tandem.essentials.teamwork.actions.taking_in import take_in, take_out
from tandem.essentials.teamwork.actions.tasks import (
    TaskClosed,
    TooLate,
    add_task,
    delegate,
    finish_task,
    reopen_task,
    withdraw_task,
)

__all__ = [
    "AlreadyAnswered",
    "AlreadyClosed",
    "AnsweredAlready",
    "AskedAlready",
    "BriefingMissing",
    "CannotHold",
    "ClaimTooLong",
    "Claimed",
    "NobodyToAsk",
    "NotOnTheList",
    "NotTakenBack",
    "NotYours",
    "NothingToRemindOf",
    "OpenTasks",
    "ReasonMissing",
    "RemindedAlready",
    "StepIncomplete",
    "StepUnready",
    "StepsUnmapped",
    "TaskClosed",
    "TooLate",
    "TurnsLeft",
    "accept",
    "add_task",
    "answer",
    "ask",
    "begin",
    "close",
    "consult",
    "decide",
    "decline",
    "delegate",
    "finish_task",
    "hand_over",
    "let_go",
    "move_on",
    "move_to_version",
    "note",
    "open_matter",
    "pass_turn",
    "remind",
    "reopen",
    "reopen_matter",
    "reopen_task",
    "see",
    "see_all",
    "set_next_step",
    "take_back",
    "take_in",
    "take_out",
    "take_over",
    "take_request",
    "tell",
    "tell_both",
    "tick",
    "untick",
    "withdraw_task",
]
