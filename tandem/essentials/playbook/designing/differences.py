"""What changed from one design to another, in words: for the draft, its history, and a sheet read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.essentials.playbook import conditions, parties
from tandem.essentials.playbook.designing.values import Design, Exceptional, StepDesign
from tandem.essentials.playbook.models import KEY_ACCOUNTS

FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("Name of the step"),
    "hint": gettext_lazy("In a few words"),
    "responsible": pgettext_lazy("side in a step", "responsible"),
    "acts_first": gettext_lazy("Acts first"),
    "consulted": pgettext_lazy("side in a step", "consulted"),
    "informed": pgettext_lazy("side in a step", "informed"),
    "input": gettext_lazy("What goes in"),
    "result": gettext_lazy("What comes out"),
    "tasks": gettext_lazy("What is to be done"),
    "checklist": gettext_lazy("Checklist"),
    "deadline_days": gettext_lazy("Working days"),
    "needs": gettext_lazy("Must be there to go on"),
    "also": gettext_lazy("Stands for"),
    "exceptions": gettext_lazy("Different for"),
}
_ONE_VALUE = ("acts_first", "deadline_days")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different: of which step, what, before and after. Without a field it is the step itself."""

    step: str
    what: str
    before: str = ""
    after: str = ""


def differences(before: Design, after: Design, *, names: Mapping[str, str]) -> list[Difference]:
    """Everything that is different, in the order of the later one; `names` are the words of the parties."""
    found = [
        Difference(step.name, _gone(after, step.key)) for step in before.steps if after.find(step.key) is None
    ]
    # A step that another one stands for is said by its name.
    names = {**{step.key: step.name for step in before.steps}, **names}
    places = _moved(before, after)
    for step in after.steps:
        earlier = before.find(step.key)
        if earlier is None:
            found.append(Difference(step.name, _("The step is new")))
            continue
        if step.key in places:
            found.append(Difference(step.name, _("Another place"), *places[step.key]))
        found += _reworded(earlier, step, names)
    return found


def _gone(design: Design, key: str) -> str:
    taker = next((step.name for step in design.steps if key in step.also), "")
    return (
        _("The step is gone, “%(name)s” stands for it") % {"name": taker} if taker else _("The step is gone")
    )


def _moved(before: Design, after: Design) -> dict[str, tuple[str, str]]:
    """Steps that stand elsewhere among those that both have, as place before and after."""
    was = [step.key for step in before.steps if after.find(step.key)]
    now = [step.key for step in after.steps if before.find(step.key)]
    if was == now:
        return {}
    # Of two neighbours that changed places one has moved: the fewest that explain the new order.
    moved, rest = [], list(now)
    while [key for key in was if key in rest] != rest:
        order = [key for key in was if key in rest]
        moved.append(max(rest, key=lambda key: abs(order.index(key) - rest.index(key))))
        rest.remove(moved[-1])
    numbers = {step.key: str(place) for place, step in enumerate(before.steps, start=1)}
    later = {step.key: str(place) for place, step in enumerate(after.steps, start=1)}
    return {key: (numbers[key], later[key]) for key in moved}


def _reworded(before: StepDesign, after: StepDesign, names: Mapping[str, str]) -> list[Difference]:
    found = []
    for name, label in FIELDS.items():
        for suffix, language in (("_de", " (de)"), ("_en", " (en)"), ("", "")):
            field = name + suffix
            if not hasattr(StepDesign, field):
                continue
            old, new = getattr(before, field), getattr(after, field)
            if old != new and not (suffix == "" and hasattr(StepDesign, f"{name}_de")):
                said = said_of(name, old, names), said_of(name, new, names)
                found.append(Difference(after.name, f"{label}{language}", *said))
    return found


def said_of(name: str, value: object, names: Mapping[str, str]) -> str:
    """The value of a field in words."""
    if name == "exceptions":
        assert isinstance(value, tuple)
        return "; ".join(exception_words(one, names) for one in value)
    if name == "needs":
        assert isinstance(value, tuple)
        return ", ".join(conditions.label(key) for key in value)
    if isinstance(value, tuple):
        return parties.words(value, dict(names))
    return names.get(str(value), str(value)) if name in _ONE_VALUE else str(value)


def exception_words(one: Exceptional, names: Mapping[str, str]) -> str:
    """An exception in a few words."""
    who = parties.words(one.responsible, dict(names))
    first = names.get(one.acts_first, one.acts_first)
    said = f"{whom_label(one.whom)}: {who}"
    if one.responsible == (one.acts_first,):
        return said
    begins = _("first %(who)s") % {"who": first}
    return f"{said} ({begins})"


def whom_label(whom: str) -> str:
    """For whom something is different."""
    if whom == KEY_ACCOUNTS:
        return _("key account customers")
    return _("%(klass)s customers") % {"klass": whom}
