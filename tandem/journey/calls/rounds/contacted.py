"""When a customer and we were last in touch, as the journal tells it: by either side, or because the customer came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from tandem.base.journal.models import Entry
from tandem.base.tools import reads
from tandem.essentials.teamwork import contacts
from tandem.essentials.teamwork.entries import Noted

# A plain note tells of no contact.
A_CONTACT = ~Q(type=Noted.key, data__channel="note")

# The newest contact of each customer of a tandem, with those of customers that were merged into it; where the journal
# has none, the day that the customer's file knows.
_LAST = """
WITH pool AS (SELECT id, last_contact_date, created_at FROM customers_customer
              WHERE tandem_id = %(tandem)s AND merged_into_id IS NULL),
     known AS (SELECT id AS owner, id FROM pool
               UNION ALL SELECT alias.merged_into_id, alias.id FROM customers_customer alias
                         JOIN pool ON pool.id = alias.merged_into_id),
     told AS (SELECT DISTINCT ON (known.owner) known.owner, newest.at, newest.side FROM known
              JOIN LATERAL (SELECT e.at, e.side FROM journal_entry e
                            WHERE e.customer_id = known.id AND e.type = ANY(%(telling)s)
                              AND NOT (e.type = %(noted)s AND e.data->>'channel' IS NOT DISTINCT FROM 'note')
                            ORDER BY e.at DESC, e.id DESC LIMIT 1) newest ON true
              ORDER BY known.owner, newest.at DESC)
SELECT pool.id, told.at, told.side, pool.last_contact_date, pool.created_at
FROM pool LEFT JOIN told ON told.owner = pool.id
"""


@dataclass(frozen=True, slots=True)
class LastContact:
    """When it was; `side` is empty where the customer came or nobody knows. Never: since we know the customer."""

    at: datetime
    side: str = ""
    was: bool = True


def last_of(*, tandem_id: int) -> dict[int, LastContact]:
    """The last contact of each customer of a tandem. One query."""
    given = {"tandem": tandem_id, "telling": contacts.telling(), "noted": Noted.key}
    return {row[0]: _last(*row[1:]) for row in reads.rows(_LAST, given, keeps_plan=False)}


def _last(at: datetime | None, side: str | None, day: Any, created_at: datetime) -> LastContact:
    noted = timezone.make_aware(datetime.combine(day, time(12))) if day is not None else None
    if at is not None and (noted is None or at.date() >= noted.date()):
        return LastContact(at, side or "")
    return LastContact(noted) if noted is not None else LastContact(created_at, was=False)


def since(moment: datetime, *, customer_ids: list[int]) -> dict[int, datetime]:
    """Which of these customers were spoken with since then, and when last. One query."""
    told = Entry.objects.filter(
        A_CONTACT, customer_id__in=customer_ids, at__gt=moment, type__in=contacts.telling()
    ).order_by()
    spoken = told.values_list("customer_id").annotate(newest=Max("at"))
    return {pk: newest for pk, newest in spoken if pk is not None}
