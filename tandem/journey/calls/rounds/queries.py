"""Whose round somebody reads and writes, and what was agreed in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.calendar import moments
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, Tandem, User
from tandem.essentials.people.queries import Team
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.models import Matter, Task
from tandem.journey.calls.calling.tables import Attempt
from tandem.journey.calls.models import (
    CALLING,
    DONE,
    PARTS,
    VISITING,
    Booking,
    Candidate,
    Round,
    View,
)
from tandem.journey.calls.rounds import scoring

WEEKEND, A_WEEK = 5, timedelta(days=7)
# For so long after a round what follows counts as having come of it.
CAME_OF_IT = timedelta(days=14)


def week_of(day: date) -> date:
    """The Monday of the week that a day belongs to; at the weekend the one ahead."""
    monday = day - timedelta(days=day.weekday())
    return monday + A_WEEK if day.weekday() >= WEEKEND else monday


def reads_all(user: User) -> bool:
    """Who looks into the rounds of every tandem: coordination and sales management."""
    return user.is_active and user.has_role(COORDINATOR, SALES_LEAD)


def own_tandem_ids(user: User, *, day: date) -> list[int]:
    """The tandems in whose round a person takes part: by seat, as the tandem's deputy, as a stand-in."""
    own = people.tandem_ids_of(user=user, day=day)
    if own:
        return own
    found = list(user.deputy_for_tandems.order_by("pk").values_list("pk", flat=True))
    for absent in people.stand_ins(day=day).represented_by(user):
        found += people.tandem_ids_of(user=User(pk=absent), day=day)
    return list(dict.fromkeys(found))


def only_tandem_id(user: User, *, day: date) -> int | None:
    """The tandem of somebody who has nothing to choose; None where there are several, or none."""
    own = own_tandem_ids(user, day=day)
    return own[0] if len(own) == 1 and not reads_all(user) else None


def tandems_for(user: User, *, day: date) -> list[Tandem]:
    """Whose rounds somebody may open, the own ones first."""
    own = own_tandem_ids(user, day=day)
    if not own and not reads_all(user):
        return []
    known = people.tandems_by_name()
    mine = [tandem for tandem in known if tandem.pk in own]
    return mine + [tandem for tandem in known if tandem.pk not in own] if reads_all(user) else mine


def seat_for(user: User, team: Team, *, day: date) -> User | None:
    """For whom somebody speaks in a tandem's round: themselves, or whom they stand in for; None for readers."""
    if not user.is_active:
        return None
    if user in team or (team.tandem.deputy_id == user.pk and not (team.inside and team.outward)):
        return user
    represented = people.stand_ins(day=day).represented_by(user)
    return next((person for person in team.people if person.pk in represented), None)


def voices(team: Team) -> list[User]:
    """Who takes part in a round: the seats, and the deputy where one is empty."""
    deputy = team.tandem.deputy
    if deputy is not None and not (team.inside and team.outward) and deputy not in team:
        return [*team.people, deputy]
    return team.people


def require_voice(user: User, team: Team, *, day: date) -> User:
    """Refuse unless somebody takes part in this round; gives the person for whom they speak."""
    found = seat_for(user, team, day=day)
    if found is None:
        names = _(" and ").join(person.full_name for person in team.people) or team.tandem.name
        raise NotAllowed(_("This is the round of %(names)s. You can read it.") % {"names": names})
    return found


def visible_to(user: User, *, day: date) -> QuerySet[Round]:
    """The rounds that a person may read: of the own tandems, or all."""
    rounds = Round.objects.select_related("tandem__deputy")
    return rounds if reads_all(user) else rounds.filter(tandem__in=own_tandem_ids(user, day=day))


def get_for(user: User, pk: int, *, day: date) -> Round:
    """One round, or 404 whether it does not exist or is not for this person."""
    if pk > 2**63 - 1 or (found := visible_to(user, day=day).filter(pk=pk).first()) is None:
        raise Http404
    return found


def get_candidate_for(user: User, pk: int, *, day: date) -> Candidate:
    """One candidate of a visible round."""
    candidates = Candidate.objects.select_related(
        "customer__tandem__deputy", "round__tandem__deputy", "caller"
    )
    rounds = visible_to(user, day=day).order_by().values("pk")
    if pk > 2**63 - 1 or (found := candidates.filter(pk=pk, round__in=rounds).first()) is None:
        raise Http404
    return found


def round_of(tandem_id: int, *, monday: date) -> Round | None:
    """The round of a tandem in a week. Rights are the caller's."""
    return Round.objects.select_related("tandem__deputy").filter(tandem=tandem_id, monday=monday).first()


# --- what came of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a later room counts of what came of a round: a column of a query of rounds, and how it is told.

    `column()` may refer to the round by `OuterRef("pk")` and to its end by `OuterRef("ended_at")`.
    """

    key: str
    label: str | Promise
    column: Callable[[], Any]
    words: Callable[[Any], str]


_outcomes: dict[str, Outcome] = {}


def register_outcome(*outcomes: Outcome) -> None:
    """A room says what it counts; the same key again replaces it."""
    for outcome in outcomes:
        _outcomes[outcome.key] = outcome


def agreed_at(path: str) -> dict[str, Any]:
    """The condition that a customer (at `path`) is one with whom the round of the outer query agreed something."""
    return {f"{path}__round": OuterRef("pk"), f"{path}__decision__in": (CALLING, VISITING)}


def visits_booked() -> Subquery:
    """How many visits were booked at the customers of a round since it ended."""
    booked = Booking.objects.filter(
        **agreed_at("matter__customer__candidacies"),
        appointment__cancelled_at=None,
        made_at__gte=OuterRef("ended_at"),
        made_at__lte=OuterRef("ended_at") + CAME_OF_IT,
    )
    counted = (
        booked.order_by()
        .values("matter__customer__candidacies__round")
        .annotate(n=Count("pk", distinct=True))
    )
    return Subquery(counted.values("n"), output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Figures:
    """What a round that is over has brought."""

    round: Round
    agreed: int
    done: int
    outcomes: list[tuple[str, str]]


def figures(rounds: QuerySet[Round]) -> Figures | None:
    """The figures of the first of these rounds. One query."""
    one_file = Candidate.objects.filter(round=OuterRef("pk"), customer__merged_into=None)
    agreed = one_file.filter(decision=CALLING).order_by().values("round")
    done = Q(task__done_at__isnull=False) | Q(task=None)
    columns = {f"came_{number}": outcome.column() for number, outcome in enumerate(_outcomes.values())}
    found: Any = rounds.annotate(
        agreed=_count(agreed), calls_done=_count(agreed.filter(done)), **columns
    ).first()
    if found is None:
        return None
    told = [
        (str(outcome.label), outcome.words(getattr(found, f"came_{number}")))
        for number, outcome in enumerate(_outcomes.values())
    ]
    return Figures(round=found, agreed=found.agreed, done=found.calls_done, outcomes=told)


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def figures_before(found: Round) -> Figures | None:
    """What the round before this one has brought."""
    before = Round.objects.filter(tandem=found.tandem_id, monday__lt=found.monday, state=DONE)
    return figures(before.order_by("-monday")[:1])


def figures_of(found: Round) -> Figures | None:
    """What this round has brought."""
    return figures(Round.objects.filter(pk=found.pk, state=DONE).order_by("pk"))


# --- what a day of calls needs


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedCall:
    """A call that a round agreed on, with what the partner wrote about it."""

    customer: Customer
    contact: Contact | None
    matter: Matter | None
    task: Task
    reasons: list[str]
    background: str
    best_time: str
    planned_at: datetime


def agreed_for(user: User, day: date, *, callers: Iterable[int] | None = None) -> list[AgreedCall]:
    """The calls agreed for a person (or for whom they stand in) until a day that are still to be made, in their order.

    Whom somebody tried on the day already is left in peace until the next.

    `callers`: for whom the person acts, if somebody has asked already.
    """
    zone = ZoneInfo(user.zone)
    begins, ends = moments.day_bounds(day, zone)
    tried = Attempt.objects.filter(customer=OuterRef("customer"), at__gte=begins, undone_at=None)
    callers = teamwork.acts_as(user, day=day) if callers is None else set(callers)
    found = (
        Candidate.objects.filter(
            decision=CALLING, caller__in=callers, planned_at__lt=ends, round__state=DONE,
            task__isnull=False, task__done_at=None, customer__in=teamwork.customers_of(user),
        )
        .exclude(Exists(tried))
        .select_related("customer__tandem", "matter__contact", "matter__step", "task")
        .prefetch_related("views__person")
        .order_by("planned_at", "pk")
    )  # fmt: skip
    return [_agreed(candidate) for candidate in found]


def _agreed(candidate: Candidate) -> AgreedCall:
    assert candidate.task is not None and candidate.planned_at is not None  # noqa: PT018  (the query asks for both)
    views = sorted(candidate.views.all(), key=lambda view: view.person_id == candidate.caller_id)
    return AgreedCall(
        customer=candidate.customer,
        contact=candidate.matter.contact if candidate.matter is not None else None,
        matter=candidate.matter,
        task=candidate.task,
        reasons=[reason.words for reason in scoring.told(candidate.reasons)],
        background="\n".join(view.background for view in views if view.background),
        best_time=best_time(views),
        planned_at=candidate.planned_at,
    )


def best_time(views: Iterable[View]) -> str:
    """When the call is best, in words: the first of these views that says so."""
    for view in views:
        if view.part_of_day:
            return str(PARTS[view.part_of_day])
    return ""
