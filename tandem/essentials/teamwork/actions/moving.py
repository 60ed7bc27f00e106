"""Going on from the company's own steps, and moving running matters to another version of the process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.journal.models import Entry
from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.essentials.playbook import drafting
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import Process, Step
from tandem.essentials.teamwork import entries, moving
from tandem.essentials.teamwork.actions import checklist
from tandem.essentials.teamwork.actions.matters import StepIncomplete, locked, pass_turn
from tandem.essentials.teamwork.models import OFFERED, TAKEN_BACK, Handover, Matter


class StepsUnmapped(Refused):
    """A step of the old version has no counterpart, and nobody said which one takes its matters."""


@transaction.atomic
def move_on(
    *, matter: Matter, step_key: str, by: User, at: datetime, next_step: str = "", result: str = ""
) -> Matter:
    """On from a step that the company made itself, to a later one; from the others the rooms' acts lead on."""
    current = locked(matter)
    if current.step is None or not current.step.is_own:
        where = current.step.name if current.step is not None else current.kind_label
        raise StepIncomplete(
            _("“%(title)s” stands at “%(step)s”, where its own acts lead on.")
            % {"title": current.title, "step": where}
        )
    to = next((step for step in playbook.steps_after(current.step) if step.stands_for(step_key)), None)
    if to is None:
        raise StepIncomplete(_("To which step does it go on?"))
    event = entries.MovedOn(before=current.step.name, after=to.name, result=result.strip())
    return pass_turn(
        matter=current, step_key=to.key, next_step=next_step.strip() or to.name, event=event, by=by, at=at
    )


@transaction.atomic
def move_to_version(*, process: Process, mapping: Mapping[int, str], by: User, at: datetime) -> int:
    """Let all running matters follow a version that is in force; gives how many were moved.

    `mapping` names for a step of an older version (by id) the key of the new step; without it the step of the same key
    is taken, or the one that stands for it. Whose turn it is stays. Refuses before writing anything if a matter
    would end without a step.
    """
    drafting.require_designer(by)
    if process.in_force_from > timezone.localdate(at):
        raise StepsUnmapped(_("Version %(version)d is not in force yet.") % {"version": process.version})
    # Locked without a join, see `matters.locked`: a matter that has gone on meanwhile would be passed over.
    here = [step.pk for step in playbook.steps_of_version(process)]
    running = Matter.objects.select_for_update().filter(closed_at=None, step__isnull=False)
    ids = list(running.exclude(step__in=here).order_by("pk").values_list("pk", flat=True))
    matters = list(Matter.objects.filter(pk__in=ids).select_related("customer", "accountable", "step"))
    steps = {matter.step.pk: matter.step for matter in matters if matter.step is not None}
    targets = {pk: _target(step, process=process, key=mapping.get(pk, "")) for pk, step in steps.items()}
    moved = [(matter, matter.step, targets[matter.step.pk]) for matter in matters if matter.step is not None]
    for matter, before, after in moved:
        _stand(matter, before, after, at=at)
    Matter.objects.bulk_update(matters, ["step", "step_since", "answerable", "revision"], batch_size=1000)
    checklist.follow(moved)
    elsewhere = [matter.pk for matter, before, after in moved if not after.stands_for(before.key)]
    Handover.objects.filter(matter__in=elsewhere, state=OFFERED).update(
        state=TAKEN_BACK, answered_at=at, answered_by=by
    )
    journal.record_many(
        [_told(matter, before, after, process, by=by, at=at) for matter, before, after in moved]
    )
    return len(moved)


def _target(step: Step, *, process: Process, key: str) -> Step:
    later = playbook.steps_of_version(process)
    named = next((one for one in later if one.key == key), None)
    found = named or moving.counterpart(step, process=process)
    if found is None:
        raise StepsUnmapped(
            _("“%(step)s” is no longer a step in version %(version)d. Say where its matters go.")
            % {"step": step.name, "version": process.version}
        )
    return found


def _stand(matter: Matter, before: Step, after: Step, *, at: datetime) -> None:
    day = timezone.localdate(at)
    matter.step = after
    matter.answerable = playbook.answer_for(step=after, customer=matter.customer, day=day).side
    matter.revision += 1
    if not after.stands_for(before.key):
        matter.step_since = at


def _told(matter: Matter, before: Step, after: Step, process: Process, *, by: User, at: datetime) -> Entry:
    event = entries.MovedToVersion(version=process.version, before=before.name, after=after.name)
    return Entry(
        at=at,
        type=event.key,
        customer_id=matter.customer_id,
        matter_id=matter.pk,
        actor_id=by.pk,
        side=by.side,
        lane=matter.accountable.side if matter.accountable is not None else "",
        data=asdict(event),
    )
