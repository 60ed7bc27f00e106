"""What stands at each step of the process: figures, handovers that wait, the matters behind a number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import QuerySet
from django.utils import timezone

from tandem.base.tools.reads import Givens, Read
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.queries import Door
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, INSIDE, Tandem, User
from tandem.essentials.playbook import parties
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import CRM, EVALUATE, REGISTER, REVIEW, Step
from tandem.essentials.teamwork import board, lists
from tandem.essentials.teamwork.board import StepCount
from tandem.essentials.teamwork.models import OFFERED, Handover
from tandem.surfaces.desk import links

# Steps that run beside the matter: they count their tasks.
BY_TASKS = (REGISTER, EVALUATE, CRM, REVIEW)
MOST = 50


@dataclass(slots=True)
class Standing:
    """What stands at one step; `waits` are the days for which handovers out of it have been waiting."""

    step: Step
    figures: StepCount
    waits: list[float] = field(default_factory=list)
    # The side that answers for it, also where a role or a person does.
    side: str = INSIDE
    # The sides of everybody who is responsible.
    shares: tuple[str, ...] = ()
    # A step of an older version that the one in force no longer has, where matters still stand.
    is_former: bool = False

    @property
    def number(self) -> str:
        """Its place in the version in force."""
        return "–" if self.is_former else str(self.step.position)

    @property
    def ages(self) -> tuple[int, int, int]:
        """Up to 3 days, 4 to 7, more."""
        return self.figures.fresh, self.figures.aging, self.figures.old

    @property
    def is_bottleneck(self) -> bool:
        """The middle matter stands here longer than the step may take, and it is no single case."""
        return self.figures.count >= 3 and self.figures.median_days > self.step.deadline_days

    @property
    def median_wait(self) -> float:
        return median(self.waits) if self.waits else 0.0


@dataclass(slots=True)
class Process:
    """The steps of the version in force with what stands at each; then older ones where something still stands."""

    standings: list[Standing]
    tandems: list[Tandem] = field(default_factory=list)

    @property
    def running(self) -> int:
        """Open matters; tasks beside them are not counted twice."""
        return sum(one.figures.count for one in self.standings if one.step.key not in BY_TASKS)

    @property
    def bottlenecks(self) -> list[Standing]:
        """The worst first: how many times over its target the median is."""
        found = [one for one in self.standings if one.is_bottleneck]
        return sorted(found, key=lambda one: -one.figures.median_days / max(one.step.deadline_days, 1))

    def at(self, key: str) -> Standing | None:
        return next((one for one in self.standings if one.step.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One matter or task behind a number."""

    customer: str
    customer_id: int
    title: str
    days: int
    late: bool
    person: User | None
    value: Decimal | None
    currency: str
    matter_id: int | None

    @property
    def url(self) -> str:
        if self.matter_id is not None:
            return links.to("teamwork:matter", self.matter_id)
        return links.to("desk:customer", self.customer_id)


def of(*, user: User, at: datetime, tandem_id: int | None = None) -> Process:
    """The board of everything the person may see, or of one tandem. Five queries."""
    day = timezone.localdate(at)
    steps = playbook.steps(day=day)
    shown_at = {key: step.key for step in steps for key in step.keys}
    figures = board.step_counts(user, day=day, tandem_id=tandem_id, shown_at=shown_at)
    waits: dict[str, list[float]] = defaultdict(list)
    for key, waited in _waits(user, at, tandem_id).items():
        waits[shown_at.get(key, key)] += waited
    former = playbook.former_steps([key for key in figures if key not in shown_at])
    shown = [*steps, *former]
    sides = parties.sides_of(party for step in shown for party in step.responsible)
    standings = [
        Standing(
            step=step,
            side=parties.side_that_answers(step.responsible, step.acts_first, sides=sides),
            shares=tuple(dict.fromkeys(sides.get(party, INSIDE) for party in step.responsible)),
            figures=figures.get(step.key) or StepCount(),
            waits=waits.get(step.key, []),
            is_former=step.key not in shown_at,
        )
        for step in shown
    ]
    tandems = [] if user.has_role(AGENT) else people.tandems_by_name()
    return Process(standings=standings, tandems=tandems)


def _waits(user: User, at: datetime, tandem_id: int | None) -> dict[str, list[float]]:
    """For how many days the offered handovers have been waiting, by the step their matter stands at."""
    found: dict[str, list[float]] = defaultdict(list)
    for key, since in _WAITS(door=customers.door(user), with_tandem=tandem_id is not None, tandem=tandem_id):
        found[key].append((at - since) / timedelta(days=1))
    return found


def _waits_read(given: Givens, *, door: Door, with_tandem: bool) -> QuerySet[Handover, tuple[str, datetime]]:
    offers = Handover.objects.filter(state=OFFERED, matter__step__isnull=False)
    if not door.everything:
        offers = offers.filter(matter__customer__in=door.customers())
    if with_tandem:
        offers = offers.filter(matter__customer__tandem=given.tandem)
    return offers.values_list("matter__step__key", "made_at")


_WAITS = Read(_waits_read)


def behind(
    *, user: User, step: Step, at: datetime, tandem_id: int | None = None, overdue: bool = False
) -> list[Behind]:
    """The matters (or tasks) behind a step's number, oldest first, at most 50. A query for each."""
    day = timezone.localdate(at)
    found: list[Behind] = []
    if step.stands_for(*BY_TASKS):
        tasks = lists.tasks_at(
            user, step_keys=step.keys, day=day, tandem_id=tandem_id, overdue=overdue, limit=MOST
        )
        found = [
            Behind(
                customer=task.customer.name,
                customer_id=task.customer_id,
                title=task.title,
                days=(day - timezone.localdate(task.made_at)).days,
                late=task.due_at < at,
                person=task.accountable,
                value=None,
                currency="",
                matter_id=task.matter_id,
            )
            for task in tasks
        ]
    if all(key in BY_TASKS for key in step.keys):
        return found
    matters = lists.matters_at(
        user, step_keys=step.keys, day=day, tandem_id=tandem_id, overdue=overdue, limit=MOST
    )
    return found + [
        Behind(
            customer=matter.customer.name,
            customer_id=matter.customer_id,
            title=matter.title,
            days=(day - timezone.localdate(matter.step_since)).days,
            late=matter.due_at is not None and matter.due_at < at,
            person=matter.accountable,
            value=matter.value,
            currency=matter.currency,
            matter_id=matter.pk,
        )
        for matter in matters
    ]
