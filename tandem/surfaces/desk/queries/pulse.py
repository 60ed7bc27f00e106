"""What colleagues have just done at the customers of one's tandems: open pages ask for it every few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.base.journal.queries import Told
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request

# So many are shown at once; what came before them stands on Heute and in the files.
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that a colleague has just done."""

    told: Told
    who: User
    customer: str
    customer_id: int


def _since_read(given: Givens) -> QuerySet[Entry, Any]:
    customers = Customer.objects.filter(tandem__any_of=given.tandems)
    name = Customer.objects.filter(pk=OuterRef("customer_id")).values("name")[:1]
    entries = Entry.objects.filter(
        pk__gt=given.since, customer_id__in=customers.values("pk"), actor_id__isnull=False
    ).exclude(actor_id=given.user)
    return entries.annotate(customer_name=Subquery(name)).order_by("-pk")[:SHOWN]


_SINCE = Read(_since_read)


def newest() -> int:
    """The number of the last entry of the journal: from here on something is news."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def since(number: int, *, request: Request) -> list[News]:
    """What others have done since an entry, the newest first. Three queries."""
    tandems = people.tandem_ids_of(user=request.user, day=timezone.localdate(request.at))
    if not tandems:
        return []
    entries = _SINCE(since=number, tandems=tandems, user=request.user.pk)
    actors = User.objects.in_bulk({entry.actor_id for entry in entries})
    return [
        News(
            told=journal.tell(entry),
            who=actors[entry.actor_id],
            customer=entry.customer_name,
            customer_id=entry.customer_id,
        )
        for entry in entries
        if entry.actor_id in actors
    ]
