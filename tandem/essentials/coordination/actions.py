"""Bringing a missed date up one level."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.base.journal import actions as journal
from tandem.essentials.coordination import chain, entries
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.coordination.rising import Rise
from tandem.essentials.people import queries as people
from tandem.essentials.teamwork import things
from tandem.essentials.teamwork.models import Matter
from tandem.essentials.teamwork.things import Thing


@transaction.atomic
def escalate(*, rise: Rise, at: datetime) -> Escalation | None:
    """Tell the next level; the turn stays where it is. None where there is nothing to do any more.

    Several workers may do this at once: whoever finds the thing held lets it be, the next round sees it again.
    """
    thing = rise.thing
    if not _hold(thing):
        return None
    now = things.get(things.kinds()[thing.kind], thing.pk)
    if (
        now is None
        or now.due_at != thing.due_at
        or _highest(thing) != (rise.level - 1 if rise.level else None)
    ):
        return None
    escalation = Escalation.objects.create(
        kind=thing.kind, thing_id=thing.pk, missed_at=thing.due_at, level=rise.level, reached_at=at,
        what=thing.what[:200], hours=rise.hours, told=rise.told, customer_id=thing.customer_id,
        matter_id=thing.matter_id, decide_by=rise.decide_by,
    )  # fmt: skip
    # That the own date has passed is on the person's Heute; the journal tells what others learn.
    if rise.level > chain.PERSON:
        event = entries.Escalated(
            level=rise.level,
            what=escalation.what,
            missed=thing.due_at.isoformat(),
            told=rise.told.full_name if rise.told else "",
        )
        lane = people.all_people().get(pk=now.holder_id).side
        journal.record(
            event, customer_id=thing.customer_id, matter_id=thing.matter_id, by=None, at=at, lane=lane
        )
    return escalation


def _hold(thing: Thing) -> bool:
    """Lock the matter, then the thing, as every act does; False where somebody is at it or it is gone."""
    rows = [(things.kinds()[thing.kind].model, thing.pk)]
    if thing.matter_id is not None and thing.kind != things.TURN:
        rows.insert(0, (Matter, thing.matter_id))
    return all(
        model._default_manager.select_for_update(skip_locked=True).filter(pk=pk).values_list("pk").first()
        for model, pk in rows
    )


def _highest(thing: Thing) -> int | None:
    reached = Escalation.objects.filter(kind=thing.kind, thing_id=thing.pk, missed_at=thing.due_at)
    return reached.order_by("-level").values_list("level", flat=True).first()
