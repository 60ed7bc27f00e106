"""A rule kind of its own for the tests of this room: what happens to be asked for, and nobody may do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise

from tandem.base.journal.entry_types import EntryType
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import (
    BLOCK,
    CONTACT,
    Act,
    Objection,
    RuleKind,
    Scope,
    choice,
    kinds,
    number,
    rule_kind,
    working_days,
)

TOPICS = {"price": "about the price", "date": "about the date"}


@dataclass(frozen=True, kw_only=True)
class Ring(Act):
    """Ringing a customer up about something, on some day of the week."""

    told_as: ClassVar[tuple[type[EntryType], ...]] = ()
    about: str = "price"


@dataclass(frozen=True, kw_only=True)
class Quiet(RuleKind):
    """Nobody rings up about something for so many days: always objects."""

    key: ClassVar[str] = "testing.quiet"
    label: ClassVar[str | Promise] = "Quiet"  # type: ignore[assignment]  # no translation is needed here
    area: ClassVar[str] = CONTACT
    acts: ClassVar[tuple[type[Act], ...]] = (Ring,)
    about: str = choice(TOPICS, default="price")
    days: int = number(1, 30, default=3, unit=working_days)

    def template(self) -> str:
        return "Nobody rings {about} for {days}."

    @property
    def topic(self) -> str:
        return self.about

    @property
    def strictness(self) -> int:
        return self.days

    def judge(self, act: Ring) -> Objection | None:
        return Objection(sentence=f"Quiet for {self.days} days.") if act.about == self.about else None


@contextmanager
def known() -> Iterator[None]:
    """The kind is known while this lasts."""
    rule_kind(Quiet)
    try:
        yield
    finally:
        del kinds._kinds[Quiet.key]


def quiet(
    *, at: datetime, scope: Scope | None = None, effect: str = BLOCK, by: User | None = None, **values: Any
) -> Rule:
    """A rule of that kind in force."""
    return actions.set_rule(kind=Quiet.read(values), scope=scope or Scope(), effect=effect, by=by, at=at)
