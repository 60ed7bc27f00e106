"""When somebody leaves: turns and tasks go to a successor in the same act (INV1)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.entries import CustomerChanged
from tandem.essentials.people import actions as people_actions
from tandem.essentials.people import queries as people
from tandem.essentials.people import sight
from tandem.essentials.people.models import ADMINISTRATOR, AGENT, COORDINATOR, SALES_LEAD, Seat, User
from tandem.essentials.teamwork import entries
from tandem.essentials.teamwork.actions.matters import CannotHold, tell
from tandem.essentials.teamwork.models import (
    OFFERED,
    TAKEN_BACK,
    Consultation,
    Handover,
    Matter,
    Question,
    Task,
)


class TurnsLeft(Refused):
    """The person still has turns, and nobody was named to take them."""


@transaction.atomic
def let_go(*, user: User, by: User | None, at: datetime, successor: User | None = None) -> User:
    """Switch an account off; whatever is the person's turn, task, question or consultation goes to the successor."""
    if by is not None:
        people.require_role(
            by,
            ADMINISTRATOR,
            COORDINATOR,
            SALES_LEAD,
            sentence=_("Administration, coordination or sales management switch an account off."),
        )
    if user.has_role(ADMINISTRATOR):
        people_actions.require_another_administrator(user)
    turns = list(
        Matter.objects.select_for_update(of=("self",)).filter(accountable=user, closed_at=None).order_by("pk")
    )
    tasks = Task.objects.filter(accountable=user, done_at=None)
    questions = Question.objects.filter(asked=user, answered_at=None)
    left = len(turns) + tasks.count() + questions.count()
    if left and (successor is None or not successor.is_active or successor.pk == user.pk):
        raise TurnsLeft(_turns_left(user, left))
    if successor is not None:
        _require_sight(successor, turns, list(tasks))
        for matter in turns:
            matter.accountable, matter.turn_since = successor, at
            matter.revision += 1
            matter.save()
            event = entries.TakenOver(
                who=successor.full_name, before=user.full_name, reason=_("Change of person")
            )
            tell(event, matter=matter, by=by, at=at)
        tasks.update(accountable=successor)
        questions.update(asked=successor)
        _pass_consultations(user, successor, at=at)
        # What was offered to the new owner of the turn by somebody else has come to pass.
        Handover.objects.filter(matter__in=turns, taker=successor, state=OFFERED).update(
            state=TAKEN_BACK, answered_at=at, answered_by=by
        )
    Handover.objects.filter(taker=user, state=OFFERED).update(
        state=TAKEN_BACK, answered_at=at, answered_by=by
    )
    people_actions.pass_seats(user=user, to=successor, at=at)
    user.is_active = False
    try:
        with transaction.atomic():
            user.save(update_fields=["is_active"])
    except IntegrityError as error:
        # Trigger teamwork_nothing_left: a turn or task came in between.
        user.is_active = True
        raise TurnsLeft(_turns_left(user, 1)) from error
    return user


def _pass_consultations(user: User, successor: User, *, at: datetime) -> None:
    """Who is asked before a contact answers in time; nobody asks themselves, and whoever may not see it is not asked.

    What is left lapses as it would have: without an answer in time the contact is free.
    """
    pending = Consultation.objects.filter(asked=user, answered_at=None, due_at__gt=at)
    seen = pending.filter(customer__in=customers.visible_to(successor).values("pk"))
    seen.exclude(asker=successor).update(asked=successor)


def follow_move(entry: Entry, event: EntryType) -> None:
    """A customer was edited: nobody keeps a turn or task at a customer they no longer see (INV1, INV8).

    Refuses in the transaction of the edit: a commercial agent sees the customers of the own tandem only.
    """
    assert isinstance(event, CustomerChanged)
    assert entry.customer_id is not None  # it is a customer that was edited
    open_matters = Matter.objects.filter(customer=entry.customer_id, closed_at=None)
    open_tasks = Task.objects.filter(customer=entry.customer_id, done_at=None)
    holders = {
        *open_matters.values_list("accountable", flat=True),
        *open_tasks.values_list("accountable", flat=True),
    }
    for holder in User.objects.filter(pk__in=holders, roles__contains=[AGENT]).order_by("pk"):
        if not customers.visible_to(holder).filter(pk=entry.customer_id).exists():
            raise CannotHold(
                _(
                    "%(name)s still has a turn or task there and would no longer see the customer. Take it over first."
                )
                % {"name": holder.full_name}
            )


def keep_sight(user: User) -> None:
    """Roles or seats of a person change: nobody keeps a turn, task or offer at a customer they would not see.

    Refuses in the transaction of the change. What counts is what stays: a seat that is given up for a later day
    does not.
    """
    if customers.reads_all(user) or not user.is_active:
        return
    seats = Seat.objects.filter(user=user, to_date=None)
    seen = seats.values("tandem") if user.has_role(AGENT) else seats.none().values("tandem")
    left = (
        Matter.objects.filter(accountable=user, closed_at=None).exclude(customer__tandem__in=seen).count()
        + Task.objects.filter(accountable=user, done_at=None).exclude(customer__tandem__in=seen).count()
        + Handover.objects.filter(taker=user, state=OFFERED)
        .exclude(matter__customer__tandem__in=seen)
        .count()
    )
    if left:
        sentence = ngettext(
            "%(name)s has %(count)d turn or task at a customer they would no longer see. Pass it on first.",
            "%(name)s has %(count)d turns or tasks at customers they would no longer see. Pass them on first.",
            left,
        )
        raise CannotHold(sentence % {"name": user.full_name, "count": left})


def listen() -> None:
    """Follow what happens to customers and people; called when the room is loaded."""
    journal.listen(CustomerChanged, follow_move)
    sight.watch(keep_sight)


def _require_sight(successor: User, turns: list[Matter], tasks: list[Task]) -> None:
    concerned = {matter.customer_id for matter in turns} | {task.customer_id for task in tasks}
    seen = customers.visible_to(successor).filter(pk__in=concerned).count()
    if seen < len(concerned):
        raise CannotHold(
            _("%(name)s may not see all customers concerned. Name somebody who does.")
            % {"name": successor.full_name}
        )


def _turns_left(user: User, left: int) -> str:
    return ngettext(
        "%(name)s still has %(count)d open turn or task. Name a successor.",
        "%(name)s still has %(count)d open turns and tasks. Name a successor.",
        left,
    ) % {"name": user.full_name, "count": left}
