"""Reads about people: who holds which seat, who is away, who stands in, whose working time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from tandem.base.files import actions as files
from tandem.base.files.models import File
from tandem.base.tools import working_time
from tandem.base.tools.errors import NotAllowed
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.people.models import (
    AGENT,
    COORDINATOR,
    EXPERT,
    INSIDE_SEAT,
    OUTWARD_SEAT,
    THIRD_SEAT,
    Absence,
    Company,
    Seat,
    Tandem,
    Territory,
    User,
)


def company() -> Company | None:
    """The company, or None before the set-up."""
    return next(iter(_COMPANY()), None)


def kept_file(pk: int) -> File:
    """A file that was a logo once; whether it is the one before, the act says."""
    return get_object_or_404(File, pk=pk)


def letterhead() -> dict[str, str]:
    """The pictures in the head of whatever is printed, as templates call them: `logo`, if there is one."""
    held = company()
    return {"logo": files.read(file=held.logo).decode()} if held is not None and held.logo is not None else {}


def colleagues() -> QuerySet[User]:
    """All active people, by name."""
    return User.objects.filter(is_active=True).order_by("last_name", "first_name", "pk")


def may_know_of(user: User, *, day: date) -> QuerySet[User]:
    """Whose absences a person reads and reports: all; experts and agents their own and their partners' (INV8)."""
    if not set(user.roles) <= {EXPERT, AGENT}:
        return colleagues()
    shared = _held(day).filter(tandem__in=tandem_ids_of(user=user, day=day))
    return colleagues().filter(Q(pk=user.pk) | Q(pk__in=shared.values("user")))


def require_role(user: User, *roles: str, sentence: str) -> None:
    """Refuse with `sentence` unless the person has one of the roles."""
    if not user.has_role(*roles):
        raise NotAllowed(sentence)


@dataclass(frozen=True, slots=True)
class Team:
    """A tandem with the people who hold its seats on a day."""

    tandem: Tandem
    inside: User | None
    outward: User | None
    third: User | None = None
    # Of these holders it is known that they are not away that day.
    present: frozenset[int] = frozenset()

    @property
    def people(self) -> list[User]:
        return [person for person in (self.inside, self.outward, self.third) if person is not None]

    def of_side(self, side: str) -> User | None:
        """Who acts for a side here: `inside` or `field` (the outward seat, whoever holds it)."""
        return self.inside if side == "inside" else self.outward

    def partner_of(self, user: User) -> User | None:
        """The other seat's holder."""
        if self.inside is not None and user.pk == self.inside.pk:
            return self.outward
        return self.inside

    def __contains__(self, user: object) -> bool:
        return isinstance(user, User) and any(person.pk == user.pk for person in self.people)


def teams(*, day: date, tandem_ids: list[int] | None = None) -> dict[int, Team]:
    """All tandems (or these) with their holders on a day, by tandem id. Two queries."""
    is_some = tandem_ids is not None
    seats = _SEATS(is_some=is_some, day=day, tandems=tandem_ids)
    return gathered(_TANDEMS(is_some=is_some, tandems=tandem_ids), seats)


def gathered(tandems: Iterable[Tandem], seats: Iterable[Seat]) -> dict[int, Team]:
    """Tandems with the holders of these seats, by tandem id; of two in one seat the later one counts."""
    held: dict[int, dict[str, User]] = defaultdict(dict)
    for seat in seats:
        held[seat.tandem_id][seat.seat] = seat.user
    return {
        tandem.pk: Team(
            tandem=tandem,
            inside=held[tandem.pk].get(INSIDE_SEAT),
            outward=held[tandem.pk].get(OUTWARD_SEAT),
            third=held[tandem.pk].get(THIRD_SEAT),
        )
        for tandem in tandems
    }


def team_of(tandem: Tandem, *, day: date) -> Team:
    """A tandem that is at hand, with its holders on a day and which of them are there. One query."""
    seats: list[Any] = _SEATS_OF(tandem=tandem.pk, day=day)
    held = {seat.seat: seat.user for seat in seats}
    return Team(
        tandem=tandem,
        present=frozenset(seat.user_id for seat in seats if not seat.is_away),
        inside=held.get(INSIDE_SEAT),
        outward=held.get(OUTWARD_SEAT),
        third=held.get(THIRD_SEAT),
    )


def team(*, tandem_id: int, day: date) -> Team:
    """One tandem with its holders on a day."""
    return teams(day=day, tandem_ids=[tandem_id])[tandem_id]


def tandem_ids_of(*, user: User, day: date) -> list[int]:
    """The tandems in which a person holds a seat on a day."""
    return _OWN_TANDEMS(user=user.pk, day=day)


def _held(day: Any) -> QuerySet[Seat]:
    """The seats that are held on a day."""
    return Seat.objects.filter(Q(to_date__isnull=True) | Q(to_date__gte=day), from_date__lte=day)


def _tandems_read(given: Givens, *, is_some: bool) -> QuerySet[Tandem]:
    tandems = Tandem.objects.filter(pk__any_of=given.tandems) if is_some else Tandem.objects.all()
    return tandems.select_related("deputy").order_by("name")


def _seats_read(given: Givens, *, is_some: bool) -> QuerySet[Seat]:
    seats = _held(given.day).select_related("user").order_by("from_date")
    return seats.filter(tandem__any_of=given.tandems) if is_some else seats


def _seats_of_read(given: Givens) -> QuerySet[Seat]:
    away = _absences(given.day).filter(user=OuterRef("user"))
    found = _held(given.day).filter(tandem=given.tandem)
    return found.annotate(is_away=Exists(away)).select_related("user").order_by("from_date")


def _absences(day: Any) -> QuerySet[Absence]:
    """The absences that a day falls into."""
    return Absence.objects.filter(from_date__lte=day, to_date__gte=day)


def _own_tandems_read(given: Givens) -> QuerySet[Seat, int]:
    return _held(given.day).filter(user=given.user).values_list("tandem_id", flat=True).distinct()


# Every act asks who holds a seat, who is away and what the company is called: their SQL is written once.
_TANDEMS, _SEATS, _OWN_TANDEMS = Read(_tandems_read), Read(_seats_read), Read(_own_tandems_read)
_SEATS_OF = Read(_seats_of_read)
_COMPANY = Read(lambda _given: Company.objects.order_by("pk")[:1])
_AWAY = Read(lambda given: _absences(given.day).select_related("deputy").order_by("from_date"))
_ABSENCES_OF = Read(lambda given: Absence.objects.filter(user=given.user, to_date__gte=given.day))


@dataclass(slots=True)
class StandIns:
    """Who acts for whom on a day: the deputy, else the partner, else the coordinator (INV1). Derived, never stored."""

    away: dict[int, User | None] = field(default_factory=dict)
    until: dict[int, date] = field(default_factory=dict)

    def acting_for(self, user: User) -> User | None:
        """Who acts for an absent person; None while the person is there (or nobody could be found)."""
        return self.away.get(user.pk)

    def is_away(self, user_id: int) -> bool:
        return user_id in self.away

    def represented_by(self, user: User) -> list[int]:
        """The absent people for whom this person acts."""
        return [absent for absent, deputy in self.away.items() if deputy is not None and deputy.pk == user.pk]


def stand_ins(*, day: date) -> StandIns:
    """Everybody who is away on a day with the person who acts for them. At most four queries, one if nobody is away."""
    absences = _AWAY(day=day)
    if not absences:
        return StandIns()
    return standing_in(absences, teams=teams(day=day).values(), coordinators=coordinators())


def coordinators() -> list[User]:
    """The active people of coordination, by name."""
    return list(colleagues().filter(roles__contains=[COORDINATOR]))


def standing_in(absences: list[Absence], *, teams: Iterable[Team], coordinators: list[User]) -> StandIns:
    """Who acts for whom while these people are away: the one place where INV1's order is written."""
    result = StandIns()
    away = {absence.user_id for absence in absences}
    partners = _partners(teams)
    for absence in absences:
        candidates = [absence.deputy, *partners.get(absence.user_id, []), *coordinators]
        result.away[absence.user_id] = next(
            (person for person in candidates if person and person.is_active and person.pk not in away), None
        )
        result.until[absence.user_id] = max(
            absence.to_date, result.until.get(absence.user_id, absence.to_date)
        )
    return result


def acting_for(user: User, *, day: date) -> User | None:
    """Who acts for one person who is away; None while they are there. One query then."""
    return stand_ins_of(user, day=day).acting_for(user)


def stand_ins_of(user: User, *, day: date, team: Team | None = None) -> StandIns:
    """As `stand_ins`, where only one person is asked about: one query while they are there, none where the team
    (`team_of`) says so already.
    """
    if team is not None and user.pk in team.present:
        return StandIns()
    if all(absence.user_id != user.pk for absence in _AWAY(day=day)):
        return StandIns()
    return stand_ins(day=day)


def _partners(teams: Iterable[Team]) -> dict[int, list[User]]:
    partners: dict[int, list[User]] = defaultdict(list)
    for members in teams:
        for person in members.people:
            partner = members.partner_of(person)
            if partner is not None:
                partners[person.pk].append(partner)
    return partners


def working_calendar(user: User, *, around: datetime) -> working_time.Calendar:
    """The person's working time: hours, public holidays of the region, absences from a month before `around` on."""
    absences = _ABSENCES_OF(user=user.pk, day=(around - timedelta(days=31)).date())
    return replace(hours_of(user), absences=[(absence.from_date, absence.to_date) for absence in absences])


def hours_of(user: User) -> working_time.Calendar:
    """The person's working hours and public holidays, whether they are away or not."""
    return working_time.Calendar(
        week=user.work_week, zone=ZoneInfo(user.zone), holidays=working_time.holidays_of(user.region)
    )


def propose_tandem(*, country: str, postcode: str) -> Tandem:
    """The tandem whose territory claims a place (the narrowest range wins), else the intake tandem (INV2)."""
    return claims().tandem_for(country=country, postcode=postcode)


@dataclass(frozen=True, slots=True)
class Claims:
    """All territories at once, for imports that ask thousands of times."""

    territories: list[Territory]
    intake: Tandem

    def tandem_for(self, *, country: str, postcode: str) -> Tandem:
        best: Territory | None = None
        for territory in self.territories:
            if territory.country != country or not _claims(territory, postcode):
                continue
            if best is None or _width(territory) < _width(best):
                best = territory
        return best.tandem if best else self.intake


def claims() -> Claims:
    """The territories of all tandems and the intake tandem. Two queries."""
    return Claims(
        territories=list(
            Territory.objects.select_related("tandem").order_by("country", "postcode_from", "pk")
        ),
        intake=Tandem.objects.get(is_intake=True),
    )


def _claims(territory: Territory, postcode: str) -> bool:
    if not territory.postcode_from:
        return True
    upper = territory.postcode_to or territory.postcode_from
    width = len(upper)
    return bool(postcode) and territory.postcode_from <= postcode[:width].ljust(width, "0") <= upper


def _width(territory: Territory) -> float:
    if not territory.postcode_from:
        return float("inf")
    lower, upper = territory.postcode_from, territory.postcode_to or territory.postcode_from
    if not (lower.isdigit() and upper.isdigit()):
        return 10.0**9
    longest = max(len(lower), len(upper), 5)
    return float(int(upper.ljust(longest, "9")) - int(lower.ljust(longest, "0")))


@dataclass(frozen=True, slots=True)
class Member:
    """A person with the tandems they sit in and whether they are away."""

    user: User
    tandems: list[str]
    away_until: date | None


def all_people() -> QuerySet[User]:
    """Everybody, also who has left."""
    return User.objects.all()


def all_tandems() -> QuerySet[Tandem]:
    """All tandems, the intake tandem included."""
    return Tandem.objects.all()


def tandems_by_name() -> list[Tandem]:
    """All tandems as a page offers them."""
    return _TANDEMS(is_some=False, tandems=None)


def everybody(*, day: date) -> list[Member]:
    """Everybody by name, active ones first, with tandems and absence. A constant number of queries."""
    seated: dict[int, list[str]] = defaultdict(list)
    for members in teams(day=day).values():
        for person in members.people:
            seated[person.pk].append(members.tandem.name)
    away = stand_ins(day=day).until
    people = User.objects.order_by("-is_active", "last_name", "first_name", "pk")
    return [Member(user=user, tandems=seated[user.pk], away_until=away.get(user.pk)) for user in people]


@dataclass(frozen=True, slots=True)
class TeamWithTerritories:
    """A tandem, who holds its seats, and what it claims."""

    team: Team
    territories: list[Territory]


def teams_with_territories(*, day: date) -> list[TeamWithTerritories]:
    """All tandems with seats and territories; the intake tandem last."""
    claimed: dict[int, list[Territory]] = defaultdict(list)
    for territory in Territory.objects.order_by("country", "postcode_from", "pk"):
        claimed[territory.tandem_id].append(territory)
    rows = [TeamWithTerritories(team=team, territories=claimed[pk]) for pk, team in teams(day=day).items()]
    return sorted(rows, key=lambda row: row.team.tandem.is_intake)


def territories_of(tandem: Tandem) -> QuerySet[Territory]:
    """What a tandem claims."""
    return tandem.territories.order_by("country", "postcode_from", "pk")


def absences_from(*, day: date, viewer: User) -> QuerySet[Absence]:
    """Absences that have not ended and that the viewer may know of, soonest first."""
    return absences(viewer=viewer, day=day).filter(to_date__gte=day).order_by("from_date", "pk")


def territories() -> QuerySet[Territory]:
    """What all tandems claim."""
    return Territory.objects.all()


def absences(*, viewer: User, day: date) -> QuerySet[Absence]:
    """The absences that the viewer may know of, with their people."""
    return Absence.objects.filter(user__in=may_know_of(viewer, day=day)).select_related("user", "deputy")
