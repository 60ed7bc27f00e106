"""Who waits to be called by a person today, in order, and how far one has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from tandem.essentials.calendar import moments
from tandem.essentials.consent import queries as consent
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.journey.calls.calling import sources
from tandem.journey.calls.calling.sources import Agreed
from tandem.journey.calls.calling.tables import Attempt, Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The list of the day as it stands now."""

    waiting: list[Agreed]
    done: int
    # Who is on the list but has objected: not called.
    barred: int
    # Whom a colleague has on the line at the moment.
    elsewhere: int

    @property
    def total(self) -> int:
        return self.done + len(self.waiting)


def of(*, user: User, at: datetime, done: int | None = None) -> Line:
    """The calls of a person, without who has objected, who is being called by somebody else, who was called.

    `done`: how many results of today there are, where that is known.
    """
    found = sources.all_agreed(user, at)
    ids = [one.customer_id for one in found]
    seen = customers.visible_to(user).filter(pk__any_of=ids)
    may = Exists(consent.callable_customers(Customer.objects.filter(pk=OuterRef("pk"))))
    holds = Hold.objects.filter(customer=OuterRef("pk"))
    elsewhere = Exists(holds.filter(until__gt=at).exclude(person=user))
    passed = Exists(holds.filter(person=user, passed_on=timezone.localdate(at)))
    standing = {pk: flags for pk, *flags in seen.values_list("pk", may, elsewhere, passed)}
    people = [one.contact_id for one in found if one.contact_id is not None]
    reachable = set(
        consent.callable(Contact.objects.filter(pk__any_of=people, is_active=True)).values_list(
            "pk", flat=True
        )
    )
    called = _called_already(found, at=at)
    mine: list[Agreed] = []
    later: list[Agreed] = []
    with_colleagues = 0
    for one in found:
        may_call, is_elsewhere, is_passed = standing.get(one.customer_id, (False, False, False))
        if not may_call or one.key in called:
            continue
        if is_elsewhere:
            with_colleagues += 1
            continue
        reached = one if one.contact_id in reachable else replace(one, contact_id=None)
        (later if is_passed else mine).append(reached)
    return Line(
        waiting=mine + later,
        done=done_today(user, at=at).count() if done is None else done,
        barred=sum(not may_call for may_call, *_more in standing.values()),
        elsewhere=with_colleagues,
    )


def done_today(user: User, *, at: datetime) -> QuerySet[Attempt]:
    """The results of a person today that were not taken back."""
    return Attempt.objects.filter(
        person=user, at__gte=moments.midnight(timezone.localdate(at)), undone_at=None
    )


def _called_already(found: list[Agreed], *, at: datetime) -> set[str]:
    """What was called already: companies without a matter this week, tasks today. A matter's date moves by itself."""
    companies = [one.customer_id for one in found if one.matter_id is None]
    if not companies:
        return set()
    today = timezone.localdate(at)
    monday = moments.midnight(today - timedelta(days=today.weekday()))
    tried = Attempt.objects.filter(customer__any_of=companies, at__gte=monday, undone_at=None)
    keys = set()
    for customer, task, moment in tried.values_list("customer_id", "task_id", "at"):
        if not task:
            keys.add(f"c{customer}")
        elif timezone.localdate(moment) == today:
            keys.add(f"t{task}")
    return keys


def shown(waiting: list[Agreed], *, limit: int) -> list[tuple[Agreed, Customer, Contact | None]]:
    """The first of a list with names. Two queries."""
    first = waiting[:limit]
    companies = Customer.objects.in_bulk([one.customer_id for one in first])
    people = Contact.objects.in_bulk([one.contact_id for one in first if one.contact_id is not None])
    return [(one, companies[one.customer_id], people.get(one.contact_id or 0)) for one in first]
