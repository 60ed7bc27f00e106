"""The rules that visits know: until when a visit is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook.rules import VISITS, DeadlineKind, number, rule_kind, working_days


@rule_kind
@dataclass(frozen=True, kw_only=True)
class ReportDue(DeadlineKind):
    """Until when a visit is reported."""

    key: ClassVar[str] = "visits.report_due"
    label: ClassVar[Promise] = _("Report a visit")
    area: ClassVar[str] = VISITS
    days: int = number(0, 60, default=1, unit=working_days)

    def template(self) -> str:
        return gettext("Whoever visited reports within {days}, so that the partner can go on.")
