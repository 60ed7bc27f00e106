"""Who acts for whom over a stretch of days, read once: what `queries.stand_ins` says of one day, for a whole list."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q

from tandem.base.tools.working_time import Calendar
from tandem.essentials.people import queries
from tandem.essentials.people.models import Absence, Seat, Tandem, User
from tandem.essentials.people.queries import StandIns, Team


@dataclass(slots=True)
class Cover:
    """Seats and absences of a stretch of days."""

    absences: list[Absence]
    seats: list[Seat]
    tandems: list[Tandem]
    coordinators: list[User]
    _days: dict[date, StandIns] = field(default_factory=dict)
    _teams: dict[date, dict[int, Team]] = field(default_factory=dict)

    def acting(self, user: User, day: date) -> User | None:
        """The person, or who acts for them while they are away; None where nobody is left to act."""
        stand_ins = self._on(day)
        return stand_ins.acting_for(user) if stand_ins.is_away(user.pk) else user

    def calendar(self, user: User) -> Calendar:
        """The person's own working time, absences of the stretch left out."""
        away = [(one.from_date, one.to_date) for one in self.absences if one.user_id == user.pk]
        return replace(queries.hours_of(user), absences=away)

    def team(self, tandem_id: int, day: date) -> Team:
        """One tandem with its holders on a day."""
        return self._teams_on(day)[tandem_id]

    def _on(self, day: date) -> StandIns:
        if day not in self._days:
            away = [absence for absence in self.absences if absence.from_date <= day <= absence.to_date]
            teams = self._teams_on(day).values() if away else ()
            self._days[day] = queries.standing_in(away, teams=teams, coordinators=self.coordinators)
        return self._days[day]

    def _teams_on(self, day: date) -> dict[int, Team]:
        if day not in self._teams:
            held = (
                seat
                for seat in self.seats
                if seat.from_date <= day and (seat.to_date is None or day <= seat.to_date)
            )
            self._teams[day] = queries.gathered(self.tandems, held)
        return self._teams[day]


def over(*, first: date, last: date) -> Cover:
    """Everything about the days from `first` to `last`. Four queries."""
    absences = Absence.objects.filter(from_date__lte=last, to_date__gte=first).select_related("deputy")
    seats = Seat.objects.filter(Q(to_date=None) | Q(to_date__gte=first), from_date__lte=last)
    return Cover(
        absences=list(absences.order_by("from_date")),
        seats=list(seats.select_related("user").order_by("from_date")),
        tandems=queries.tandems_by_name(),
        coordinators=queries.coordinators(),
    )
