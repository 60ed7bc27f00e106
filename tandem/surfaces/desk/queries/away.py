"""'Was in deiner Abwesenheit geschah': what others did on somebody's matters while they were away. One query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Concat

from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.base.journal.queries import Told
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.calendar import moments
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import COORDINATOR, Absence, User
from tandem.essentials.teamwork.models import Handover, Matter, Question, Task
from tandem.surfaces.desk.queries.circle import Circle

SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that somebody did for the person."""

    told: Told
    customer: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An absence that has just ended, and what happened during it."""

    absence: Absence
    happened: list[Happened]


def of(circle: Circle) -> Away | None:
    """What the returning person finds; None for whoever was here."""
    absence = circle.returned
    if absence is None:
        return None
    actors = [absence.deputy_id, *(member.pk for team in circle.teams for member in team.people)]
    entries = _HAPPENED(
        user=circle.user.pk, name=circle.user.full_name,
        actors=[pk for pk in actors if pk is not None and pk != circle.user.pk],
        since=moments.midnight(absence.from_date), until=moments.midnight(absence.to_date + timedelta(days=1)),
    )  # fmt: skip
    happened = [
        Happened(told=journal.tell(entry), customer=entry.customer_name, who=entry.actor_name)
        for entry in entries
    ]
    return Away(absence=absence, happened=happened)


def _happened(given: Givens) -> QuerySet[Any]:
    """By whoever may have stood in, on matters that are or were the person's or where something was asked of them."""
    window = {"gte": given.since, "lt": given.until}
    actors = User.objects.filter(Q(pk__any_of=given.actors) | Q(roles__contains=[COORDINATOR])).exclude(
        pk=given.user
    )
    mine = Q(matter_id__in=Matter.objects.filter(accountable=given.user).values("pk"))
    mine |= Q(owner=given.name) | Q(before=given.name)
    for model, person, moment in (
        (Handover, "taker", "answered_at"),
        (Question, "asked", "answered_at"),
        (Task, "accountable", "done_at"),
    ):
        done = {person: given.user, **{f"{moment}__{word}": value for word, value in window.items()}}
        mine |= Q(matter_id__in=model.objects.filter(**done, matter__isnull=False).values("matter"))
    name = Customer.objects.filter(pk=OuterRef("customer_id")).values("name")[:1]
    who = User.objects.filter(pk=OuterRef("actor_id")).values_list(
        Concat("first_name", Value(" "), "last_name")
    )
    during = {f"at__{word}": value for word, value in window.items()}
    named = Entry.objects.annotate(owner=KT("data__owner"), before=KT("data__before"))
    found = named.filter(mine, **during, actor_id__in=actors.values("pk"), customer_id__isnull=False)
    return found.annotate(customer_name=Subquery(name), actor_name=Subquery(who[:1])).order_by(
        F("at").desc(), "-pk"
    )[:SHOWN]


_HAPPENED = Read(_happened)
