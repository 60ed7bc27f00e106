"""Lists of calls leave the house: who took which one, with how many customers, stays in the journal (INV4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from tandem.base.journal import actions as journal
from tandem.base.journal.models import Entry
from tandem.essentials.people.models import User
from tandem.journey.calls.lists import CallList
from tandem.journey.calls.models import Round
from tandem.journey.leads.models import ApiKey
from tandem.surfaces.exchange import entries


@transaction.atomic
def take_round(*, found: Round, listed: CallList, by: User, at: datetime) -> None:
    """Somebody takes along what a round has agreed."""
    _record([listed], entries.ROUND, name=found.tandem.name, day=found.monday, by=by, at=at)


@transaction.atomic
def take_today(*, listed: CallList, by: User, at: datetime) -> None:
    """Somebody takes their own calls of the day along."""
    _record([listed], entries.TODAY, day=timezone.localdate(at), by=by, at=at)


@transaction.atomic
def hand_over(
    *, key: ApiKey, monday: date, listed: Sequence[CallList], by: User | None, at: datetime
) -> None:
    """A program reads the week's lists. It asks every few minutes: told is what it has not been given that day."""
    wanted = {row.customer.pk for one in listed for row in one.rows}
    midnight = datetime.combine(timezone.localdate(at), time(), tzinfo=timezone.get_current_timezone())
    given = Entry.objects.filter(
        customer_id=None,
        type=entries.CallListTaken.key,
        at__gte=midnight,
        data__program=key.pk,
        data__day=monday.isoformat(),
    ).values_list("data__customers", flat=True)
    if wanted <= {pk for customers in given for pk in customers}:
        return
    _record(listed, entries.PROGRAM, name=key.name, day=monday, program=key.pk, by=by, at=at)


def _record(
    listed: Sequence[CallList],
    what: str,
    *,
    day: date,
    by: User | None,
    at: datetime,
    name: str = "",
    program: int | None = None,
) -> None:
    """Whatever holds nobody is no list that anybody took."""
    rows = [row for one in listed for row in one.rows]
    if not rows:
        return
    event = entries.CallListTaken(
        what=what, name=name, day=day.isoformat(), customers=sorted({row.customer.pk for row in rows}),
        people=len(rows), program=program,
    )  # fmt: skip
    journal.record(event, customer_id=None, by=by, at=at, lane=by.side if by else "")
