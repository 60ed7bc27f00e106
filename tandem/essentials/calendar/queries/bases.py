"""Where people set out from."""

from __future__ import annotations

from tandem.essentials.calendar.models import HomeBase
from tandem.essentials.people.models import User


def home_bases(people: list[User]) -> dict[int, HomeBase]:
    """The home bases of these people, by person. One query."""
    return {base.person_id: base for base in HomeBase.objects.filter(person__in=people)}


def home_base(person: User) -> HomeBase | None:
    """Where a person sets out from, if it is known."""
    return HomeBase.objects.filter(person=person).first()
