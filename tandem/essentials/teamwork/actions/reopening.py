"""Taking back that a matter has ended, while nobody has built on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import EntryType
from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import queries
from tandem.essentials.teamwork.actions.matters import require_able, tell
from tandem.essentials.teamwork.actions.tasks import REOPEN_WITHIN
from tandem.essentials.teamwork.models import Matter


class NotTakenBack(Refused):
    """The matter is open, or it has been closed for too long."""


@transaction.atomic
def reopen_matter(
    *,
    matter: Matter,
    next_step: str,
    due_at: datetime,
    event: EntryType,
    by: User,
    at: datetime,
    with_its_act: bool = False,
) -> Matter:
    """Undo 'closed' within ten minutes: the turn is again with whoever had it. `event` says what was taken back.

    `with_its_act`: what had closed it (the result of a call) is taken back, which has its own time for that.
    """
    Matter.objects.select_for_update().only("pk").get(pk=matter.pk)
    current = Matter.objects.select_related("customer__tandem", "accountable", "step").get(pk=matter.pk)
    queries.require_act(by, current, day=timezone.localdate(at))
    if current.closed_at is None or (at > current.closed_at + REOPEN_WITHIN and not with_its_act):
        raise NotTakenBack(
            _("“%(title)s” has been closed for a while. Begin a new matter instead.")
            % {"title": current.title}
        )
    assert current.accountable is not None  # it had a turn until it was closed
    require_able(current.accountable, current.customer)
    current.closed_at, current.outcome = None, ""
    current.next_step, current.due_at = next_step.strip()[:200], due_at
    current.revision += 1
    current.save()
    tell(event, matter=current, by=by, at=at)
    return current
