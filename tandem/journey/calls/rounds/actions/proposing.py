"""The proposal: whom a tandem should talk about this week, and what has newly arisen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from tandem.base.journal import actions as journal
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import Tandem, User
from tandem.journey.calls.models import DONE, Candidate, Round
from tandem.journey.calls.rounds import entries, pool, queries, scoring
from tandem.journey.calls.rounds.actions.deciding import NotNow, over
from tandem.journey.calls.rounds.actions.locking import locked, require_voice
from tandem.journey.calls.rounds.scoring import Asked, Scored

_PORTION = 1_000


@transaction.atomic
def propose(*, tandem: Tandem, monday: date, by: User | None, at: datetime) -> Round:
    """The round of a week with its candidates. Where somebody was faster it is that one's, as it stands."""
    fresh = Round(tandem=tandem, monday=monday, proposed_at=at)
    if by is not None:
        queries.require_voice(by, people.team_of(tandem, day=at.date()), day=at.date())
    # Of two at once the second waits here for the first and then writes nothing.
    Round.objects.bulk_create([fresh], ignore_conflicts=True)
    found = locked(Round.objects.get(tandem=tandem, monday=monday))
    if found.candidates.exists() or found.proposed_at != at:
        return found
    number = _take_in(found, at=at)
    event = entries.RoundHeld(tandem=tandem.name, monday=monday.isoformat(), step="proposed", count=number)
    journal.record(event, customer_id=None, by=by, at=at)
    return found


@transaction.atomic
def refresh(*, round: Round, by: User, at: datetime) -> int:  # noqa: A002  (the noun of this room)
    """Add who has newly become a candidate; what was prepared or decided stays. The number of new ones."""
    found = locked(round)
    require_voice(found, by=by, at=at)
    if found.state == DONE:
        raise NotNow(over(found))
    number = _take_in(found, at=at)
    Round.objects.filter(pk=found.pk).update(revision=F("revision") + 1)
    return number


def _take_in(found: Round, *, at: datetime) -> int:
    """Write the candidates of this moment; those who are there get their new points while nobody has decided."""
    asked = Asked(tandem_id=found.tandem_id, at=at)
    scored = scoring.score(asked, customer_ids=pool.customers_of(asked))
    there = {candidate.customer_id: candidate for candidate in found.candidates.filter(decision="")}
    taken = set(found.candidates.values_list("customer_id", flat=True))
    changed = [
        candidate for pk, candidate in there.items() if pk in scored and _update(candidate, scored[pk])
    ]
    Candidate.objects.bulk_update(changed, ["score", "reasons", "matter"], batch_size=_PORTION)
    new = [
        Candidate(round=found, customer_id=pk, **_values(one))
        for pk, one in scored.items()
        if pk not in taken
    ]
    Candidate.objects.bulk_create(new, batch_size=_PORTION)
    return len(new)


def _values(scored: Scored) -> dict[str, Any]:
    return {"score": scored.score, "reasons": scored.reasons, "matter_id": scored.matter_id}


def _update(candidate: Candidate, scored: Scored) -> bool:
    values = _values(scored)
    before = {name: getattr(candidate, name) for name in values}
    for name, value in values.items():
        setattr(candidate, name, value)
    return before != values
