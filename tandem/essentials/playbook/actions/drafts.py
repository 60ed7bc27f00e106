"""Designing the next version: begin, change, undo, comment, put into force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.essentials.playbook import designing, drafting, entries
from tandem.essentials.playbook.designing import Design, StepDesign
from tandem.essentials.playbook.models import (
    GIVEN_UP,
    IN_FORCE,
    OPEN,
    Draft,
    DraftComment,
    DraftState,
    Process,
    Step,
    StepException,
)

LONGEST_COMMENT = 2000


class DraftEnded(Refused):
    """The draft was put into force or given up by somebody else."""


class ChangedMeanwhile(Refused):
    """Somebody else has changed the same step since the page was read."""


class NotReady(Refused):
    """Something is missing before the draft can be put into force."""


@transaction.atomic
def begin_draft(*, by: User, at: datetime, design: Design | None = None) -> Draft:
    """Begin the next version with how the newest one reads (or with `design`, a sheet read back).

    Where a draft is open, everybody works on that one; a sheet becomes its newest state.
    """
    drafting.require_designer(by)
    # The newest version is the lock: of two who begin at once the second joins the first.
    newest = Process.objects.select_for_update().order_by("-version")[0]
    draft = drafting.open_draft()
    if draft is None:
        draft = Draft.objects.create(based_on=newest, begun_by=by, begun_at=at)
        start = drafting.design_of_version(newest)
        DraftState.objects.create(draft=draft, number=1, content=start.content(), by=by, at=at)
    if design is None:
        return draft
    return _keep(_locked(draft), design, by=by, at=at)


def change_step(
    *, draft: Draft, key: str, values: dict[str, Any], revision: int, by: User, at: datetime
) -> Draft:
    """Word a step anew; refused where somebody else has changed the same step since `revision`."""
    return _change(
        draft, lambda design: designing.reword(design, key=key, values=values), key=key,
        revision=revision, by=by, at=at,
    )  # fmt: skip


def add_step(*, draft: Draft, after: str, name_de: str, name_en: str, by: User, at: datetime) -> Draft:
    """A step of the company's own behind another one."""
    taken = drafting.taken_keys()
    return _change(
        draft,
        lambda design: designing.add(design, after=after, name_de=name_de, name_en=name_en, taken=taken),
        by=by, at=at,
    )  # fmt: skip


def split_step(
    *, draft: Draft, key: str, name_de: str, name_en: str, revision: int, by: User, at: datetime
) -> Draft:
    """One step becomes two, the second after the first."""
    taken = drafting.taken_keys()
    return _change(
        draft,
        lambda design: designing.split(design, key=key, name_de=name_de, name_en=name_en, taken=taken),
        key=key, revision=revision, by=by, at=at,
    )  # fmt: skip


def remove_step(*, draft: Draft, key: str, into: str, revision: int, by: User, at: datetime) -> Draft:
    """Without this step; `into` stands for it from now on."""
    return _change(
        draft, lambda design: designing.remove(design, key=key, into=into), key=key,
        revision=revision, by=by, at=at,
    )  # fmt: skip


def assign_step(*, draft: Draft, key: str, into: str, by: User, at: datetime) -> Draft:
    """Say which step stands for one that is gone."""
    return _change(draft, lambda design: designing.assign(design, key=key, into=into), by=by, at=at)


def move_step(*, draft: Draft, key: str, to: int, by: User, at: datetime) -> Draft:
    """The step at another place (from 0)."""
    return _change(draft, lambda design: designing.move(design, key=key, to=to), by=by, at=at)


@transaction.atomic
def restore(*, draft: Draft, number: int, by: User, at: datetime) -> Draft:
    """Undo: the draft reads again as it did at a state. What came after is kept in its history."""
    drafting.require_designer(by)
    current = _locked(draft)
    state = current.states.filter(number=number).first()
    if state is None:
        raise ChangedMeanwhile(_("The draft never read like that."))
    return _keep(current, Design.read(state.content), by=by, at=at)


@transaction.atomic
def give_up_draft(*, draft: Draft, by: User, at: datetime) -> Draft:
    """Leave the process as it is; what was drafted and said is kept."""
    drafting.require_designer(by)
    current = _locked(draft)
    current.state, current.ended_at = GIVEN_UP, at
    current.save(update_fields=["state", "ended_at"])
    return current


@transaction.atomic
def comment(*, draft: Draft, text: str, by: User, at: datetime, step_key: str = "") -> DraftComment:
    """Say something to a step, or to the whole draft."""
    drafting.require_commenter(by)
    current = _locked(draft)
    said = texts.clean(text, limit=LONGEST_COMMENT, lines=True)
    if not said:
        raise NotReady(_("The comment is empty."))
    if step_key and drafting.design_of(current).find(step_key) is None:
        step_key = ""
    return DraftComment.objects.create(draft=current, step_key=step_key, text=said, by=by, at=at)


@transaction.atomic
def settle_comment(*, comment: DraftComment, by: User, at: datetime) -> DraftComment:
    """A comment has been talked over: whoever wrote it or designs ticks it off."""
    if comment.by_id != by.pk:
        drafting.require_designer(by)
    current = DraftComment.objects.select_for_update().get(pk=comment.pk)
    if current.settled_at is None:
        current.settled_at, current.settled_by = at, by
        current.save(update_fields=["settled_at", "settled_by"])
    return current


@transaction.atomic
def put_into_force(
    *, draft: Draft, revision: int, from_day: date, by: User, at: datetime, reason: str = ""
) -> Process:
    """The draft becomes the next version, from a day on. What begins from then on follows it; what runs stays."""
    drafting.require_designer(by)
    current = _locked(draft)
    if current.revision != revision:
        raise ChangedMeanwhile(
            _("The draft has been changed meanwhile. Read it again before it comes into force.")
        )
    design = drafting.design_of(current)
    found = drafting.faults_of(design)
    if found:
        raise NotReady(found[0].sentence)
    newest = Process.objects.select_for_update().order_by("-version")[0]
    if from_day < timezone.localdate(at):
        raise NotReady(_("A version comes into force today at the earliest: what was done is not changed."))
    if from_day < newest.in_force_from:
        raise NotReady(
            _("Version %(version)d comes into force on %(day)s; the next one cannot come before it.")
            % {"version": newest.version, "day": newest.in_force_from.strftime("%d.%m.%Y")}
        )
    process = _write(design, version=newest.version + 1, from_day=from_day, by=by, at=at, reason=reason)
    current.state, current.ended_at, current.process = IN_FORCE, at, process
    current.save(update_fields=["state", "ended_at", "process"])
    event = entries.ProcessInForce(
        version=process.version, from_day=from_day.isoformat(), reason=process.reason
    )
    journal.record(event, customer_id=None, by=by, at=at, lane=by.side)
    return process


def _write(design: Design, *, version: int, from_day: date, by: User, at: datetime, reason: str) -> Process:
    process = Process.objects.create(
        version=version, in_force_from=from_day, made_by=by, made_at=at, reason=texts.clean(reason, limit=300)
    )
    for position, step in enumerate(design.steps, start=1):
        _write_step(step, process=process, position=position)
    # From now on the database lets nothing of it change.
    process.complete = True
    process.save(update_fields=["complete"])
    return process


def _write_step(step: StepDesign, *, process: Process, position: int) -> None:
    lists = {name: list(getattr(step, name)) for name in designing.LISTS}
    plain = {name: getattr(step, name) for name in (*designing.TEXTS, "key", "acts_first", "deadline_days")}
    written = Step.objects.create(process=process, position=position, **plain, **lists)
    for one in step.exceptions:
        StepException.objects.create(
            step=written, whom=one.whom, responsible=list(one.responsible), acts_first=one.acts_first
        )


@transaction.atomic
def _change(
    draft: Draft,
    change: Callable[[Design], Design],
    *,
    by: User,
    at: datetime,
    key: str = "",
    revision: int | None = None,
) -> Draft:
    drafting.require_designer(by)
    current = _locked(draft)
    design = drafting.design_of(current)
    if revision is not None and revision != current.revision:
        _require_unchanged(current, design, key=key, revision=revision)
    changed = change(design)
    return current if changed == design else _keep(current, changed, by=by, at=at)


def _require_unchanged(draft: Draft, design: Design, *, key: str, revision: int) -> None:
    """Two may work on a draft at once, on different steps; whoever is second at the same step is told."""
    states = list(draft.states.filter(number__gte=revision).select_related("by").order_by("-number"))
    last = drafting.last_changed(states, key)
    read = states and states[-1].number == revision
    if last is None and read:
        return
    name = last.by.full_name if last else _("Somebody")
    step = design.find(key)
    raise ChangedMeanwhile(
        _(
            "%(name)s has changed “%(step)s” meanwhile. It is shown as it reads now; what you typed is kept below."
        )
        % {"name": name, "step": step.name if step else key}
    )


def _keep(draft: Draft, design: Design, *, by: User, at: datetime) -> Draft:
    """Another state of the draft, which is locked."""
    draft.revision += 1
    draft.save(update_fields=["revision"])
    DraftState.objects.create(draft=draft, number=draft.revision, content=design.content(), by=by, at=at)
    return draft


def _locked(draft: Draft) -> Draft:
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    if current.state != OPEN:
        raise DraftEnded(
            _("This draft has been put into force.")
            if current.state == IN_FORCE
            else _("This draft has been given up. Begin another one.")
        )
    return current
