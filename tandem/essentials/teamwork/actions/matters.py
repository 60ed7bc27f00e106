"""Opening, moving, noting and closing matters."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.base.tools.reads import Read
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import INSIDE, User
from tandem.essentials.playbook import conditions
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import Step
from tandem.essentials.teamwork import entries, queries
from tandem.essentials.teamwork.actions import claims, notices
from tandem.essentials.teamwork.models import (
    NOTHING,
    OFFERED,
    OUTCOMES,
    REQUEST,
    TAKEN_BACK,
    WAITING_FOR,
    WON,
    Matter,
)
from tandem.essentials.teamwork.rules import RequestAnswer


class AlreadyClosed(Refused):
    """The matter has ended; nothing more happens in it."""


class OpenTasks(Refused):
    """A matter is closed when its tasks are done."""


class StepIncomplete(Refused):
    """Something is missing to open, move or close the matter."""


class StepUnready(StepIncomplete):
    """What must be there before the step is left (as the company designed it) is not there yet."""


class CannotHold(NotAllowed):
    """Somebody who has left or may not see the customer cannot have the turn."""


def locked(matter: Matter) -> Matter:
    """The matter as it stands now, held until the transaction ends; refuses one that has been closed."""
    # Two statements: after waiting for a lock PostgreSQL joins the new row with what it had read of the other
    # tables before, so that the new accountable person would be missing.
    _LOCK(pk=matter.pk)
    current = _MATTER(pk=matter.pk)[0]
    if not current.is_open:
        raise AlreadyClosed(
            _("“%(title)s” was closed on %(day)s (%(outcome)s).")
            % {
                "title": current.title,
                "day": filters.plain_date(current.closed_at),
                "outcome": OUTCOMES[current.outcome],
            }
        )
    return current


# Every act on a matter begins with these two.
_LOCK = Read(lambda given: Matter.objects.select_for_update().only("pk").filter(pk=given.pk))
_MATTER = Read(
    lambda given: Matter.objects.select_related("customer", "accountable", "step").filter(pk=given.pk)
)


def require_able(person: User, customer: Customer) -> None:
    """Refuse to give a turn or task to somebody who has left or may not see the customer (INV1, INV8)."""
    if not person.is_active:
        raise CannotHold(_("%(name)s no longer works here.") % {"name": person.full_name})
    if not customers.may_see(person, customer_id=customer.pk):
        raise CannotHold(
            _("%(name)s cannot see %(customer)s and so cannot take a turn there.")
            % {"name": person.full_name, "customer": customer.name}
        )


def require_future(due_at: datetime, *, at: datetime) -> None:
    """Refuse a date that has passed already; a time earlier today is let through."""
    if timezone.localdate(due_at) < timezone.localdate(at):
        raise StepIncomplete(_("The date lies in the past. Until when shall it be done?"))


def tell(event: EntryType, *, matter: Matter, by: User | None, at: datetime) -> None:
    """Write an event of this matter into the journal, with the side whose turn it is from now on."""
    lane = event.lane or (matter.accountable.side if matter.accountable is not None else "")
    journal.record(event, customer_id=matter.customer_id, matter_id=matter.pk, by=by, at=at, lane=lane)


def withdraw_offers(matter: Matter, *, by: User | None, at: datetime) -> None:
    """An offer that waits for an answer ends when the turn or the step passes another way."""
    matter.handovers.filter(state=OFFERED).update(state=TAKEN_BACK, answered_at=at, answered_by=by)


@transaction.atomic
def open_matter(
    *,
    customer: Customer,
    kind: str,
    title: str,
    by: User | None,
    at: datetime,
    step_key: str | None = None,
    next_step: str = "",
    accountable: User | None = None,
    due_at: datetime | None = None,
    description: str = "",
    contact: Contact | None = None,
    value: Decimal | None = None,
    urgent: bool = False,
    event: EntryType | None = None,
) -> Matter:
    """Begin a matter with its first turn: whom the process names, unless somebody is named here.

    A sale or repeat needs a step. `event` replaces the plain 'opened' entry where a room has better words.
    Rooms decide who may open; people at the page go through `begin`.
    """
    title = title.strip()
    if not title:
        raise StepIncomplete(_("The matter needs a title, so that everybody knows what it is about."))
    if kind != REQUEST and not step_key:
        raise StepIncomplete(_("At which step of the process does it begin?"))
    if contact is not None and contact.customer_id != customer.pk:
        raise StepIncomplete(_("%(name)s belongs to another customer.") % {"name": contact.full_name})
    day = timezone.localdate(at)
    step = playbook.step(key=step_key, day=day) if step_key else None
    answer = playbook.answer_for(step=step, customer=customer, day=day) if step else None
    if accountable is not None:
        require_able(accountable, customer)
    elif step is not None:
        accountable = playbook.responsible_for(step=step, customer=customer, day=day)
    else:
        accountable = playbook.acting_for_side(side=INSIDE, customer=customer, day=day)
    if due_at is None and step is not None:
        due_at = playbook.step_due(step=step, user=accountable, at=at)
    elif due_at is None:
        due_at = playbook.answer_due(rule=RequestAnswer, customer=customer, user=accountable, at=at)
    matter = Matter.objects.create(
        customer=customer,
        contact=contact,
        kind=kind,
        title=title[:200],
        description=description.strip(),
        step=step,
        step_since=at,
        answerable=answer.side if answer else INSIDE,
        urgent=urgent,
        value=value,
        currency=customer.currency,
        accountable=accountable,
        next_step=(next_step.strip() or (step.name if step else title))[:200],
        due_at=due_at,
        turn_since=at,
        opened_at=at,
    )
    opened = event or entries.MatterOpened(kind=kind, title=matter.title, description=matter.description)
    tell(opened, matter=matter, by=by, at=at)
    notices.inform(matter=matter, came_from=None, by=by, at=at)
    return matter


@transaction.atomic
def begin(
    *,
    customer: Customer,
    kind: str,
    title: str,
    step_key: str | None,
    by: User,
    at: datetime,
    next_step: str = "",
    accountable: User | None = None,
    due_at: datetime | None = None,
    description: str = "",
    contact: Contact | None = None,
    value: Decimal | None = None,
) -> Matter:
    """Begin a matter by hand at a customer of the own tandem (or where one stands in)."""
    customers.require_write(by, customer, day=timezone.localdate(at))
    if due_at is not None:
        require_future(due_at, at=at)
    return open_matter(
        customer=customer,
        kind=kind,
        title=title,
        step_key=step_key,
        next_step=next_step,
        accountable=accountable,
        due_at=due_at,
        description=description,
        contact=contact,
        value=value,
        by=by,
        at=at,
    )


@transaction.atomic
def pass_turn(
    *,
    matter: Matter,
    next_step: str,
    event: EntryType,
    by: User | None,
    at: datetime,
    step_key: str | None = None,
    accountable: User | None = None,
    due_at: datetime | None = None,
    waiting_for: str = NOTHING,
    value: Decimal | None = None,
) -> Matter:
    """Move a matter on: to another step or next step, and to whom the process names (or `accountable`).

    The one way in which rooms of the journey move a matter: one action, one entry (`event`), one turn.
    Without a new step and without `accountable` the turn stays with the person who has it. An offered
    handover ends when the step or the person changes. Refused while somebody else has claimed the matter.
    """
    current = locked(matter)
    before = current.step
    day = timezone.localdate(at)
    queries.require_act(by, current, day=day)
    claims.require_not_taken(current, by=by, at=at)
    if not next_step.strip():
        raise StepIncomplete(_("What is the next step? A few words are enough."))
    if waiting_for not in WAITING_FOR:
        raise StepIncomplete(_("What is waited for?"))
    if accountable is not None and accountable.pk != current.accountable_id:
        require_able(accountable, current.customer)
    if step_key is not None:
        stopped = _stand_at(current, step_key, by=by, at=at)
        if stopped:
            # What the room has in mind belongs to a later step.
            next_step, accountable, due_at, waiting_for = stopped.name, None, None, NOTHING
        if accountable is None and current.step is not None:
            accountable = playbook.responsible_for(step=current.step, customer=current.customer, day=day)
    accountable = accountable or current.accountable
    assert accountable is not None  # an open matter has one: constraint open_matter_has_a_turn
    if accountable.pk != current.accountable_id:
        current.accountable, current.turn_since = accountable, at
        withdraw_offers(current, by=by, at=at)
    if due_at is None:
        due_at = (
            playbook.step_due(step=current.step, user=accountable, at=at) if current.step else current.due_at
        )
    current.next_step, current.due_at, current.waiting_for = next_step.strip()[:200], due_at, waiting_for
    if value is not None:
        current.value = value
    current.revision += 1
    current.save()
    tell(event, matter=current, by=by, at=at)
    notices.inform(matter=current, came_from=before, by=by, at=at)
    return current


def _stand_at(matter: Matter, step_key: str, *, by: User | None, at: datetime) -> Step | None:
    """Put the matter at a step of its own version of the process; gives the company's own step that stopped it.

    Going on asks for what must be there; going back does not, or nobody could.
    """
    day = timezone.localdate(at)
    to = playbook.step_for(key=step_key, beside=matter.step, day=day)
    if matter.step is not None and matter.step.pk == to.pk:
        return None
    goes_on = matter.step is not None and to.position > matter.step.position
    step = playbook.next_stop(step=matter.step, to=to) if matter.step is not None and goes_on else to
    if matter.step is not None and goes_on and by is not None:
        _require_needs(matter, matter.step, day=day)
    answer = playbook.answer_for(step=step, customer=matter.customer, day=day)
    matter.step, matter.step_since, matter.answerable = step, at, answer.side
    withdraw_offers(matter, by=by, at=at)
    return step if step.pk != to.pk else None


def _require_needs(matter: Matter, step: Step, *, day: date) -> None:
    missing = conditions.missing(step.needs, matter_id=matter.pk)
    if not missing:
        return
    assert matter.accountable is not None  # an open matter has one: constraint open_matter_has_a_turn
    people = [
        playbook.acting_for(condition.side, customer=matter.customer, day=day).first_name
        if condition.side
        else matter.accountable.first_name
        for condition in missing
    ]
    raise StepUnready(
        _("“%(step)s” is done when this is there: %(missing)s. %(names)s can see to it.")
        % {
            "step": step.name,
            "missing": ", ".join(str(condition.label) for condition in missing),
            "names": get_text_list(list(dict.fromkeys(people)), _("or")),
        }
    )


@transaction.atomic
def set_next_step(
    *,
    matter: Matter,
    next_step: str,
    due_at: datetime,
    by: User | None,
    at: datetime,
    reason: str = "",
    waiting_for: str = NOTHING,
) -> Matter:
    """Another next step or date; the turn stays with its person, also while the customer is waited for."""
    require_future(due_at, at=at)
    event = entries.NextStepSet(
        next_step=next_step.strip()[:200],
        due=due_at.isoformat(),
        waiting_for=waiting_for,
        reason=reason.strip(),
    )
    return pass_turn(
        matter=matter, next_step=next_step, due_at=due_at, waiting_for=waiting_for, event=event, by=by, at=at
    )


@transaction.atomic
def close(
    *,
    matter: Matter,
    outcome: str,
    by: User | None,
    at: datetime,
    result: str = "",
    event: EntryType | None = None,
) -> Matter:
    """End a matter; refused while tasks of it are open (obligations beside it, like evaluating, live on).

    A room that closes brings its own `event` with the reasons. Without one, people say in `result` how it
    ended, and nothing is won: that takes the order.
    """
    current = locked(matter)
    queries.require_act(by, current, day=timezone.localdate(at))
    claims.require_not_taken(current, by=by, at=at)
    if outcome not in OUTCOMES:
        raise StepIncomplete(_("How did it end?"))
    if event is None and outcome == WON and current.kind != REQUEST:
        raise StepIncomplete(_("A sale is won with its order and ends after the satisfaction call."))
    if event is None and by is not None and not result.strip():
        raise StepIncomplete(_("How did it end? One sentence is enough; your partner reads it."))
    open_tasks = list(current.tasks.filter(done_at=None, step_key="").values_list("title", flat=True)[:3])
    if open_tasks:
        raise OpenTasks(
            _("“%(title)s” still has open tasks: %(tasks)s. Finish them first.")
            % {"title": current.title, "tasks": ", ".join(open_tasks)}
        )
    withdraw_offers(current, by=by, at=at)
    current.closed_at, current.outcome, current.waiting_for = at, outcome, NOTHING
    current.revision += 1
    current.save()
    closed = event or entries.MatterClosed(title=current.title, outcome=outcome, result=result.strip())
    tell(closed, matter=current, by=by, at=at)
    return current
