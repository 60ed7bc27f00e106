"""Who is responsible for a step, and until when: asked here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tandem.base.tools import working_time
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.base.tools.reads import Read
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import (
    ADMINISTRATOR,
    AGENT,
    COORDINATOR,
    KEY_ACCOUNT,
    READS_ALL,
    SALES_LEAD,
    User,
)
from tandem.essentials.playbook import parties, rules
from tandem.essentials.playbook.models import BESIDE, KEPT, KEY_ACCOUNTS, Process, Rule, Step, StepException
from tandem.essentials.playbook.rules import DeadlineKind, deadlines

RULE_MAKERS = (SALES_LEAD, COORDINATOR, ADMINISTRATOR)


class NobodyResponsible(Refused):
    """The tandem has nobody on the side that acts, no deputy, and the company has no coordinator."""


def process(*, day: date) -> Process:
    """The version in force on a day."""
    return _IN_FORCE(day=day)[0]


_IN_FORCE = Read(lambda given: Process.objects.filter(in_force_from__lte=given.day).order_by("-version")[:1])


def versions() -> list[Process]:
    """All versions there are, the newest first. One query."""
    return list(Process.objects.select_related("made_by").order_by("-version"))


def steps_of_version(process: Process) -> list[Step]:
    """The steps of one version, in order."""
    return list(_version(process.pk))


def steps(*, day: date) -> list[Step]:
    """The steps in force on a day, in order. One query, however often they are asked for."""
    return list(_in_force(day=day))


def step(*, key: str, day: date) -> Step:
    """One step in force by its key. Raises Step.DoesNotExist."""
    for candidate in _in_force(day=day):
        if candidate.stands_for(key):
            return candidate
    raise Step.DoesNotExist(f"The process in force on {day} has no step {key!r}.")


def step_beside(*, step: Step, key: str) -> Step:
    """Another step of the same version: matters stay on the version under which they began."""
    for candidate in _version(step.process_id):
        if candidate.stands_for(key):
            return candidate
    raise Step.DoesNotExist(f"Version {step.process_id} of the process has no step {key!r}.")


def step_for(*, key: str, beside: Step | None, day: date) -> Step:
    """The step a matter comes to: of its own version, or of the one in force where it stands at none yet."""
    return step_beside(step=beside, key=key) if beside is not None else step(key=key, day=day)


def next_stop(*, step: Step, to: Step) -> Step:
    """Where a matter that goes on comes to: steps of the company's own that lie between are not passed by."""
    between = _version(step.process_id)[step.position : to.position - 1]
    return next((candidate for candidate in between if candidate.is_own), to)


def steps_after(step: Step) -> list[Step]:
    """Where a matter can go on to from here, the next one first; steps beside the matter are left out."""
    later = _version(step.process_id)[step.position :]
    return [one for one in later if not one.stands_for(*BESIDE) or one.stands_for(*_STOPS)]


def steps_of(step: Step) -> list[Step]:
    """All steps of the version to which a step belongs, in order."""
    return list(_version(step.process_id))


def former_steps(keys: list[str]) -> list[Step]:
    """Steps of older versions by their keys, each as it read last. No query without keys."""
    if not keys:
        return []
    found = Step.objects.filter(key__in=keys).order_by("process__version")
    return list({step.key: step for step in found}.values())


def at_step(*keys: str, path: str = "step") -> Q:
    """The condition that a matter (or what `path` leads from) stands where rooms say one of these keys."""
    return Q(**{f"{path}__key__in": list(keys)}) | Q(**{f"{path}__also__overlap": list(keys)})


# Of the steps that rooms know, where matters stand.
_STOPS = tuple(key for key in KEPT if key not in BESIDE)

# A version that is in force never changes (a change is a new version), so every process may keep what it has
# read. The database's name belongs to the key because a copy of it may number another version alike.
_versions: dict[tuple[str, int], tuple[Step, ...]] = {}


def _in_force(*, day: date) -> tuple[Step, ...]:
    return _version(process(day=day).pk)


def _version(process_id: int) -> tuple[Step, ...]:
    key = (str(connection.settings_dict["NAME"]), process_id)
    found = _versions.get(key)
    if found is None:
        found = _versions[key] = tuple(
            Step.objects.filter(process=process_id).order_by("position").prefetch_related("exceptions")
        )
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for a step at one customer, and who acts first: each a side, a role or a person."""

    responsible: list[str]
    acts_first: str

    @property
    def side(self) -> str:
        """The side that answers for the outcome, and acts where the role or the person cannot."""
        return parties.side_that_answers(self.responsible, self.acts_first)

    @property
    def carries_on(self) -> str:
        """Who goes on with a joint step after the first one: the other party, else the same."""
        first = self.acts_first if self.acts_first in self.responsible else self.side
        return next((party for party in self.responsible if party != first), self.acts_first)


def answer_for(*, step: Step, customer: Customer, day: date, team: people.Team | None = None) -> Answer:
    """Who answers for a step at this customer: of a key account seat, else of the customer's class, else as usual."""
    exceptions = {one.whom: one for one in _kept(step).exceptions.all()}
    found: Step | StepException = exceptions.get(customer.klass, step)
    if KEY_ACCOUNTS in exceptions and _is_key_account(customer, day=day, team=team):
        found = exceptions[KEY_ACCOUNTS]
    return Answer(responsible=list(found.responsible), acts_first=found.acts_first)


def _is_key_account(customer: Customer, *, day: date, team: people.Team | None) -> bool:
    outward = (team or people.team(tandem_id=customer.tandem_id, day=day)).outward
    return outward is not None and outward.has_role(KEY_ACCOUNT)


def _kept(step: Step) -> Step:
    """The same step with its exceptions, as it is kept."""
    return next((one for one in _version(step.process_id) if one.pk == step.pk), step)


def responsible_for(*, step: Step, customer: Customer, day: date, team: people.Team | None = None) -> User:
    """Who acts first in this step for this customer: the person, whoever has the role, or the side's seat.

    Where the person or role cannot it is the side's seat, else the other seat, the deputy, a coordinator.
    """
    answer = answer_for(step=step, customer=customer, day=day, team=team)
    return acting_for(answer.acts_first, customer=customer, day=day, instead=answer.side, team=team)


def acting_for(
    party: str, *, customer: Customer, day: date, instead: str = "", team: people.Team | None = None
) -> User:
    """Who acts for a side, as a role or by name at this customer.

    Where they have left, see no customers or nobody has the role, the side `instead` acts, else the party's own.
    """
    if party in parties.SIDES:
        return acting_for_side(side=party, customer=customer, day=day, team=team)
    named = parties.person_id(party)
    holders = (
        people.colleagues().filter(pk=named) if named else people.colleagues().filter(roles__contains=[party])
    )
    able = [person for person in holders if person.has_role(*READS_ALL)]
    team = team or people.team(tandem_id=customer.tandem_id, day=day)
    # Of several with a role whoever sits in the tandem.
    chosen = next((person for person in able if person in team), None) or next(iter(able), None)
    if chosen is not None:
        return chosen
    side = instead or parties.side_that_answers([party], party)
    return acting_for_side(side=side, customer=customer, day=day, team=team)


def acting_for_side(*, side: str, customer: Customer, day: date, team: people.Team | None = None) -> User:
    """Who acts for a side (`inside`, or `field` for the outward seat) at this customer.

    An absent person stays the owner of the turn: the stand-in acts, but never takes the owner's place (INV1).
    Whoever knows the customer's team of the day already brings it along.
    """
    team = team or people.team(tandem_id=customer.tandem_id, day=day)
    candidates = [team.of_side(side), *team.people, team.tandem.deputy]
    for person in candidates:
        if person is not None and person.is_active:
            return person
    coordinator = next((user for user in people.colleagues() if user.has_role(COORDINATOR)), None)
    if coordinator is None:
        raise NobodyResponsible(
            _(
                "Nobody holds a seat of “%(tandem)s” and there is no coordination. "
                "An administrator can fill the seats."
            )
            % {"tandem": team.tandem.name}
        )
    return coordinator


def step_due(*, step: Step, user: User, at: datetime) -> datetime:
    """When the step should be left: its working days, counted in the working time of whoever acts."""
    return days_after(step.deadline_days, user=user, at=at)


def answer_due(*, rule: type[DeadlineKind], customer: Customer, user: User, at: datetime) -> datetime:
    """When an answer or report falls due for this person, by the rule in force for the customer."""
    return days_after(rules.holding(rule, customer=customer, at=at).days, user=user, at=at)


def days_after(days: int, *, user: User, at: datetime) -> datetime:
    """So many working days later, in this person's working time."""
    return deadlines.days_after(days, calendar=people.working_calendar(user, around=at), at=at)


def hours_after(hours: int, *, user: User, at: datetime) -> datetime:
    """So many working hours later, in this person's working time."""
    try:
        return working_time.add_hours(at, hours, people.working_calendar(user, around=at))
    except working_time.NoWorkingTime:
        return at + timedelta(hours=hours)


def may_make_rules(user: User) -> bool:
    """Whether a person puts rules into force: who leads, coordinates or administers, for both sides."""
    return user.is_active and user.has_role(*RULE_MAKERS)


def require_rule_maker(user: User | None) -> None:
    """Refuse unless the person (or the system) may put rules into force; says who could."""
    if user is None or may_make_rules(user):
        return
    raise NotAllowed(
        _("Sales management and coordination put rules into force. Tell them what should be different.")
    )


def require_rule_reader(user: User) -> None:
    """Refuse unless the person works by the rules: sales, its agents, and who administers."""
    if not user.has_role(*READS_ALL, AGENT, ADMINISTRATOR):
        raise NotAllowed(_("The rules are for those who look after customers."))


def get_rule_for(user: User, pk: int) -> Rule:
    """One rule whose customers this person may see, or 404."""
    mine = Q(customer=None) | Q(customer__in=customers.visible_to(user))
    found = Rule.objects.filter(mine, kind__in=list(rules.known()))
    return get_object_or_404(found.select_related("tandem", "customer", "made_by"), pk=pk)
