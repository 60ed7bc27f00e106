"""What can be done with a design: each makes another one, and loses nothing that rooms speak of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.base.tools.errors import Refused
from tandem.essentials.playbook.designing.values import (
    LONGEST,
    MOST_STEPS,
    TEXTS,
    Design,
    Exceptional,
    StepDesign,
)


class CannotChange(Refused):
    """The design has no such step, or no room for another one."""


def reword(design: Design, *, key: str, values: dict[str, Any]) -> Design:
    """Another wording of one step: any of its fields but the keys."""
    step = _step(design, key)
    return _with(design, replace(step, **tidied(values)))


def add(design: Design, *, after: str, name_de: str, name_en: str, taken: Collection[str] = ()) -> Design:
    """A step of the company's own, behind another one; nobody is responsible for it yet."""
    _require_room(design)
    key = fresh_key("own", {*design.keys, *taken})
    names = tidied({"name_de": name_de, "name_en": name_en or name_de})
    return _behind(design, after, StepDesign(key=key, **names))


def split(design: Design, *, key: str, name_de: str, name_en: str, taken: Collection[str] = ()) -> Design:
    """One step becomes two: the first keeps what rooms know it by, the second comes after and brings the result."""
    _require_room(design)
    first = _step(design, key)
    fresh = fresh_key(key, {*design.keys, *taken})
    names = tidied({"name_de": name_de, "name_en": name_en or name_de})
    second = replace(
        first, key=fresh, also=(), needs=(), hint_de="", hint_en="", tasks_de="", tasks_en="",
        input_de=first.name_de[:200], input_en=first.name_en[:200], checklist_de="", checklist_en="", **names,
    )  # fmt: skip
    return _behind(design, key, second)


def remove(design: Design, *, key: str, into: str = "") -> Design:
    """Without this step; `into` is the step that stands for it from now on."""
    gone = _step(design, key)
    if into == key:
        raise CannotChange(_("A step cannot take over its own place. Choose another one."))
    left = Design(tuple(step for step in design.steps if step.key != key))
    if not left.steps:
        raise CannotChange(_("This is the only step; a process has at least one."))
    for each in gone.keys if into else ():
        left = assign(left, key=each, into=into)
    return left


def assign(design: Design, *, key: str, into: str) -> Design:
    """Let a step stand for one that this design does not have; no other one does then."""
    taker = _step(design, into)
    if design.find(key) is not None:
        raise CannotChange(_("“%(name)s” is a step of its own here.") % {"name": _step(design, key).name})
    others = Design(
        tuple(replace(step, also=tuple(one for one in step.also if one != key)) for step in design.steps)
    )
    taker = _step(others, into)
    return _with(others, replace(taker, also=(*taker.also, key)))


def move(design: Design, *, key: str, to: int) -> Design:
    """The step at another place, counted from 0; beyond the end is the end."""
    moved = _step(design, key)
    rest = [step for step in design.steps if step.key != key]
    place = max(0, min(to, len(rest)))
    return Design((*rest[:place], moved, *rest[place:]))


def tidied(values: dict[str, Any]) -> dict[str, Any]:
    """Texts without control characters and within their length; lists without doubles."""
    found = dict(values)
    for name in TEXTS:
        if name in found:
            most = LONGEST[name[:-3]]
            lines = [text.clean(line, limit=most) for line in str(found[name]).splitlines()]
            # Only the lists have several lines.
            keeps_lines = name.startswith(("tasks", "checklist"))
            found[name] = ("\n" if keeps_lines else " ").join(line for line in lines if line)[:most].strip()
    for name in ("responsible", "consulted", "informed", "needs"):
        if name in found:
            found[name] = tuple(dict.fromkeys(found[name]))
    if "exceptions" in found:
        latest: dict[str, Exceptional] = {one.whom: one for one in found["exceptions"]}
        found["exceptions"] = tuple(latest[whom] for whom in sorted(latest))
    return found


def _step(design: Design, key: str) -> StepDesign:
    found = design.find(key)
    if found is None:
        raise CannotChange(
            _("Somebody has removed this step meanwhile. Have a look at the draft as it is now.")
        )
    return found


def _with(design: Design, changed: StepDesign) -> Design:
    return Design(tuple(changed if step.key == changed.key else step for step in design.steps))


def _behind(design: Design, key: str, added: StepDesign) -> Design:
    place = design.steps.index(_step(design, key)) + 1
    return Design((*design.steps[:place], added, *design.steps[place:]))


def _require_room(design: Design) -> None:
    if len(design.steps) >= MOST_STEPS:
        raise CannotChange(_("A process has at most %(most)d steps.") % {"most": MOST_STEPS})


def fresh_key(stem: str, taken: Collection[str]) -> str:
    """A key that no step of any version has: histories of two steps must never be mixed."""
    base = stem.split("-", maxsplit=1)[0][:16]
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
