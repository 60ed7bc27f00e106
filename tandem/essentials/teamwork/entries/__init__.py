"""What this room writes into the journal."""

from tandem.essentials.teamwork.entries.side_work import (
    ConsultationAnswered,
    ConsultationAsked,
    Noted,
    QuestionAnswered,
    QuestionAsked,
    QuestionReopened,
    Reminded,
    RequestTaken,
    TaskAdded,
    TaskDone,
    TaskReopened,
)
from tandem.essentials.teamwork.entries.turns import (
    HandedOver,
    HandoverAnswered,
    MatterClosed,
    MatterOpened,
    MovedOn,
    MovedToVersion,
    NextStepSet,
    TakenOver,
)

__all__ = [
    "ConsultationAnswered",
    "ConsultationAsked",
    "HandedOver",
    "HandoverAnswered",
    "MatterClosed",
    "MatterOpened",
    "MovedOn",
    "MovedToVersion",
    "NextStepSet",
    "Noted",
    "QuestionAnswered",
    "QuestionAsked",
    "QuestionReopened",
    "Reminded",
    "RequestTaken",
    "TakenOver",
    "TaskAdded",
    "TaskDone",
    "TaskReopened",
]
