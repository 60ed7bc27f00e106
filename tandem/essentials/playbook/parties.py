"""Who has to do with a step: a side, a role, or a named person, as one word that is stored and one that is read."""

from __future__ import annotations

from collections.abc import Iterable

from tandem.essentials.people import queries as people
from tandem.essentials.people.models import FIELD, INSIDE, KEY_ACCOUNT, READS_ALL, ROLES, User

SIDES = (INSIDE, FIELD, KEY_ACCOUNT)
_PERSON = "person:"


def of_person(user: User) -> str:
    """The party that is this person."""
    return f"{_PERSON}{user.pk}"


def person_id(party: str) -> int | None:
    """The person a party names, if it names one."""
    key = party.removeprefix(_PERSON)
    return int(key) if party.startswith(_PERSON) and key.isascii() and key.isdigit() else None


def known() -> dict[str, str]:
    """Every party that can be chosen, with its words: sides and roles, then the people of the company. One query."""
    found = {role: str(label) for role, label in ROLES.items()}
    return {**found, **{of_person(user): user.full_name for user in people.colleagues()}}


def able() -> set[str]:
    """The parties that can have a turn: sides, and the roles and people who read every customer. One query."""
    seeing = {of_person(user) for user in people.colleagues() if user.has_role(*READS_ALL)}
    return {*SIDES, *READS_ALL, *seeing}


def words(parties: Iterable[str], names: dict[str, str]) -> str:
    """Parties in words; whoever is unknown is shown as stored."""
    return ", ".join(names.get(party, party) for party in parties)
