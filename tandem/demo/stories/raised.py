"""What two colleagues settle between them: one solved last week, one that waits for Anna's view."""

from __future__ import annotations

from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.teamwork.models import Matter
from tandem.steering.reviews import actions as reviews
from tandem.steering.reviews.models import KEPT_BACK, MISSED_DATE


def all_of(stage: Stage) -> list[Story]:
    """Both are seen by Anna and Tobias only."""
    return [teller(stage) for teller in (a_date_was_missed, a_date_was_not_told)]


def _matter(stage: Stage, key: str) -> Matter:
    return Matter.objects.filter(customer=stage.customers[key], closed_at=None).order_by("pk")[0]


def a_date_was_missed(s: Stage) -> Story:
    """Raised by Anna, seen from both sides, solved the day after."""
    anna, tobias = s.cast.anna, s.cast.tobias
    yield (at := s.days.back(5, "10:15"))
    raised = reviews.raise_conflict(
        matter=_matter(s, "hoelzl"),
        kind=MISSED_DATE,
        other=tobias,
        text="Herr Binder hat zweimal nach dem Angebot gefragt, und ich wusste nicht, wann es kommt.",
        by=anna,
        at=at,
    )
    yield (at := s.days.back(5, "17:20"))
    text = "Mir fehlte der Liefertermin vom Einkauf. Ich dachte, du siehst das in der Akte."
    reviews.write_view(conflict=raised, text=text, by=tobias, at=at)
    yield (at := s.days.back(4, "08:30"))
    way = "Fehlt etwas für ein Angebot, steht es am selben Tag als Rückfrage mit Datum im Vorgang."
    proposal = reviews.propose(conflict=raised, text=way, by=anna, at=at)
    yield (at := s.days.back(4, "12:40"))
    reviews.answer(proposal=proposal, agrees=True, by=tobias, at=at)


def a_date_was_not_told(s: Stage) -> Story:
    """Raised by Tobias yesterday evening; Anna has not written yet."""
    yield (at := s.days.back(1, "17:15"))
    reviews.raise_conflict(
        matter=_matter(s, "riess"),
        kind=KEPT_BACK,
        other=s.cast.anna,
        text="Ich stand beim Kunden und wusste nichts vom neuen Liefertermin. Das war unangenehm.",
        by=s.cast.tobias,
        at=at,
    )
