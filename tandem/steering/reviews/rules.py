"""The rules that reviews know: how long two colleagues have to solve what was raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook.rules import ESCALATION, INFORM, RuleKind, number, rule_kind, working_days


@rule_kind
@dataclass(frozen=True, kw_only=True)
class ConflictGoesUp(RuleKind):
    """Until when the two solve it themselves, until when with the coordinator's help."""

    key: ClassVar[str] = "reviews.conflict_goes_up"
    label: ClassVar[Promise] = _("What was raised and is not solved")
    area: ClassVar[str] = ESCALATION
    effects: ClassVar[tuple[str, ...]] = (INFORM,)
    days: int = number(1, 30, default=3, unit=working_days)
    more: int = number(1, 30, default=3, unit=working_days)

    def template(self) -> str:
        return gettext(
            "What two colleagues do not solve within {days} goes to coordination, "
            "and after another {more} to sales management."
        )

    @property
    def strictness(self) -> int:
        return -self.days - self.more
