"""When a handover counts, and until when handovers, questions and requests are answered, as rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook.rules import (
    ANSWERS,
    INFORM,
    DeadlineKind,
    RuleKind,
    choice,
    number,
    rule_kind,
    working_days,
)

AT_ONCE, WHEN_ACCEPTED = "at_once", "when_accepted"
COUNTS: dict[str, Promise] = {
    AT_ONCE: pgettext_lazy("a handover counts", "at once"),
    WHEN_ACCEPTED: pgettext_lazy("a handover counts", "when it is accepted"),
}


@rule_kind
@dataclass(frozen=True, kw_only=True)
class HandoverAcceptance(RuleKind):
    """Whether the turn passes at once within a tandem, or when the other says yes; outside it always waits."""

    key: ClassVar[str] = "teamwork.handover_acceptance"
    label: ClassVar[Promise] = _("When a handover counts")
    area: ClassVar[str] = ANSWERS
    effects: ClassVar[tuple[str, ...]] = (INFORM,)
    when: str = choice(COUNTS, default=AT_ONCE)

    def template(self) -> str:
        return gettext("Within a tandem a handover counts {when}.")

    @property
    def strictness(self) -> int:
        return int(self.when == WHEN_ACCEPTED)


@rule_kind
@dataclass(frozen=True, kw_only=True)
class HandoverAnswer(DeadlineKind):
    """Until when a handover that waits for a yes or no is answered."""

    key: ClassVar[str] = "teamwork.handover_answer"
    label: ClassVar[Promise] = _("Answer a handover")
    area: ClassVar[str] = ANSWERS
    days: int = number(0, 60, default=1, unit=working_days)

    def template(self) -> str:
        return gettext("Whoever is offered a turn accepts or declines it within {days}.")


@rule_kind
@dataclass(frozen=True, kw_only=True)
class QuestionAnswer(DeadlineKind):
    """Until when a question between colleagues is answered."""

    key: ClassVar[str] = "teamwork.question_answer"
    label: ClassVar[Promise] = _("Answer a question")
    area: ClassVar[str] = ANSWERS
    days: int = number(0, 60, default=2, unit=working_days)

    def template(self) -> str:
        return gettext("Questions among colleagues are answered within {days}.")


@rule_kind
@dataclass(frozen=True, kw_only=True)
class RequestAnswer(DeadlineKind):
    """Until when a customer who called or wrote gets an answer."""

    key: ClassVar[str] = "teamwork.request_answer"
    label: ClassVar[Promise] = _("Answer a customer's request")
    area: ClassVar[str] = ANSWERS
    days: int = number(0, 60, default=1, unit=working_days)

    def template(self) -> str:
        return gettext("A customer's request is answered within {days}.")
