"""What pages list: whose turn, what waits for whom, what stands where. Each a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.base.journal.queries import Told
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.calendar import moments
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import READS_ALL, User
from tandem.essentials.teamwork import queries
from tandem.essentials.teamwork.models import OFFERED, REQUEST, Handover, Matter, Question, Task

LIMIT = 200

Scope = Literal["mine", "tandem", "all"]
# Days that a matter has stood at its step: up to 3, 4 to 7, more.
Age = Literal["fresh", "aging", "old"]
AGES: dict[Age, tuple[int, int | None]] = {"fresh": (0, 3), "aging": (4, 7), "old": (8, None)}


def _with_turn(matters: QuerySet[Matter]) -> QuerySet[Matter]:
    return matters.select_related("customer", "step", "accountable", "contact")


def turns_of(user: User, *, day: date, limit: int = LIMIT) -> list[Matter]:
    """The open matters that are a person's turn, or of somebody they stand in for; the earliest first."""
    mine = queries.visible_to(user).filter(closed_at=None, accountable__in=queries.acts_as(user, day=day))
    return list(_with_turn(mine).order_by("due_at", "pk")[:limit])


def open_matters(customer: Customer) -> list[Matter]:
    """The open matters of a customer, the most urgent first."""
    matters = Matter.objects.filter(customer=customer, closed_at=None)
    return list(_with_turn(matters).order_by("-urgent", "due_at", "pk")[:LIMIT])


def headline(customer: Customer) -> Matter | None:
    """A customer's 'Wer ist dran': the most urgent open matter; None only where none is open."""
    return headlines([customer.pk]).get(customer.pk)


def headlines(customer_ids: Iterable[int]) -> dict[int, Matter]:
    """The most urgent open matter of each of these customers, by customer id. One query."""
    return {matter.customer_id: matter for matter in _HEADLINES(customers=list(customer_ids))}


def open_counts(customer_ids: Iterable[int]) -> dict[int, int]:
    """How many matters are open at each of these customers that has any. One query."""
    return dict(_OPEN_COUNTS(customers=list(customer_ids)))


def _open_at(given: Givens) -> QuerySet[Matter]:
    return Matter.objects.filter(customer__any_of=given.customers, closed_at=None)


_HEADLINES = Read(
    lambda given: (
        _open_at(given)
        .select_related("step", "accountable")
        .order_by("customer", "-urgent", "due_at", "pk")
        .distinct("customer")
    )
)
_OPEN_COUNTS = Read(
    lambda given: _open_at(given).order_by().values_list("customer").annotate(number=Count("pk"))
)


def offers_to(user: User, *, day: date) -> list[Handover]:
    """Handovers that wait for this person's answer, or for that of somebody they stand in for."""
    offers = Handover.objects.filter(state=OFFERED, taker__in=queries.acts_as(user, day=day))
    related = offers.select_related("matter__customer", "matter__step", "giver", "taker")
    return list(related.order_by("answer_due_at", "pk")[:LIMIT])


def questions_to(user: User, *, day: date) -> list[Question]:
    """Questions that wait for this person's answer; those with a fixed time that waits for it first."""
    questions = Question.objects.filter(answered_at=None, asked__in=queries.acts_as(user, day=day))
    related = questions.filter(matter__closed_at=None).select_related("matter__customer", "asker", "asked")
    return sorted(
        related.order_by("due_at", "pk")[:LIMIT],
        key=lambda found: (found.needed_at or found.due_at, found.pk),
    )


def tasks_of(user: User, *, day: date) -> list[Task]:
    """The open tasks of a person and of those they stand in for; the earliest date first."""
    tasks = Task.objects.filter(done_at=None, accountable__in=queries.acts_as(user, day=day))
    return list(
        tasks.select_related("customer", "matter", "accountable", "made_by").order_by("due_at", "pk")[:LIMIT]
    )


Place = tuple[bool, datetime, int]


def requests(
    user: User, *, scope: Scope, day: date, after: Place | None = None, limit: int = 50
) -> tuple[list[Matter], Place | None]:
    """Open requests, urgent first, then the oldest; and where the next page begins (None: this is the last).

    `mine`: the person's turns and those they stand in for; `tandem`: the customers of their tandems; `all`.
    """
    found = queries.visible_to(user).filter(kind=REQUEST, closed_at=None)
    if scope == "mine":
        found = found.filter(accountable__in=queries.acts_as(user, day=day))
    elif scope == "tandem":
        found = found.filter(customer__tandem__in=people.tandem_ids_of(user=user, day=day))
    if after is not None:
        urgent, opened_at, pk = after
        later = Q(opened_at__gt=opened_at) | Q(opened_at=opened_at, pk__gt=pk)
        found = found.filter(Q(urgent=urgent) & later | (Q(urgent=False) if urgent else Q(pk__in=[])))
    page = list(_with_turn(found).order_by("-urgent", "opened_at", "pk")[: limit + 1])
    if len(page) <= limit:
        return page, None
    last = page[limit - 1]
    return page[:limit], (last.urgent, last.opened_at, last.pk)


def matters_at(
    user: User,
    *,
    step_keys: Sequence[str],
    day: date,
    tandem_id: int | None = None,
    age: Age | None = None,
    overdue: bool = False,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Matter]:
    """The open matters behind a number of the process board, those that have stood there longest first.

    `after` is (step_since, pk) of the last row of the page before. One query.
    """
    since, pk = after or (None, None)
    youngest, oldest = _bounds(age, day)
    return _MATTERS_AT(
        door=customers.door(user), with_tandem=tandem_id is not None, age=age, overdue=overdue,
        is_later=after is not None, limit=limit,
        steps=list(step_keys), tandem=tandem_id, youngest=youngest, oldest=oldest, midnight=moments.midnight(day),
        since=since, pk=pk,
    )  # fmt: skip


def _matters_read(
    given: Givens,
    *,
    door: customers.Door,
    with_tandem: bool,
    age: Age | None,
    overdue: bool,
    is_later: bool,
    limit: int,
) -> QuerySet[Matter]:
    found = queries.behind(door).filter(closed_at=None, step__key__any_of=given.steps)
    if with_tandem:
        found = found.filter(customer__tandem=given.tandem)
    if age is not None:
        found = found.filter(_aged("step_since", age, given))
    if overdue:
        found = found.filter(due_at__lt=given.midnight)
    if is_later:
        found = found.filter(Q(step_since__gt=given.since) | Q(step_since=given.since, pk__gt=given.pk))
    shown = found.select_related("customer", "accountable").only(*_SHOWN)
    return shown.order_by("step_since", "pk")[:limit]


# What stands behind a number of the board; decoding the rest of four wide tables costs more than the query.
_SHOWN = (
    *("title", "value", "currency", "due_at", "step_since", "customer__name"),
    *("step__key", "step__also", "step__name_de", "step__name_en"),
    *("accountable__first_name", "accountable__last_name", "accountable__roles"),
)
_MATTERS_AT = Read(_matters_read)


def tasks_at(
    user: User,
    *,
    step_keys: Sequence[str],
    day: date,
    tandem_id: int | None = None,
    age: Age | None = None,
    overdue: bool = False,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Task]:
    """The open obligations beside the matters (register, evaluate) behind a number of the process board."""
    since, pk = after or (None, None)
    youngest, oldest = _bounds(age, day)
    return _TASKS_AT(
        door=customers.door(user), with_tandem=tandem_id is not None, age=age, overdue=overdue,
        is_later=after is not None, limit=limit,
        steps=list(step_keys), tandem=tandem_id, youngest=youngest, oldest=oldest, midnight=moments.midnight(day),
        since=since, pk=pk,
    )  # fmt: skip


def _tasks_read(
    given: Givens,
    *,
    door: customers.Door,
    with_tandem: bool,
    age: Age | None,
    overdue: bool,
    is_later: bool,
    limit: int,
) -> QuerySet[Task]:
    found = Task.objects.filter(done_at=None, step_key__any_of=given.steps)
    if not door.everything:
        found = found.filter(customer__in=door.customers())
    if with_tandem:
        found = found.filter(customer__tandem=given.tandem)
    if age is not None:
        found = found.filter(_aged("made_at", age, given))
    if overdue:
        found = found.filter(due_at__lt=given.midnight)
    if is_later:
        found = found.filter(Q(made_at__gt=given.since) | Q(made_at=given.since, pk__gt=given.pk))
    related = found.select_related("customer", "matter", "accountable", "made_by")
    return related.order_by("made_at", "pk")[:limit]


_TASKS_AT = Read(_tasks_read)


def _bounds(age: Age | None, day: date) -> tuple[datetime | None, datetime | None]:
    """Before which moment something of this age began, and after which."""
    if age is None:
        return None, None
    youngest, oldest = AGES[age]
    since = None if oldest is None else moments.midnight(day - timedelta(days=oldest))
    return moments.midnight(day - timedelta(days=youngest - 1)), since


def _aged(field: str, age: Age, given: Givens) -> Q:
    condition = Q(**{f"{field}__lt": given.youngest})
    return condition if AGES[age][1] is None else condition & Q(**{f"{field}__gte": given.oldest})


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Who can be asked or given something at a customer: the tandem first, then everybody else."""

    team: list[User]
    others: list[User]


def colleagues_at(customer: Customer, *, user: User, day: date, readers_only: bool = True) -> Colleagues:
    """The colleagues beside `user`, the customer's tandem first; `readers_only`: who sees every customer."""
    team = people.team(tandem_id=customer.tandem_id, day=day)
    partner = team.partner_of(user) if user in team else None
    near = sorted(team.people, key=lambda person: person != partner)
    others = [person for person in people.colleagues() if person not in team]
    if readers_only:
        others = [person for person in others if person.has_role(*READS_ALL)]
    return Colleagues(
        team=[person for person in near if person.pk != user.pk and person.is_active],
        others=[person for person in others if person.pk != user.pk],
    )


def contacts_of(customer: Customer) -> list[Contact]:
    """The people at a customer who still work there."""
    return list(customer.contacts.filter(is_active=True).order_by("last_name", "first_name", "pk"))


def history(matter: Matter, *, limit: int = 100) -> list[Told]:
    """What happened in a matter, the newest first."""
    return [told for told, _actor in history_with_actors(matter, limit=limit)]


def history_with_actors(matter: Matter, *, limit: int = 100) -> list[tuple[Told, str]]:
    """What happened in a matter, the newest first, and who did it. One query: the journal knows ids, not people."""
    full_name = Concat("first_name", Value(" "), "last_name")
    who = people.all_people().filter(pk=OuterRef("actor_id")).values_list(full_name)
    entries = Entry.objects.filter(matter_id=matter.pk).annotate(actor_name=Subquery(who))
    return [(journal.tell(entry), entry.actor_name or "") for entry in entries.order_by("-at", "-pk")[:limit]]


def questions_of(matter: Matter) -> list[Question]:
    """The questions of a matter, open ones first."""
    found = matter.questions.select_related("asker", "asked", "answered_by").order_by("asked_at", "pk")
    return sorted(found, key=lambda question: question.answered_at is not None)


def open_tasks(matter: Matter) -> list[Task]:
    """What is to be done in a matter."""
    tasks = matter.tasks.filter(done_at=None).select_related("accountable")
    return list(tasks.order_by("due_at", "pk"))
