"""Ticking off what stands on the checklist of a step.

No entry is written of a tick: it says itself who and when, and a timeline full of ticks would hide what happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import Step
from tandem.essentials.teamwork import checklist, queries
from tandem.essentials.teamwork.actions.matters import locked
from tandem.essentials.teamwork.models import Matter, Tick


class NotOnTheList(Refused):
    """The step at which the matter stands now has no such item."""


@transaction.atomic
def tick(*, matter: Matter, item: str, by: User, at: datetime) -> Tick:
    """Tick an item of the step's checklist off. Whoever is second finds it ticked by the first."""
    step = _step_with(matter, item, by=by, at=at)
    before = Tick.objects.filter(matter=matter.pk, step_key__in=step.keys, text=item).first()
    return before or Tick.objects.create(matter=matter, step_key=step.key, text=item, by=by, at=at)


@transaction.atomic
def untick(*, matter: Matter, item: str, by: User, at: datetime) -> None:
    """Undo a tick; an item that is not ticked stays so."""
    step = _step_with(matter, item, by=by, at=at)
    Tick.objects.filter(matter=matter.pk, step_key__in=step.keys, text=item).delete()


def _step_with(matter: Matter, item: str, *, by: User, at: datetime) -> Step:
    current = locked(matter)
    queries.require_act(by, current, day=timezone.localdate(at))
    step = current.step
    if step is None or item not in checklist.items_of(step):
        where = step.name if step is not None else current.kind_label
        raise NotOnTheList(
            _("“%(title)s” stands at “%(step)s” now, where this is not on the checklist.")
            % {"title": current.title, "step": where}
        )
    return step


def follow(moved: Iterable[tuple[Matter, Step, Step]]) -> None:
    """Take what is ticked off along to the step that takes a matter over in another version.

    An item with the same words stays ticked there. Two queries.
    """
    elsewhere = {
        matter.pk: (before, after) for matter, before, after in moved if not after.stands_for(before.key)
    }
    ticks = list(Tick.objects.filter(matter__in=elsewhere).order_by("pk"))
    there = {(tick.matter_id, tick.step_key, tick.text) for tick in ticks}
    changed = []
    for tick in ticks:
        before, after = elsewhere[tick.matter_id]
        place = (tick.matter_id, after.key, tick.text)
        if before.stands_for(tick.step_key) and place not in there:
            there.add(place)
            tick.step_key = after.key
            changed.append(tick)
    Tick.objects.bulk_update(changed, ["step_key"], batch_size=1000)
