"""Tasks of a matter or a customer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.teamwork import entries, queries
from tandem.essentials.teamwork.actions.matters import StepIncomplete, locked, require_able, tell
from tandem.essentials.teamwork.models import Matter, Task

REOPEN_WITHIN = timedelta(minutes=10)


class TaskClosed(Refused):
    """The task is done already."""


class TooLate(Refused):
    """A task that was done a while ago stays done."""


@transaction.atomic
def add_task(
    *,
    customer: Customer,
    title: str,
    accountable: User,
    due_at: datetime,
    by: User | None,
    at: datetime,
    matter: Matter | None = None,
    step_key: str = "",
) -> Task:
    """Something to be done, by whom and until when; side work is delegated so, the turn stays.

    With `step_key` it is an obligation of the process beside the matter: it may outlive the matter, and is
    not journalled by itself, because the event that caused it is.
    """
    if not title.strip():
        raise StepIncomplete(_("The task needs a title."))
    day = timezone.localdate(at)
    if matter is not None and not step_key:
        matter = locked(matter)
    if matter is not None:
        if matter.customer_id != customer.pk:
            raise StepIncomplete(_("The matter belongs to another customer."))
        queries.require_act(by, matter, day=day)
    else:
        customers.require_write(by, customer, day=day)
    require_able(accountable, customer)
    task = Task.objects.create(
        customer=customer,
        matter=matter,
        step_key=step_key,
        title=title.strip()[:200],
        accountable=accountable,
        due_at=due_at,
        made_by=by,
        made_at=at,
    )
    if not step_key:
        event = entries.TaskAdded(title=task.title, who=accountable.full_name, due=due_at.isoformat())
        _tell(event, task, by=by, at=at)
    return task


@transaction.atomic
def delegate(*, matter: Matter, by: User, at: datetime) -> Task:
    """Side work in one tap: the inside of the tandem helps with the next step, the turn stays."""
    current = locked(matter)
    day = timezone.localdate(at)
    helper = queries.helper_at(current.customer.tandem_id, by, day=day)
    if helper is None:
        raise StepIncomplete(_("Nobody on the inside is there to help. Give a task to whom you choose."))
    title = (_("Help with: %(step)s") % {"step": current.next_step})[:200]
    if current.tasks.filter(done_at=None, accountable=helper, title=title).exists():
        raise TaskClosed(_("%(name)s has this on the list already.") % {"name": helper.first_name})
    due_at = playbook.days_after(1, user=helper, at=at)
    if current.due_at is not None and current.due_at > at:
        due_at = min(due_at, current.due_at)
    return add_task(
        customer=current.customer, matter=current, title=title, accountable=helper, due_at=due_at, by=by, at=at
    )  # fmt: skip


@transaction.atomic
def withdraw_task(*, task: Task, by: User, at: datetime) -> None:
    """Take back an open obligation because what caused it is taken back; the entry about that tells of both."""
    current = _locked(task)
    if current.done_at is not None or not current.step_key:
        raise TaskClosed(
            _("“%(title)s” is done or was given as a task of its own.") % {"title": current.title}
        )
    if not queries.may_finish(by, current, day=timezone.localdate(at)):
        raise NotAllowed(_("This task is with %(name)s.") % {"name": current.accountable.full_name})
    current.delete()


@transaction.atomic
def finish_task(*, task: Task, by: User, at: datetime, result: str = "") -> Task:
    """Tick a task off, with its result."""
    current = _locked(task)
    if current.done_at is not None:
        who = current.done_by.full_name if current.done_by else _("Somebody")
        raise TaskClosed(
            _("%(name)s was faster: “%(title)s” is done.") % {"name": who, "title": current.title}
        )
    if not queries.may_finish(by, current, day=timezone.localdate(at)):
        raise NotAllowed(_("This task is with %(name)s.") % {"name": current.accountable.full_name})
    current.done_at, current.done_by, current.result = at, by, result.strip()
    current.save()
    _tell(entries.TaskDone(title=current.title, result=current.result), current, by=by, at=at)
    return current


@transaction.atomic
def reopen_task(*, task: Task, by: User, at: datetime, with_its_act: bool = False) -> Task:
    """Undo 'done' within ten minutes, by whoever ticked it off.

    `with_its_act`: what had finished it (the result of a call) is taken back, which has its own time for that.
    """
    if task.matter is not None and not task.step_key:
        locked(task.matter)  # a closed matter has no open tasks
    current = _locked(task)
    if current.done_at is None:
        raise TaskClosed(_("“%(title)s” is open.") % {"title": current.title})
    if current.done_by_id != by.pk:
        who = current.done_by.full_name if current.done_by else _("Somebody")
        raise NotAllowed(_("%(name)s did this task and can open it again.") % {"name": who})
    if at > current.done_at + REOPEN_WITHIN and not with_its_act:
        raise TooLate(
            _("“%(title)s” has been done for a while. Add a new task instead.") % {"title": current.title}
        )
    current.done_at, current.done_by, current.result = None, None, ""
    current.save()
    _tell(entries.TaskReopened(title=current.title), current, by=by, at=at)
    return current


def _locked(task: Task) -> Task:
    # Two statements, see `matters.locked`.
    Task.objects.select_for_update().only("pk").get(pk=task.pk)
    return Task.objects.select_related("customer", "matter__accountable", "accountable", "done_by").get(
        pk=task.pk
    )


def _tell(event: EntryType, task: Task, *, by: User | None, at: datetime) -> None:
    if task.matter is not None:
        tell(event, matter=task.matter, by=by, at=at)
    else:
        lane = by.side if by else task.accountable.side
        journal.record(event, customer_id=task.customer_id, by=by, at=at, lane=lane)
