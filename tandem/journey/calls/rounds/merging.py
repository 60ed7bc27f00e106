"""When two customers become one: their candidates are one in each round, with what was prepared and agreed.

What moves is told to the recorder, so that the undo of the merge puts it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from tandem.essentials.customers import merging
from tandem.essentials.customers.actions import MergeRefused
from tandem.essentials.customers.merging import Recorder
from tandem.essentials.customers.models import Customer, Merge
from tandem.journey.calls.models import Candidate, Round, View

_AGREED = ("decision", "caller_id", "planned_at", "until", "note", "decided_by_id", "decided_at", "task_id")
_OPEN = {"decision": "", "note": "", **dict.fromkeys(("caller_id", "planned_at", "until"))} | dict.fromkeys(
    ("decided_by_id", "decided_at", "task_id")
)


def settle(kept: Customer, recorder: Recorder, at: datetime) -> list[list[str]]:
    """The candidates of the files that a customer has swallowed become its own. Tells nothing of its own."""
    # While a merge is undone its other file stands by itself again, and it is not yet noted as undone: the recorder's
    # book has put everything back.
    if Merge.objects.filter(survivor=kept, undone_at=None, gone__merged_into=None).exists():
        return []
    for candidate in _hold(Candidate.objects.filter(customer__merged_into=kept).values_list("pk", flat=True)):
        twin = Candidate.objects.filter(round=candidate.round_id, customer=kept).first()
        if twin is None:
            recorder.change(Candidate, candidate.pk, customer_id=kept.pk)
        else:
            _join(candidate, twin, recorder)
    return []


def _hold(pks: Iterable[int]) -> list[Candidate]:
    """These candidates and their rounds, held without waiting: whoever is at a round at this moment goes first."""
    try:
        with transaction.atomic():
            found = list(Candidate.objects.select_for_update(nowait=True).filter(pk__in=pks).order_by("pk"))
            rounds = {one.round_id for one in found}
            list(Round.objects.select_for_update(nowait=True).filter(pk__in=rounds).order_by("pk"))
    except DatabaseError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise MergeRefused(
                _("One of the two is just talked about in a weekly round. Try again in a moment.")
            ) from error
        raise
    return found


def _join(other: Candidate, twin: Candidate, recorder: Recorder) -> None:
    """One of two in the same round stays: it takes over what only the other had. The other is out of sight."""
    if other.decision and not twin.decision:
        taken = {name: getattr(other, name) for name in _AGREED}
        recorder.change(Candidate, other.pk, **_OPEN)
        recorder.change(Candidate, twin.pk, **taken)
    if twin.matter_id is None and other.matter_id is not None:
        recorder.change(Candidate, twin.pk, matter_id=other.matter_id)
    written = set(View.objects.filter(candidate=twin).values_list("person_id", flat=True))
    for view in View.objects.filter(candidate=other).exclude(person__in=written).order_by("pk"):
        recorder.change(View, view.pk, candidate_id=twin.pk)
    wishes = set(View.objects.filter(candidate=twin).exclude(wish="").values_list("wish", flat=True))
    recorder.change(
        Candidate, twin.pk, prepared=twin.prepared or other.prepared, differs=len(wishes) > 1,
        score=max(twin.score, other.score),
    )  # fmt: skip
    for found in Round.objects.filter(current=other):
        recorder.change(Round, found.pk, current_id=twin.pk)


def declare() -> None:
    """Called when the room is loaded."""
    merging.settle(settle)
    merging.say(
        Candidate,
        "customer_id",
        merging.Word(follows=False, why="moved here: one candidate a round (`settle`)"),
    )
