"""With whom somebody works today: the own tandems, who is away, who stands in, what the calendar says.

Asked once per request and kept on it, because the frame and the page both need it: two queries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Func, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.tools.reads import Givens, Read
from tandem.essentials.calendar.models import OUTSIDE, PRIVATE, VISIT, Attendance
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import (
    COORDINATOR,
    INSIDE_SEAT,
    OUTWARD_SEAT,
    SALES_LEAD,
    Absence,
    Seat,
    Tandem,
    User,
)
from tandem.essentials.people.queries import StandIns, Team
from tandem.essentials.people.web import Request

# For so long a returning person is shown what happened.
RETURN_IS_TOLD = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Presence:
    """What the calendar says of somebody now; never where they are or what they do."""

    current: dict[str, Any] | None = None
    following: dict[str, Any] | None = None

    def words(self) -> str:
        """'Termin bis 11:20', 'frei bis 13:00', 'heute keine Termine mehr'."""
        if self.current is not None:
            until = _clock(self.current["until"])
            if self.current["kind"] == VISIT:
                return _("Visit until %(clock)s") % {"clock": until}
            if self.current["kind"] in (PRIVATE, OUTSIDE):
                return _("Busy until %(clock)s") % {"clock": until}
            return _("Appointment until %(clock)s") % {"clock": until}
        if self.following is not None:
            return pgettext("person", "Free until %(clock)s") % {"clock": _clock(self.following["from"])}
        return _("No more appointments today")


def _clock(value: str) -> str:
    moment = parse_datetime(value)
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


@dataclass(slots=True)
class Circle:
    """The tandems around one person on one day."""

    user: User
    day: date
    teams: list[Team] = field(default_factory=list)
    presences: dict[int, Presence] = field(default_factory=dict)
    absences: dict[int, Absence] = field(default_factory=dict)
    chosen: Team | None = None
    # An own absence that has just ended.
    returned: Absence | None = None
    _represented: list[User] | None = None

    @property
    def team(self) -> Team | None:
        """The tandem shown: the chosen one, else the first in which the person holds a seat."""
        return self.chosen or (self.teams[0] if self.teams else None)

    @property
    def is_own(self) -> bool:
        """Whether the shown tandem is the person's own."""
        return self.chosen is None or any(team.tandem.pk == self.chosen.tandem.pk for team in self.teams)

    @property
    def partner(self) -> User | None:
        """Whom the person works with in the shown tandem."""
        team = self.team
        return team.partner_of(self.user) if team is not None and self.user in team else None

    def is_away(self, user_id: int | None) -> bool:
        return user_id in self.absences

    def stand_in(self, person: User) -> User | None:
        """Who acts for an absent person, as far as this circle knows: the deputy, else the partner (INV1)."""
        absence = self.absences.get(person.pk)
        if absence is None:
            return None
        candidates = [absence.deputy, *(team.partner_of(person) for team in self.teams if person in team)]
        return next(
            (found for found in candidates if found and found.is_active and not self.is_away(found.pk)), None
        )

    def stand_ins(self) -> StandIns:
        """The absent with who acts for them, in the words of `people`."""
        return StandIns(
            away={pk: self.stand_in(absence.user) for pk, absence in self.absences.items()},
            until={pk: absence.to_date for pk, absence in self.absences.items()},
        )

    def represented(self) -> list[User]:
        """The absent colleagues for whom the person acts today; a coordinator for whoever has nobody else."""
        if self._represented is None:
            self._represented = [] if self.is_away(self.user.pk) else self._absent_with_me()
        return self._represented

    def _absent_with_me(self) -> list[User]:
        away = [absence.user for absence in self.absences.values()]
        found = [person for person in away if (acting := self.stand_in(person)) and acting.pk == self.user.pk]
        if len(found) < len(away) and self.user.has_role(COORDINATOR):
            lonely = _without_stand_in(self.absences, self.day)
            found += [person for person in away if person.pk in lonely and person not in found]
        return found

    def may_write(self, customer: Customer, *, team: Team) -> bool:
        """What `customers.may_write` says of a customer of this team, from what is known already."""
        if self.user.has_role(COORDINATOR, SALES_LEAD) or team.tandem.deputy_id == self.user.pk:
            return True
        if any(own.tandem.pk == customer.tandem_id for own in self.teams):
            return True
        return any(absent in team for absent in self.represented())


def of(request: Request) -> Circle:
    """The circle of whoever asks; `?tandem=` shows another tandem to those who lead or coordinate."""
    kept = getattr(request, "_desk_circle", None)
    if isinstance(kept, Circle):
        return kept
    circle = _load(user=request.user, at=request.at, wanted=_wanted(request))
    request._desk_circle = circle  # type: ignore[attr-defined]  # kept for the frame of the same request
    return circle


def may_choose(user: User) -> bool:
    """Who may look at the day of other tandems."""
    return user.has_role(COORDINATOR, SALES_LEAD)


def _wanted(request: Request) -> int | None:
    raw = request.GET.get("tandem", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def _load(*, user: User, at: datetime, wanted: int | None) -> Circle:
    day = timezone.localdate(at)
    chosen = wanted if wanted is not None and may_choose(user) else None
    midnight = timezone.make_aware(datetime.combine(day, datetime.max.time()))
    seats = _SEATS(
        with_chosen=chosen is not None, user=user.pk, day=day, at=at, midnight=midnight, chosen=chosen
    )
    teams = _teams(seats)
    told = _ABSENCES(day=day, user=user.pk, since=day - RETURN_IS_TOLD)
    absences = {absence.user_id: absence for absence in told if absence.to_date >= day}
    circle = Circle(user=user, day=day, absences=absences)
    if not circle.is_away(user.pk):
        circle.returned = next((absence for absence in reversed(told) if absence.to_date < day), None)
    circle.teams = [team for team in teams.values() if user in team]
    circle.presences = {
        seat.user_id: Presence(current=seat.current, following=seat.following) for seat in seats
    }
    if wanted is not None:
        circle.chosen = teams.get(wanted)
    return circle


def _seats(given: Givens, *, with_chosen: bool) -> QuerySet[Any]:
    """The seats of the person's tandems (and the chosen one's), each with what the calendar says now and next."""
    own = Q(tandem__in=Seat.objects.filter(_held(given.day), user=given.user).values("tandem"))
    if with_chosen:
        own |= Q(tandem=given.chosen)
    held = Attendance.objects.filter(person=OuterRef("user"), appointment__cancelled_at=None)
    ahead = held.filter(during__startswith__gt=given.at, during__startswith__lte=given.midnight)
    return (
        Seat.objects.filter(own, _held(given.day))
        .select_related("tandem", "user")
        .annotate(
            current=_told(held.filter(during__contains=given.at)), following=_told(ahead.order_by("during"))
        )
        .order_by("tandem__name", "from_date")
    )


def _away(given: Givens) -> QuerySet[Absence]:
    """Who is away today, and the asking person's own absence that ended a few days ago."""
    own = Q(user=given.user, to_date__gte=given.since, to_date__lt=given.day)
    away = Absence.objects.filter(Q(from_date__lte=given.day, to_date__gte=given.day) | own)
    return away.select_related("user", "deputy").order_by("to_date")


def _held(day: Any) -> Q:
    return Q(from_date__lte=day) & (Q(to_date__isnull=True) | Q(to_date__gte=day))


def _teams(seats: list[Any]) -> dict[int, Team]:
    holders: dict[int, dict[str, User]] = {}
    tandems: dict[int, Tandem] = {}
    for seat in seats:
        tandems[seat.tandem_id] = seat.tandem
        holders.setdefault(seat.tandem_id, {})[seat.seat] = seat.user
    return {
        pk: Team(
            tandem=tandem,
            inside=holders[pk].get(INSIDE_SEAT),
            outward=holders[pk].get(OUTWARD_SEAT),
            third=holders[pk].get("third"),
        )
        for pk, tandem in tandems.items()
    }


def _without_stand_in(absences: dict[int, Absence], day: date) -> set[int]:
    """The absent whose deputy and partners are away as well. One query."""
    theirs = Seat.objects.filter(_held(day), user__in=list(absences)).values("tandem")
    members: dict[int, set[int]] = {}
    for tandem_id, user_id in Seat.objects.filter(_held(day), tandem__in=theirs).values_list(
        "tandem", "user"
    ):
        members.setdefault(tandem_id, set()).add(user_id)
    lonely = set()
    for pk, absence in absences.items():
        partners = {other for people in members.values() if pk in people for other in people}
        if absence.deputy is not None and absence.deputy.is_active:
            partners.add(absence.deputy.pk)
        if not partners - absences.keys():
            lonely.add(pk)
    return lonely


def _told(held: QuerySet[Attendance]) -> Subquery:
    """The first of these attendances in words that JSON knows."""
    lower = Func(F("during"), function="lower")
    upper = Func(F("during"), function="upper")
    told = JSONObject(**{"kind": F("appointment__kind"), "from": lower, "until": upper})
    return Subquery(held.annotate(told=told).values("told")[:1], output_field=JSONField())


_SEATS, _ABSENCES = Read(_seats), Read(_away)
