"""The numbers beside the areas, in one query."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from tandem.essentials.people.web import Request
from tandem.essentials.teamwork.models import CUSTOMER
from tandem.surfaces.desk.queries.circle import Circle


def horizon(at: datetime) -> datetime:
    """Until when something belongs to the day's list: the end of tomorrow, so that nothing surprises."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.max))


def on_the_list(at: datetime) -> Q:
    """Turns of the day: due by tomorrow; while the customer has the turn, once the date has passed."""
    return Q(due_at__lte=horizon(at)) & (~Q(waiting_for=CUSTOMER) | Q(due_at__lte=at))


_NUMBERS = """
SELECT count(*) FILTER (WHERE m.kind = 'request'),
       count(*) FILTER (WHERE s.key = 'prepare'),
       count(*) FILTER (WHERE s.key IN ('quote', 'follow_up')),
       count(*) FILTER (WHERE m.accountable_id = ANY(%(acting)s) AND m.due_at <= %(horizon)s
                        AND (m.waiting_for <> 'customer' OR m.due_at <= %(at)s)),
       (SELECT count(*) FROM teamwork_handover WHERE state = 'offered' AND taker_id = ANY(%(acting)s)),
       (SELECT count(*) FROM teamwork_question WHERE answered_at IS NULL AND asked_id = ANY(%(acting)s)),
       (SELECT count(*) FROM teamwork_task
        WHERE done_at IS NULL AND accountable_id = ANY(%(acting)s) AND due_at <= %(horizon)s)
FROM teamwork_matter m LEFT JOIN playbook_step s ON s.id = m.step_id
WHERE m.closed_at IS NULL AND m.accountable_id = ANY(%(pair)s)
"""


def of(request: Request, circle: Circle) -> dict[str, int]:
    """Open rows of the day; requests, leads and quotes of the person and the partner. One statement."""
    acting = [circle.user.pk, *(person.pk for person in circle.represented())]
    pair = acting if circle.partner is None else [*acting, circle.partner.pk]
    given: dict[str, Any] = {"acting": acting, "pair": pair, "at": request.at, "horizon": horizon(request.at)}
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, given)
        requests, leads, quotes, *mine = cursor.fetchone()
    known = getattr(request, "_desk_today", None)
    return {
        "requests": requests,
        "leads": leads,
        "quotes": quotes,
        "today": known if isinstance(known, int) else sum(mine),
    }


def keep_today(request: Request, number: int) -> None:
    """The page of the day knows its own number; the frame shows the same."""
    request._desk_today = number  # type: ignore[attr-defined]  # kept for the frame of the same request
