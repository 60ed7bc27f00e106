"""'Wer ist dran' of a matter, as the card `design/turn.html` draws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tandem.essentials.people.models import User
from tandem.essentials.people.queries import StandIns
from tandem.essentials.teamwork.models import CUSTOMER, NOTHING, WAITING_FOR, Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who, what next, until when; `side` is 'customer' while the customer is waited for."""

    person: User | None
    side: str
    is_me: bool
    headline: str
    due: datetime | None
    overdue: bool
    detail: str
    stand_in: User | None


def of(matter: Matter, *, viewer: User, at: datetime, stand_ins: StandIns) -> Turn:
    """The turn of an open matter as this person sees it."""
    person = matter.accountable
    assert person is not None  # only closed matters may lack one
    waits_for_customer = matter.waiting_for == CUSTOMER
    words = [matter.step.name if matter.step else matter.kind_label]
    if matter.waiting_for not in (NOTHING, CUSTOMER):
        words.append(_("waiting for %(whom)s") % {"whom": WAITING_FOR[matter.waiting_for]})
    return Turn(
        person=person,
        side="customer" if waits_for_customer else person.side,
        is_me=person.pk == viewer.pk,
        headline=matter.next_step,
        due=matter.due_at,
        overdue=matter.due_at is not None and matter.due_at < at,
        detail=" · ".join(words),
        stand_in=stand_ins.acting_for(person),
    )
