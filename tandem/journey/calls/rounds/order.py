"""In which order a round goes through its candidates: where the two wish for different things first, then by points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.db.models import Q, QuerySet

from tandem.base.tools.validation import whole_number
from tandem.journey.calls.models import Candidate, Round
from tandem.journey.calls.rounds import weights


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands in the list; written into addresses as '1-72-5'."""

    differs: bool
    score: int
    pk: int

    @classmethod
    def of(cls, candidate: Candidate, *, running: bool) -> Self:
        return cls(running and candidate.differs, candidate.score, candidate.pk)

    @classmethod
    def read(cls, raw: str) -> Self | None:
        """The place in an address; None for whatever is none."""
        parts = [whole_number(part) for part in raw.split("-")[:4]]
        if len(parts) != 3 or None in parts:
            return None
        differs, score, pk = parts
        return cls(bool(differs), min(int(score or 0), 1000), int(pk or 0))

    def __str__(self) -> str:
        return f"{int(self.differs)}-{self.score}-{self.pk}"


def sorted_by(*, running: bool) -> tuple[str, ...]:
    """While each side prepares alone nobody learns from the order that the other wishes for something else."""
    return ("-differs", "-score", "pk") if running else ("-score", "pk")


def after(place: Place, *, running: bool) -> Q:
    """The condition that a candidate comes after a place."""
    later = Q(score__lt=place.score) | Q(score=place.score, pk__gt=place.pk)
    if not running:
        return later
    return Q(differs=place.differs) & later | (Q(differs=False) if place.differs else Q(pk__in=[]))


def on_the_table() -> Q:
    """Who is talked about: from the stated points on, and whomever somebody has prepared or decided."""
    return Q(score__gte=weights.SHOWN_FROM) | Q(prepared=True) | ~Q(decision="")


def talked_about(found: Round) -> QuerySet[Candidate]:
    """The candidates of a round who are still customers of its tandem."""
    return Candidate.objects.filter(round=found, customer__tandem=found.tandem_id, customer__merged_into=None)


def undecided(found: Round, *, running: bool) -> QuerySet[Candidate]:
    """Who is still to be talked about, in order."""
    return talked_about(found).filter(on_the_table(), decision="").order_by(*sorted_by(running=running))


def following(found: Round, candidate: Candidate) -> Candidate | None:
    """Who comes next after a candidate; after the last one the first who is still open."""
    open_ones = undecided(found, running=True).exclude(pk=candidate.pk)
    behind = after(Place.of(candidate, running=True), running=True)
    return open_ones.filter(behind).first() or open_ones.first()
