"""Who has to do with a step: a side, a role, or a named person, as one word that is stored and one that is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.essentials.people import queries as people
from tandem.essentials.people.models import (
    AGENT,
    FIELD,
    INSIDE,
    KEY_ACCOUNT,
    READS_ALL,
    ROLES,
    SIDE_OF,
    User,
)

SIDES = (INSIDE, FIELD, KEY_ACCOUNT)
_PERSON = "person:"


def of_person(user: User) -> str:
    """The party that is this person."""
    return f"{_PERSON}{user.pk}"


def person_id(party: str) -> int | None:
    """The person a party names, if it names one."""
    key = party.removeprefix(_PERSON)
    return int(key) if party.startswith(_PERSON) and key.isascii() and key.isdigit() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Every party there is: its words, whether it can be chosen, can have a turn, and to which side it belongs."""

    # Also of people who have left: an older version of the process may name them.
    names: Mapping[str, str]
    choices: Mapping[str, str]
    # Sides, and the roles and people who read every customer.
    able: frozenset[str]
    # Of these the ones that somebody fills now.
    held: frozenset[str]
    # Who can be told of a customer: these, and agents of theirs.
    hearing: frozenset[str]
    sides: Mapping[str, str]

    @property
    def left(self) -> frozenset[str]:
        """The people who have left."""
        return frozenset(self.names.keys() - self.choices.keys())

    def words(self, parties: Iterable[str]) -> str:
        """Parties in words."""
        return words(parties, self.names)

    def first_side(self, responsible: Sequence[str], acts_first: str) -> str:
        """The side that answers for a step, also where a role or a person does."""
        return side_that_answers(responsible, acts_first, sides=self.sides)

    def vacancy(self, party: str, *, instead: str) -> str:
        """Why somebody else acts for a role or a person, in a sentence; empty where they can."""
        if not party or party in SIDES or party in self.held:
            return ""
        said = {"who": self.names.get(party, party), "side": self.names.get(instead, instead)}
        if party in ROLES:
            return (
                _("Nobody who sees the customers has the role “%(who)s” now. In its place: %(side)s.") % said
            )
        return _("%(who)s cannot act here. In their place: %(side)s.") % said

    def untold(self, parties: Iterable[str]) -> str:
        """Who is named as informed but reads no customer file, in a sentence; empty where everybody does."""
        blind = [one for one in parties if one not in self.hearing]
        return _("Sees no customers and is not told: %(who)s.") % {"who": self.words(blind)} if blind else ""


def directory() -> Directory:
    """All parties, for pages and forms. One query."""
    return directory_of(people.all_people().order_by("last_name", "first_name", "pk"))


def directory_of(people_there: Iterable[User]) -> Directory:
    """The sides, roles and these people as parties; whoever has the roles in question must be among them."""
    everybody = list(people_there)
    active = [person for person in everybody if person.is_active]
    seeing = {of_person(person) for person in active if person.has_role(*READS_ALL)}
    filled = {role for person in active if person.has_role(*READS_ALL) for role in person.roles}
    agents = {of_person(person) for person in active if person.has_role(AGENT)}
    roles = {role: str(label) for role, label in ROLES.items()}
    named = {of_person(person): _name_of(person) for person in everybody}
    return Directory(
        names={**roles, **named},
        choices={**roles, **{of_person(person): person.full_name for person in active}},
        able=frozenset({*SIDES, *READS_ALL, *seeing}),
        held=frozenset({*SIDES, *(READS_ALL & filled), *seeing}),
        hearing=frozenset({*SIDES, *READS_ALL, AGENT, *seeing, *agents}),
        sides={**{role: _side(role) for role in ROLES}, **{of_person(one): one.side for one in everybody}},
    )


def _name_of(person: User) -> str:
    return person.full_name if person.is_active else _("%(name)s (left)") % {"name": person.full_name}


def _side(role: str) -> str:
    side = SIDE_OF[role]
    return side if side in SIDES else INSIDE


def sides_of(parties: Iterable[str]) -> dict[str, str]:
    """The side of each of these parties; a query only where people are among them."""
    ids = {pk: party for party in parties if (pk := person_id(party)) is not None}
    found = {role: _side(role) for role in ROLES}
    if ids:
        found |= {ids[person.pk]: person.side for person in people.all_people().filter(pk__in=ids)}
    return found


def side_that_answers(
    responsible: Sequence[str], acts_first: str, *, sides: Mapping[str, str] | None = None
) -> str:
    """The side that answers for the outcome, and acts where a role or a person cannot.

    A side that is responsible itself; else the one to which the role or the person belongs.
    """
    named = [party for party in responsible if party in SIDES]
    if named:
        return acts_first if acts_first in named else named[0]
    nearest = acts_first if acts_first in responsible or not responsible else responsible[0]
    side = (sides_of([nearest]) if sides is None else sides).get(nearest, INSIDE)
    return side if side in SIDES else INSIDE


def words(parties: Iterable[str], names: Mapping[str, str]) -> str:
    """Parties in words; whoever is unknown is shown as stored."""
    return ", ".join(names.get(party, party) for party in parties)
