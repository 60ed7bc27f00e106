"""What the frame around every page is drawn from: plain values, so that equal ones are drawn once (`{% kept %}`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tandem.base.design.parts import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place to go: in the navigation, the tabs, or a menu of the bar. `post`: by a form."""

    label: str
    url: str
    icon: str
    name: str = ""
    count: int | str = 0
    key: str = ""
    current: bool = False
    separator_before: bool = False
    post: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """A person as the frame draws them. A person as such would be equal to themselves under another name."""

    first_name: str
    full_name: str
    initials: str
    side: str
    side_label: str
    phone: str = ""

    @classmethod
    def of(cls, person: Person) -> Face:
        return cls(
            first_name=person.first_name,
            full_name=person.full_name,
            initials=person.initials,
            side=person.side,
            side_label=person.side_label,
            phone=getattr(person, "phone", ""),
        )


class Held(NamedTuple):
    """One seat of the tandem: who holds it, what the calendar says of them, who stands in."""

    person: Face
    presence: str
    is_me: bool = False
    deputy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The tandem in the navigation."""

    name: str
    people: tuple[Held, ...]
    url: str = ""
    others: tuple[tuple[str, str], ...] = ()
