"""The rows of a round's list: a candidate with its reasons, what each side has prepared, what happened meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, JSONField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from tandem.base.design import filters, formats
from tandem.base.journal.models import Entry
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import contacts
from tandem.journey.calls.models import CALLING, PARTS, VISITING, WISHES, Candidate, Round, View
from tandem.journey.calls.rounds import contacted, order
from tandem.journey.calls.rounds.order import Place
from tandem.journey.calls.rounds.scoring import Reason

# So many are listed at once.
PAGE = 40


@dataclass(frozen=True, slots=True)
class Said:
    """What one side has prepared."""

    person: User
    wish: str
    background: str
    not_before: date | None
    part_of_day: str
    written_at: datetime | None = None

    @property
    def wish_label(self) -> str:
        return str(WISHES.get(self.wish, ""))

    @property
    def part_label(self) -> str:
        return str(PARTS.get(self.part_of_day, ""))

    @property
    def says_something(self) -> bool:
        return bool(self.wish or self.background or self.not_before or self.part_of_day)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A contact since the proposal was made."""

    at: datetime
    person: User | None


@dataclass(slots=True)
class Row:
    """One candidate in the list."""

    candidate: Candidate
    place: Place
    reasons: list[Reason]
    mine: Said | None
    theirs: list[Said]
    meanwhile: Meanwhile | None
    in_page: bool
    # The round has not begun, each prepares alone.
    is_alone: bool = False
    # Of the whole round, the same in each row.
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return not self.candidate.decision

    @property
    def when(self) -> str:
        """The agreed time: 'Do 09:20'."""
        return spoken(self.candidate.planned_at) if self.candidate.planned_at is not None else ""

    @property
    def lead(self) -> str:
        """The weightiest reason."""
        return self.reasons[0].words if self.reasons else ""

    @property
    def hint(self) -> Said | None:
        """Whose background the list shows: the other's; while one prepares, one's own."""
        said = [self.mine] if self.is_alone else self.theirs
        return next((one for one in said if one is not None and one.background), None)


def spoken(moment: datetime) -> str:
    """A time of the week as one says it: 'Do 09:20'."""
    local = timezone.localtime(moment)
    return f"{weekday(local)}{formats.NBSP}{local:%H:%M}"


def weekday(day: date) -> str:
    """'Do', 'Thu'."""
    spoken_in = filters.language()
    return formats.weekday_name(day, language=spoken_in)[: 2 if formats.family(spoken_in) == "de" else 3]


NOBODY = {"total": 0, "decided": 0, "below": 0, "prepared": 0}


def counted(found: Round, *, voice: User | None) -> QuerySet[Any, Any]:
    """How many are on the table, decided, below the points shown, and prepared by one of the two (`told`)."""
    table = order.on_the_table()
    numbers = {
        "total": Count("pk", filter=table, distinct=True),
        "decided": Count("pk", filter=~Q(decision=""), distinct=True),
        "below": Count("pk", filter=~table, distinct=True),
        "prepared": Count("pk", filter=Q(views__person=voice), distinct=True),
    }
    by_round = order.talked_about(found).order_by().values("round").annotate(**numbers)
    return by_round.values(told=JSONObject(**{name: name for name in numbers}))


def candidates(
    found: Round,
    *,
    running: bool,
    after: Place | None,
    everything: bool,
    named: Iterable[int | None],
    voice: User | None,
) -> QuerySet[Candidate]:
    """The page, everything that was agreed, and whoever lies on the table. One query."""
    everybody = order.talked_about(found)
    listed = everybody if everything else everybody.filter(order.on_the_table())
    shown = [pk for pk in named if pk is not None]
    if after is not None:
        # What was agreed or lies on the table stood at the head already.
        listed = listed.filter(order.after(after, running=running)).exclude(
            Q(decision__in=(CALLING, VISITING)) | Q(pk__in=shown)
        )
    page = listed.order_by(*order.sorted_by(running=running)).values("pk")[: PAGE + 1]
    spoken = (
        Entry.objects.filter(
            contacted.A_CONTACT,
            customer_id=OuterRef("customer_id"),
            type__in=contacts.telling(),
            at__gt=found.proposed_at,
        )
        .order_by("-at", "-pk")
        .values(told=JSONObject(at="at", actor="actor_id"))
    )
    views = (
        View.objects.filter(candidate=OuterRef("pk"))
        .order_by("pk")
        .values(
            told=JSONObject(
                person="person_id",
                name=F("person__first_name"),
                wish="wish",
                background="background",
                not_before="not_before",
                part_of_day="part_of_day",
                written_at="written_at",
            )
        )
    )
    return (
        everybody.filter(Q(pk__in=page) | Q(decision__in=(CALLING, VISITING)) | Q(pk__in=shown))
        .select_related("customer", "caller", "decided_by")
        .annotate(
            told_views=ArraySubquery(views),
            told_contact=Subquery(spoken[:1], output_field=JSONField()),
            told_counts=Subquery(counted(found, voice=voice), output_field=JSONField()),
            in_page=Case(When(pk__in=page, then=True), default=False),
        )
        .order_by(*order.sorted_by(running=running))
    )
