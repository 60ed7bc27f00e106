"""What somebody is told on Heute: who reminds them, and which missed dates have come up to them. Two queries."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tandem.base.tools.reads import Givens, Read
from tandem.essentials.coordination.chain import COORDINATION, LEAD, PARTNER
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.essentials.teamwork import things
from tandem.essentials.teamwork.models import Reminder

SHOWN = 20


def reminders_to(user: User, *, acting: Iterable[int]) -> list[Reminder]:
    """What a person (also for those they stand in for) is reminded of by others and still has, the newest first."""
    return _REMINDERS(acting=list(acting), user=user.pk)


def come_up_to(user: User, *, acting: Iterable[int]) -> list[Escalation]:
    """Missed dates that the person learns of as the partner, or by their role; over when the thing is done."""
    roles = ((COORDINATOR, COORDINATION), (SALES_LEAD, LEAD))
    levels = tuple(level for role, level in roles if user.has_role(role))
    return _COME_UP(levels=levels, acting=list(acting))


def _reminders(given: Givens) -> QuerySet[Reminder]:
    still = things.still_open(thing_holder_id="reminded_id")
    found = Reminder.objects.filter(still, ~Q(reminder=given.user), reminded__any_of=given.acting)
    return found.select_related("reminder", "customer").order_by("-made_at", "-pk")[:SHOWN]


def _come_up(given: Givens, *, levels: tuple[int, ...]) -> QuerySet[Escalation]:
    told = Q(level=PARTNER, told__any_of=given.acting)
    if levels:
        told |= Q(level__in=levels)
    found = Escalation.objects.filter(told, things.still_open(thing_due_at="missed_at"))
    return found.select_related("customer").order_by("-reached_at", "-pk")[:SHOWN]


_REMINDERS, _COME_UP = Read(_reminders), Read(_come_up)
