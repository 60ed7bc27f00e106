"""Changing many quotes at once: whose turn, or when the customer is asked.

Each by its own act, so that rights and rules hold for every one; what is refused is said and stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.actions.matters import locked
from tandem.essentials.teamwork.models import ACCEPTED, CUSTOMER
from tandem.journey.quotes import entries, queries
from tandem.journey.quotes.actions.deciding import open_quote
from tandem.journey.quotes.actions.holding import NotNow
from tandem.journey.quotes.models import TO_DAY, TO_PERSON, BulkEdit, Quote

MOST = 500

# What came of one quote: what stood there before, and what stands there now.
Came = tuple[str, str]


class TooMany(Refused):
    """More than can be changed in one go, or not those that were shown."""


@transaction.atomic
def move_follow_up(*, quote: Quote, due_at: datetime, by: User, at: datetime) -> Quote:
    """Ask the customer on another day; whose turn it is stays."""
    matter, current = open_quote(quote, by=by, at=at)
    if due_at <= at:
        raise NotNow(_("The next date lies in the past."))
    before = current.follow_up_at
    if before == due_at:
        raise NotNow(_("It is followed up on that day already."))
    current.follow_ups.filter(done_at=None).update(due_at=due_at)
    current.follow_up_at = due_at
    current.save(update_fields=["follow_up_at"])
    teamwork.pass_turn(
        matter=matter,
        next_step=matter.next_step,
        due_at=due_at,
        waiting_for=CUSTOMER,
        event=entries.FollowUpMoved(
            number=current.number or "",
            before=before.isoformat() if before else "",
            after=due_at.isoformat(),
        ),
        by=by,
        at=at,
    )
    return current


@transaction.atomic
def hand_over_many(*, quotes: Sequence[int], to: User, briefing: str, by: User, at: datetime) -> BulkEdit:
    """Hand the matters of these quotes over, each by the rules of handing over; gives what came of each."""
    briefing = texts.clean(briefing, lines=True)
    if not briefing:
        raise teamwork.BriefingMissing(
            _("What does %(name)s need to know? One sentence is enough.") % {"name": to.first_name}
        )

    def hand_over(quote: Quote) -> Came:
        matter = locked(quote.matter)
        before = matter.accountable.full_name if matter.accountable else ""
        due_at = matter.due_at if matter.due_at is not None and matter.due_at > at else None
        made = teamwork.hand_over(matter=matter, to=to, briefing=briefing, due_at=due_at, by=by, at=at)
        if made.state == ACCEPTED:
            return before, to.full_name
        return before, _("offered to %(name)s") % {"name": to.full_name}

    return _each(quotes, hand_over, kind=TO_PERSON, wanted=to.full_name, by=by, at=at)


@transaction.atomic
def move_follow_ups(*, quotes: Sequence[int], due_at: datetime, by: User, at: datetime) -> BulkEdit:
    """Ask the customers of these quotes on another day; gives what came of each."""
    if due_at <= at:
        raise NotNow(_("The next date lies in the past."))

    def move(quote: Quote) -> Came:
        before = quote.follow_up_at
        move_follow_up(quote=quote, due_at=due_at, by=by, at=at)
        return before.isoformat() if before else "", due_at.isoformat()

    return _each(quotes, move, kind=TO_DAY, wanted=filters.plain_date(due_at), by=by, at=at)


@transaction.atomic
def undo(*, bulk: BulkEdit, by: User, at: datetime) -> BulkEdit:
    """Put the follow-up dates back that nobody has changed since and that are still to come."""
    current = BulkEdit.objects.select_for_update(of=("self",)).get(pk=bulk.pk)
    if current.by_id != by.pk:
        raise NotAllowed(_("%(name)s can take this back.") % {"name": current.by.full_name})
    if current.kind != TO_DAY:
        raise NotNow(_("A turn that was handed over comes back by another handover."))
    if current.undone_at is not None:
        raise NotNow(_("This has been taken back already."))
    moved = {row["quote"]: row for row in current.rows if not row["said"]}

    def back(quote: Quote) -> Came:
        row = moved[quote.pk]
        before, after = parse_datetime(row["before"]), parse_datetime(row["after"])
        if before is None or quote.follow_up_at != after:
            raise NotNow(_("It has been changed since."))
        move_follow_up(quote=quote, due_at=before, by=by, at=at)
        return row["after"], row["before"]

    made = _each(list(moved), back, kind=TO_DAY, wanted=_("taken back"), by=by, at=at)
    current.undone_at = at
    current.save(update_fields=["undone_at"])
    # What is taken back is not taken back once more.
    made.undone_at = at
    made.save(update_fields=["undone_at"])
    return made


def _each(
    quotes: Sequence[int], act: Callable[[Quote], Came], *, kind: str, wanted: str, by: User, at: datetime
) -> BulkEdit:
    """Do the act for each quote that the person sees, one after the other in the order of their matters."""
    if not quotes:
        raise TooMany(_("No quote is chosen."))
    if len(quotes) > MOST:
        raise TooMany(
            _("%(count)d quotes are too many: at most %(most)d at once. Narrow the view.")
            % {"count": len(quotes), "most": MOST}
        )
    # Always in this order, so that two who change many wait for each other and never in a circle.
    seen = queries.visible_to(by).filter(pk__in=quotes).select_related("matter").order_by("matter_id")
    rows: list[dict[str, Any]] = []
    for quote in seen:
        row: dict[str, Any] = {"quote": quote.pk, "said": "", "before": "", "after": ""}
        try:
            with transaction.atomic():
                turns.require_act(by, quote.matter, day=timezone.localdate(at))
                row["before"], row["after"] = act(quote)
        except Refused as refusal:
            row["said"] = str(refusal)
        rows.append(row)
    return BulkEdit.objects.create(kind=kind, by=by, at=at, wanted=wanted[:200], rows=rows)
