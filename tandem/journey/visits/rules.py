"""The rules that visits know: until when a visit is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook.rules import VISITS, DeadlineKind, number, rule_kind, working_days
from tandem.essentials.teamwork import contacts
from tandem.essentials.teamwork.contacts import NEW_BUSINESS, VISIT
from tandem.journey.visits import entries


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


# The visit was judged when it was booked; its report only tells that the customer was seen.
contacts.told_by(entries.VisitReported, lambda _reported: (VISIT, NEW_BUSINESS))
