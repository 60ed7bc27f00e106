"""'Wir warten': who waits for whom since when, by direction. Neutral: it says what is open, not whose fault it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from tandem.essentials.customers.queries import Door
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.queries import Team
from tandem.essentials.teamwork import things
from tandem.essentials.teamwork.models import APPROVAL, CUSTOMER, EXPERT, PARTNER
from tandem.essentials.teamwork.things import Kind, Thing

LIMIT = 200

# The directions, as they stand on the page.
TO_OUTWARD, TO_INSIDE, TO_COLLEAGUES, FROM_COLLEAGUES, TO_CUSTOMER = (
    "to_outward", "to_inside", "to_colleagues", "from_colleagues", "to_customer",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One thing that is waited for: who waits, and for whom (None: the customer, or whoever approves)."""

    thing: Thing
    who: User | None
    whom: User | None


@dataclass(slots=True)
class Direction:
    """What is waited for in one direction, the earliest date first."""

    key: str
    waits: list[Wait] = field(default_factory=list)


def around(members: list[User], *, team: Team | None, door: Door) -> list[Direction]:
    """What these people wait for, and what is waited for from them, with their customers. Two queries."""
    found = things.find_all(_condition([member.pk for member in members], team), limit=LIMIT, door=door)
    who = people.all_people().in_bulk(
        {pk for thing in found for pk in (thing.holder_id, thing.waiter_id) if pk}
    )
    directions = {
        key: Direction(key=key)
        for key in (TO_OUTWARD, TO_INSIDE, TO_COLLEAGUES, FROM_COLLEAGUES, TO_CUSTOMER)
    }
    for thing in found:
        wait = _wait(thing, who, team)
        directions[_direction(wait, members, team)].waits.append(wait)
    return [direction for direction in directions.values() if direction.waits]


def _condition(members: Iterable[int], team: Team | None) -> things.Condition:
    """What somebody waits for: at the tandem's customers, or where one of its people waits or is waited for."""
    waited = Q(thing_waiter_id__isnull=False)
    concerned = Q(thing_waiter_id__in=members) | Q(thing_holder_id__in=members)
    if team is not None:
        concerned |= Q(thing_tandem_id=team.tandem.pk)

    def condition(kind: Kind) -> Q:
        if kind.key == things.TURN:
            return Q(thing_waiting_for__in=[CUSTOMER, PARTNER, EXPERT, APPROVAL]) & concerned
        return waited & concerned

    return condition


def _wait(thing: Thing, who: dict[int, User], team: Team | None) -> Wait:
    holder = who[thing.holder_id]
    if thing.kind != things.TURN:
        return Wait(thing=thing, who=who[thing.waiter_id or 0], whom=holder)
    partner = team.partner_of(holder) if team is not None and thing.waiting_for == PARTNER else None
    return Wait(thing=thing, who=holder, whom=partner)


def _direction(wait: Wait, members: list[User], team: Team | None) -> str:
    if wait.thing.waiting_for == CUSTOMER:
        return TO_CUSTOMER
    if team is not None and wait.who in team and wait.whom in team:
        return TO_OUTWARD if wait.who == team.inside else TO_INSIDE
    return TO_COLLEAGUES if wait.who in members else FROM_COLLEAGUES
