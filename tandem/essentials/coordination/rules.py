"""The rule that coordination knows: who learns when of a date that was missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.essentials.coordination.chain import PERSON, Waits
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.customers.models import Customer
from tandem.essentials.playbook.rules import (
    ESCALATION,
    INFORM,
    Hit,
    RuleKind,
    number,
    rule_kind,
    working_days,
    working_hours,
)


@rule_kind
@dataclass(frozen=True, kw_only=True)
class EscalationChain(RuleKind):
    """Whoever has the act learns at once, then the partner, coordination, sales management; the turn stays."""

    key: ClassVar[str] = "coordination.chain"
    label: ClassVar[Promise] = _("Who learns of a missed date")
    area: ClassVar[str] = ESCALATION
    effects: ClassVar[tuple[str, ...]] = (INFORM,)
    partner: int = number(1, 200, default=4, unit=working_hours)
    coordination: int = number(2, 200, default=8, unit=working_hours)
    lead: int = number(2, 400, default=16, unit=working_hours)
    decide: int = number(1, 20, default=2, unit=working_days)

    def template(self) -> str:
        return gettext(
            "Of a missed date the person learns at once, after {partner} the partner, after another {coordination} "
            "coordination, after another {lead} sales management, which decides within {decide}."
        )

    @property
    def waits(self) -> Waits:
        return Waits(partner=self.partner, coordination=self.coordination, lead=self.lead)

    @property
    def strictness(self) -> int:
        return -(self.partner + self.coordination + self.lead)

    def look_back(self, *, customers: QuerySet[Customer], since: datetime, at: datetime) -> Iterator[Hit]:
        """The dates that were missed since then: each would have gone up by this chain."""
        missed = Escalation.objects.filter(level=PERSON, reached_at__gte=since, customer__in=customers)
        for one in missed.order_by("-reached_at", "-pk"):
            yield Hit(customer_id=one.customer_id, at=one.reached_at, matter_id=one.matter_id)
