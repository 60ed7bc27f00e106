"""What a rule would have done in the last weeks, before it is put into force.

The acts of that time, which their rooms still know, are judged by the rule as it is proposed, each at its own moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import QuerySet

from tandem.essentials.customers.models import Customer
from tandem.essentials.playbook.rules.kinds import LOOKED_AT, Hit, RuleKind
from tandem.essentials.playbook.rules.scopes import Scope

DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """How often a rule would have spoken: hits, matters and customers, and whose (per tandem, never per person)."""

    hits: int
    matters: int
    customers: list[Customer]
    tandems: list[tuple[str, int]]
    # The moment from which on acts were judged: later than 90 days ago where there were too many.
    since: datetime

    @property
    def names(self) -> list[str]:
        return [customer.name for customer in self.customers[:5]]


def look_back(*, kind: RuleKind, scope: Scope, at: datetime, seen: QuerySet[Customer]) -> LookBack:
    """What the rule would have touched in the last 90 days among the customers that the reader sees."""
    since = at - timedelta(days=DAYS)
    customers = scope.customers().filter(pk__in=seen.values("pk"))
    found = kind.look_back(customers=customers, since=since, at=at)
    if found is None:
        found, since = _judged(kind, customers=customers, since=since)
    hits = list(found)
    touched = {hit.customer_id for hit in hits}
    named = list(Customer.objects.filter(pk__in=touched).select_related("tandem").order_by("sort_key", "pk"))
    tandem_of = {customer.pk: customer.tandem.name for customer in named}
    return LookBack(
        hits=len(hits),
        matters=len({hit.matter_id for hit in hits if hit.matter_id}),
        customers=named,
        tandems=sorted(Counter(tandem_of[hit.customer_id] for hit in hits).items()),
        since=since,
    )


def _judged(
    kind: RuleKind, *, customers: QuerySet[Customer], since: datetime
) -> tuple[Iterator[Hit], datetime]:
    acts = [act for one in kind.acts for act in islice(one.past(customers=customers, since=since), LOOKED_AT)]
    if len(acts) >= LOOKED_AT:
        since = min(act.at for act in acts)
    hits = (
        Hit(customer_id=act.customer.pk, at=act.at, matter_id=act.matter_id)
        for act in acts
        if kind.judge(act) is not None
    )
    return hits, since
