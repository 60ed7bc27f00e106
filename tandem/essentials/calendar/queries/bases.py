"""Where people set out from, where they travel, and which times are kept free."""

from __future__ import annotations

from datetime import datetime

from tandem.essentials.calendar.models import AreaDay, Hold, HomeBase
from tandem.essentials.people.models import User


def home_bases(people: list[User]) -> dict[int, HomeBase]:
    """The home bases of these people, by person. One query."""
    return {base.person_id: base for base in HomeBase.objects.filter(person__in=people)}


def home_base(person: User) -> HomeBase | None:
    """Where a person sets out from, if it is known."""
    return HomeBase.objects.filter(person=person).first()


def area_days(person: User) -> dict[int, AreaDay]:
    """The weekdays (Monday is 0) on which a person travels a certain area."""
    return {day.weekday: day for day in AreaDay.objects.filter(person=person)}


def holds_of_others(*, person: User, but: User, at: datetime) -> list[Hold]:
    """The times of a person that colleagues keep free at the moment."""
    return list(Hold.objects.filter(person=person, until__gt=at).exclude(held_by=but))


def held_by(user: User, *, at: datetime) -> Hold | None:
    """The time that somebody keeps free at the moment."""
    return Hold.objects.filter(held_by=user, until__gt=at).select_related("person").first()
