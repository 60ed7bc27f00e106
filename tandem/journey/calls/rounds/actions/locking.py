"""One round at a time is changed by one person."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.queries import Team
from tandem.journey.calls.models import Candidate, Round
from tandem.journey.calls.rounds import queries


def locked(found: Round) -> Round:
    """The round as it stands now; whoever else wants to change it waits."""
    # Two statements: a locked row is read anew, its relations with it.
    Round.objects.select_for_update().only("pk").get(pk=found.pk)
    return Round.objects.select_related("tandem__deputy", "ended_by").get(pk=found.pk)


def team_of(found: Round, *, at: datetime) -> Team:
    """Who holds the seats of the round's tandem now."""
    return people.team_of(found.tandem, day=timezone.localdate(at))


def require_voice(found: Round, *, by: User, at: datetime) -> tuple[Team, User]:
    """Refuse unless somebody takes part; the team and for whom they speak."""
    team = team_of(found, at=at)
    return team, queries.require_voice(by, team, day=timezone.localdate(at))


def candidate_of(candidate: Candidate) -> Candidate:
    """The candidate as it stands now; its round is locked."""
    return Candidate.objects.select_related("customer__tandem", "decided_by", "caller").get(pk=candidate.pk)


def stepped(found: Round, *, voice: User, **changes: object) -> None:
    """Write the round with its next revision, so that the other's page learns of it; whoever acts takes part."""
    present = found.present if voice.pk in found.present else [*found.present, voice.pk]
    Round.objects.filter(pk=found.pk).update(revision=F("revision") + 1, present=present, **changes)
    found.refresh_from_db()
