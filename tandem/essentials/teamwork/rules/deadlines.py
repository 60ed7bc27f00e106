"""When a handover counts, and until when handovers, questions and requests are answered, as rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook.rules import (
    ANSWERS,
    INFORM,
    DeadlineKind,
    Lasted,
    RuleKind,
    choice,
    number,
    rule_kind,
    working_days,
)
from tandem.essentials.teamwork.models import REQUEST, Handover, Matter, Question

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

    def lasted(self, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Lasted]:
        found = Handover.objects.filter(made_at__gte=since, matter__customer__in=customers)
        for one in found.select_related("matter", "taker").order_by("-made_at", "-pk"):
            yield _lasted(one.matter, who=one.taker, since=one.made_at, until=one.answered_at)


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

    def lasted(self, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Lasted]:
        found = Question.objects.filter(asked_at__gte=since, matter__customer__in=customers)
        for one in found.select_related("matter", "asked").order_by("-asked_at", "-pk"):
            yield _lasted(one.matter, who=one.asked, since=one.asked_at, until=one.answered_at)


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

    def lasted(self, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Lasted]:
        found = Matter.objects.filter(
            kind=REQUEST, opened_at__gte=since, customer__in=customers, accountable__isnull=False
        )
        for one in found.select_related("accountable").order_by("-opened_at", "-pk"):
            assert one.accountable is not None  # asked for
            yield _lasted(one, who=one.accountable, since=one.opened_at, until=one.closed_at)


def _lasted(matter: Matter, *, who: User, since: datetime, until: datetime | None) -> Lasted:
    return Lasted(customer_id=matter.customer_id, matter_id=matter.pk, who=who, since=since, until=until)
