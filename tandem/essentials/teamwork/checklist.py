"""The checklist of the step at which a matter stands: its items, and which of them are ticked off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat, JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from tandem.essentials.playbook.models import Step
from tandem.essentials.teamwork.models import Matter, Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item: what it is known by, how it reads, and who has ticked it off when."""

    key: str
    words: str
    who: str = ""
    at: datetime | None = None

    @property
    def is_ticked(self) -> bool:
        return self.at is not None


def told_of(matter: str = "pk") -> ArraySubquery:
    """The ticks of each matter, read along with it: what `items` takes."""
    ticks = Tick.objects.filter(matter=OuterRef(matter)).order_by("pk")
    who = Concat("by__first_name", Value(" "), "by__last_name")
    return ArraySubquery(ticks.values(told=JSONObject(key="step_key", text="text", who=who, at="at")))


def items(step: Step | None, ticks: Iterable[Mapping[str, str]]) -> list[Item]:
    """The items of a step with what `told_of` says of them."""
    if step is None:
        return []
    ticked = {one["text"]: one for one in ticks if step.stands_for(one["key"])}
    found = []
    for key, words in items_of(step).items():
        tick = ticked.get(key)
        at = parse_datetime(tick["at"]) if tick else None
        found.append(Item(key=key, words=words, who=tick["who"] if tick else "", at=at))
    return found


def items_of(step: Step) -> dict[str, str]:
    """What the items of a checklist are known by, with their words in the reader's language.

    The German line names an item (the English one where there is none), so that both sides tick the same one.
    """
    is_german = (get_language() or "de").startswith("de")
    found = {}
    lines = zip_longest(step.checklist_de.splitlines(), step.checklist_en.splitlines(), fillvalue="")
    for german, english in lines:
        key = german or english
        if key:
            found[key] = key if is_german else english or german
    return found


def is_done(matter_id: int) -> bool:
    """Whether everything on the checklist of its step is ticked off; also where there is nothing on it."""
    matter = Matter.objects.select_related("step").get(pk=matter_id)
    if matter.step is None:
        return True
    done = Tick.objects.filter(matter=matter_id, step_key__in=matter.step.keys)
    return items_of(matter.step).keys() <= set(done.values_list("text", flat=True))
