"""Give and take between the sides of each tandem in 90 days. Never of a person: the works council need not ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Min, Q

from tandem.essentials.people import queries as people
from tandem.essentials.people.models import FIELD, INSIDE, KEY_ACCOUNT, User
from tandem.essentials.people.queries import Team
from tandem.essentials.teamwork.models import OFFERED, Handover, Question, Task

DAYS = 90
OUTWARD = frozenset({FIELD, KEY_ACCOUNT})


class Median(Aggregate):
    """The value in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(slots=True)
class Exchange:
    """What went between the two sides of a tandem: asked and answered each way, and how soon, taken together."""

    team: Team
    to_outward: int = 0
    to_outward_answered: int = 0
    to_inside: int = 0
    to_inside_answered: int = 0
    # In working time of whoever was asked.
    median_hours: float | None = None
    waits_for_outward: int = 0
    waits_for_inside: int = 0
    oldest: datetime | None = None

    @property
    def is_silent(self) -> bool:
        return not (self.to_outward or self.to_inside or self.waits_for_outward or self.waits_for_inside)


def of_tandems(*, day: date, at: datetime) -> list[Exchange]:
    """Every tandem with both seats, by name. Eight queries, however many tandems there are."""
    found = {
        pk: Exchange(team=team)
        for pk, team in people.teams(day=day).items()
        if team.inside is not None and team.outward is not None
    }
    asked = Question.objects.filter(
        asked_at__gte=at - timedelta(days=DAYS), matter__customer__tandem__in=found
    )
    by_pair = asked.values("asker", "asked", tandem=F("matter__customer__tandem"))
    pairs: list[Any] = list(by_pair.annotate(number=Count("pk"), answered=Count("answered_at")))
    waits = _waits(found)
    ids = {row[name] for row in pairs for name in ("asker", "asked")}
    ids |= {row[name] for row in waits for name in ("waiter", "holder")}
    sides = {user.pk: _side(user) for user in people.all_people().filter(pk__in=ids)}
    for row in pairs:
        _count(found[row["tandem"]], row, sides)
    for waiting in waits:
        _wait(found[waiting["tandem"]], waiting, sides)
    for tandem, median in _medians(asked).items():
        found[tandem].median_hours = median / 60
    return list(found.values())


def _side(user: User) -> str:
    """`inside` or `outward`; coordination, experts and others belong to neither."""
    return INSIDE if user.has_role(INSIDE) else "outward" if user.has_role(*OUTWARD) else ""


def _medians(asked: Any) -> dict[int, float]:
    answered = asked.filter(working_minutes__isnull=False).values(tandem=F("matter__customer__tandem"))
    return {row["tandem"]: row["median"] for row in answered.annotate(median=Median("working_minutes"))}


def _count(exchange: Exchange, row: dict[str, Any], sides: dict[int, str]) -> None:
    way = sides[row["asker"]], sides[row["asked"]]
    if way == (INSIDE, "outward"):
        exchange.to_outward += row["number"]
        exchange.to_outward_answered += row["answered"]
    elif way == ("outward", INSIDE):
        exchange.to_inside += row["number"]
        exchange.to_inside_answered += row["answered"]


def _waits(tandems: dict[int, Exchange]) -> list[dict[str, Any]]:
    """How many open things each waits for from whom, and since when. Three queries."""
    rows: list[dict[str, Any]] = []
    sources: tuple[tuple[Any, str, str, str, str], ...] = (
        (Handover.objects.filter(state=OFFERED), "matter__customer__tandem", "giver", "taker", "made_at"),
        (
            Question.objects.filter(answered_at=None, matter__closed_at=None),
            *("matter__customer__tandem", "asker", "asked", "asked_at"),
        ),
        (
            Task.objects.filter(~Q(made_by=F("accountable")), done_at=None, made_by__isnull=False),
            *("customer__tandem", "made_by", "accountable", "made_at"),
        ),
    )
    for found, tandem, waiter, holder, since in sources:
        grouped = found.filter(**{f"{tandem}__in": tandems}).values(
            tandem=F(tandem), waiter=F(waiter), holder=F(holder)
        )
        rows += list(grouped.annotate(number=Count("pk"), oldest=Min(since)))
    return rows


def _wait(exchange: Exchange, row: dict[str, Any], sides: dict[int, str]) -> None:
    way = sides[row["waiter"]], sides[row["holder"]]
    if way not in ((INSIDE, "outward"), ("outward", INSIDE)):
        return
    if way[1] == INSIDE:
        exchange.waits_for_inside += row["number"]
    else:
        exchange.waits_for_outward += row["number"]
    exchange.oldest = min(filter(None, (exchange.oldest, row["oldest"])))
