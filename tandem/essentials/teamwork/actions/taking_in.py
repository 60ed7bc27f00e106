"""Taking over matters that are under way elsewhere, thousands at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tandem.essentials.teamwork.actions.matters import StepIncomplete
from tandem.essentials.teamwork.models import Matter

_AT_ONCE = 1000


@transaction.atomic
def take_in(*, matters: Sequence[Matter]) -> list[Matter]:
    """Write matters with their turns as they stand; the room that takes them over tells of each in the journal.

    Whoever has a turn must see the customer: the caller asks for that, the database refuses an open matter without a
    turn and a person who has left.
    """
    if any(not matter.title for matter in matters):
        raise StepIncomplete("A matter that is taken over needs a title.")
    return Matter.objects.bulk_create(matters, batch_size=_AT_ONCE)


@transaction.atomic
def take_out(*, matters: Sequence[Matter]) -> int:
    """Remove matters that were taken over and that nothing hangs on any more; how many. The caller has held them and
    tells of it in the journal; the database refuses one that something still points at.
    """
    return Matter.objects.filter(pk__in=[matter.pk for matter in matters])._raw_delete(using="default")
