"""The step at which a matter stands, as its card draws it: the checklist, and who has to do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import KEY_ACCOUNT, User
from tandem.essentials.playbook import parties
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import Step
from tandem.essentials.teamwork import checklist
from tandem.essentials.teamwork.checklist import Item
from tandem.essentials.teamwork.models import Matter

# Of a role with many people so many are offered.
MOST_ASKED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCard:
    """What is to be ticked off, who can be asked, who is told; `absent` says who of those responsible cannot act."""

    matter: Matter
    step: Step
    items: list[Item]
    consulted: list[User]
    informed: str
    absent: list[str]
    may_act: bool

    @property
    def ticked(self) -> int:
        """How many items are ticked off."""
        return sum(item.is_ticked for item in self.items)


def of(
    matter: Matter,
    *,
    customer: Customer,
    viewer: User,
    team: people.Team,
    may_act: bool,
    ticks: Iterable[Mapping[str, str]],
    day: date,
) -> StepCard | None:
    """The card of an open matter; None where its step has nothing to say. One query where roles or people are named."""
    step = matter.step
    if step is None or not matter.is_open:
        return None
    answer = playbook.answer_for(step=step, customer=customer, day=day, team=team)
    in_charge = [*answer.responsible, answer.acts_first]
    known = _people([*in_charge, *step.consulted, *step.informed])
    who = parties.directory_of(known)
    side = who.first_side(answer.responsible, answer.acts_first)
    absent = [who.vacancy(party, instead=side) for party in in_charge]
    asked = _asked(step.consulted, team=team, known=known)
    found = StepCard(
        matter=matter,
        step=step,
        items=checklist.items(step, ticks),
        consulted=[person for person in asked if person.pk != viewer.pk],
        informed=who.words(party for party in step.informed if party in who.hearing),
        absent=[sentence for sentence in dict.fromkeys(absent) if sentence],
        may_act=may_act,
    )
    return found if found.items or found.consulted or found.informed or found.absent else None


def _people(named: Sequence[str]) -> list[User]:
    """The people named by name or role, also who has left. No query where only sides are named."""
    others = [party for party in named if party not in parties.SIDES]
    if not others:
        return []
    ids = [pk for party in others if (pk := parties.person_id(party)) is not None]
    found = people.all_people().filter(Q(pk__in=ids) | Q(roles__overlap=others))
    return list(found.order_by("last_name", "first_name", "pk"))


def _asked(consulted: Sequence[str], *, team: people.Team, known: Sequence[User]) -> list[User]:
    """Who can be asked, each once: of a side whoever sits in the tandem, of a role those of the tandem first."""
    found: list[User] = []
    for party in consulted:
        if party in parties.SIDES:
            seated = team.of_side(party)
            is_there = seated is not None and (party != KEY_ACCOUNT or seated.has_role(KEY_ACCOUNT))
            found += [seated] if seated is not None and is_there else []
        elif (pk := parties.person_id(party)) is not None:
            found += [person for person in known if person.pk == pk]
        else:
            holders = [person for person in known if person.is_active and person.has_role(party)]
            found += sorted(holders, key=lambda person: person not in team)[:MOST_ASKED]
    return list({person.pk: person for person in found if person.is_active}.values())
