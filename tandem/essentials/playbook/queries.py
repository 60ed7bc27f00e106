"""Who is responsible for a step, and until when: asked here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import working_time
from tandem.base.tools.errors import Refused
from tandem.base.tools.reads import Read
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import COORDINATOR, User
from tandem.essentials.playbook.models import Deadline, Process, Step


class NobodyResponsible(Refused):
    """The tandem has nobody on the side that acts, no deputy, and the company has no coordinator."""


def process(*, day: date) -> Process:
    """The version in force on a day."""
    return _IN_FORCE(day=day)[0]


_IN_FORCE = Read(lambda given: Process.objects.filter(in_force_from__lte=given.day).order_by("-version")[:1])


def steps(*, day: date) -> list[Step]:
    """The steps in force on a day, in order. One query, however often they are asked for."""
    return list(_template(day=day).steps)


def step(*, key: str, day: date) -> Step:
    """One step in force by its key. Raises Step.DoesNotExist."""
    for candidate in _template(day=day).steps:
        if candidate.key == key:
            return candidate
    raise Step.DoesNotExist(f"The process in force on {day} has no step {key!r}.")


def step_beside(*, step: Step, key: str) -> Step:
    """Another step of the same version: matters stay on the version under which they began."""
    for candidate in _version(step.process_id).steps:
        if candidate.key == key:
            return candidate
    raise Step.DoesNotExist(f"Version {step.process_id} of the process has no step {key!r}.")


def steps_of(step: Step) -> list[Step]:
    """All steps of the version to which a step belongs, in order."""
    return list(_version(step.process_id).steps)


def deadlines(*, day: date) -> dict[str, int]:
    """The deadlines that belong to no single step, in working days, by key."""
    return dict(_template(day=day).deadlines)


@dataclass(frozen=True, slots=True)
class _Template:
    """What stands in one version of the process."""

    steps: tuple[Step, ...]
    deadlines: Mapping[str, int]


# A version that is in force never changes (a change is a new version), so every process may keep what it has
# read. The database's name belongs to the key because a copy of it may number another version alike.
_templates: dict[tuple[str, int], _Template] = {}


def _template(*, day: date) -> _Template:
    return _version(process(day=day).pk)


def _version(process_id: int) -> _Template:
    key = (str(connection.settings_dict["NAME"]), process_id)
    found = _templates.get(key)
    if found is None:
        deadlines_of = Deadline.objects.filter(process=process_id).values_list("key", "days")
        found = _templates[key] = _Template(
            steps=tuple(Step.objects.filter(process=process_id).order_by("position")),
            deadlines=MappingProxyType(dict(deadlines_of)),
        )
    return found


def responsible_for(*, step: Step, customer: Customer, day: date, team: people.Team | None = None) -> User:
    """Who acts first in this step for this customer: the side's seat, else the other, deputy, coordinator."""
    return acting_for_side(side=step.acts_first, customer=customer, day=day, team=team)


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
    return _after(step.deadline_days, user, at)


def answer_due(*, key: str, user: User, at: datetime) -> datetime:
    """When an answer or report (a key of `models`) falls due for this person."""
    return _after(_template(day=timezone.localdate(at)).deadlines[key], user, at)


def _after(days: int, user: User, at: datetime) -> datetime:
    try:
        return working_time.add_days(at, days, people.working_calendar(user, around=at))
    except working_time.NoWorkingTime:
        # Somebody without working hours still gets a date (INV1): calendar days.
        return at + timedelta(days=days)
