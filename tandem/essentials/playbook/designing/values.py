"""A design: the steps of a version as values that never change; a change makes another design."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from tandem.essentials.customers.models import CLASSES
from tandem.essentials.playbook.models import KEY_ACCOUNTS, Step

MOST_STEPS, MOST_DAYS = 40, 260
# Texts in both languages, with how long they may be. The last two hold one item a line.
LONGEST = {"name": 80, "hint": 120, "input": 200, "result": 200, "tasks": 2000, "checklist": 2000}
LANGUAGES: dict[str, Promise] = {"de": gettext_lazy("German"), "en": gettext_lazy("English")}
TEXTS = tuple(f"{name}_{language}" for name in LONGEST for language in LANGUAGES)
# For whom a step may be different.
WHOMS = (*CLASSES, KEY_ACCOUNTS)
LISTS = ("responsible", "consulted", "informed", "needs", "also")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """Who answers and acts first for some customers: a class, or those of a key account seat."""

    whom: str
    responsible: tuple[str, ...]
    acts_first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDesign:
    """One step as it shall be; `key` is what rooms call it, `also` the steps it stands for."""

    key: str
    name_de: str = ""
    name_en: str = ""
    hint_de: str = ""
    hint_en: str = ""
    responsible: tuple[str, ...] = ()
    acts_first: str = ""
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    input_de: str = ""
    input_en: str = ""
    result_de: str = ""
    result_en: str = ""
    tasks_de: str = ""
    tasks_en: str = ""
    checklist_de: str = ""
    checklist_en: str = ""
    deadline_days: int = 3
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()

    @property
    def name(self) -> str:
        """In the reader's language; the other one while that is missing."""
        german = (get_language() or "de").startswith("de")
        return (self.name_de or self.name_en) if german else (self.name_en or self.name_de)

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key, *self.also)

    @property
    def is_joint(self) -> bool:
        return len(self.responsible) > 1


@dataclass(frozen=True, slots=True)
class Design:
    """The steps in order."""

    steps: tuple[StepDesign, ...]

    def find(self, key: str) -> StepDesign | None:
        """The step of this key, if there is one."""
        return next((step for step in self.steps if step.key == key), None)

    @property
    def keys(self) -> set[str]:
        """Every key that a step carries or stands for."""
        return {key for step in self.steps for key in step.keys}

    def content(self) -> list[dict[str, Any]]:
        """As it is stored."""
        return [asdict(step) for step in self.steps]

    @classmethod
    def read(cls, content: Iterable[dict[str, Any]]) -> Design:
        """What `content` wrote."""
        return cls(tuple(_read(step) for step in content))


def _read(stored: dict[str, Any]) -> StepDesign:
    given: dict[str, Any] = {**stored, **{name: tuple(stored[name]) for name in LISTS}}
    given["exceptions"] = tuple(
        Exceptional(**{**one, "responsible": tuple(one["responsible"])}) for one in stored["exceptions"]
    )
    return StepDesign(**given)


def of_steps(steps: Iterable[Step]) -> Design:
    """The design that a version was made from."""
    return Design(tuple(_of_step(step) for step in steps))


def _of_step(step: Step) -> StepDesign:
    kept = [one.name for one in fields(StepDesign) if one.name != "exceptions"]
    given: dict[str, Any] = {name: getattr(step, name) for name in kept}
    given |= {name: tuple(given[name]) for name in LISTS}
    exceptions = sorted(step.exceptions.all(), key=lambda one: one.whom)
    given["exceptions"] = tuple(
        Exceptional(whom=one.whom, responsible=tuple(one.responsible), acts_first=one.acts_first)
        for one in exceptions
    )
    return StepDesign(**given)
