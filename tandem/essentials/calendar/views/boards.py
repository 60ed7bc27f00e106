"""The calendar of a day, of a week and of the whole team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from tandem.essentials.calendar import board, queries
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD, User
from tandem.essentials.people.web import Request, reads

DAY, WEEK, TEAM = "tag", "woche", "team"
VIEWS: dict[str, Promise] = {DAY: _("Day"), WEEK: _("Week"), TEAM: _("Team")}
# More rows than this nobody reads; a larger team is looked at tandem by tandem.
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Where:
    """Which calendar is looked at: the view, the day, the tandem."""

    view: str
    day: date
    tandem: int | None = None

    def at(self, day: date | None = None, view: str = "") -> str:
        """The address of another day or view of the same."""
        values = {"ansicht": view or self.view, "tag": (day or self.day).isoformat()}
        return "?" + urlencode(values | ({"tandem": str(self.tandem)} if self.tandem else {}))


@reads
def calendar(request: Request) -> HttpResponseBase:
    """A tandem's day or week, both sides side by side; or the week of everybody one may read."""
    today = timezone.localtime(request.at).date()
    asked = request.GET.get("ansicht", "")
    day = asked_day(request.GET.get("tag", ""), today=today)
    readable = {person.pk: person for person in queries.readable_people(request.user, day=today)}
    team, tandems = _tandems(request, readable=set(readable), today=today)
    where = Where(view=asked if asked in VIEWS else WEEK, day=day, tandem=team.tandem.pk if team else None)
    context = _frame(where, today=today) | {"team": team, "tandems": tandems}
    if where.view == TEAM:
        return render(request, "calendar/team.html", context | _everybody(request, readable, tandems, where))
    attending = team.people if team else [request.user]
    given = {
        "people": attending,
        "day": where.day,
        "viewer": request.user,
        "at": request.at,
        "writable": _writable(request.user, tandems),
    }
    return render(request, "calendar/week.html", context | _drawn(where, given))


def _writable(user: User, tandems: list[people.Team]) -> board.Writable:
    """Whose entries are worth dragging: the own tandems'. For whom one stands in, there is the form."""
    if user.has_role(COORDINATOR, SALES_LEAD):
        return None
    return frozenset(person.pk for team in tandems if user in team for person in team.people)


def _drawn(where: Where, given: dict[str, Any]) -> dict[str, Any]:
    if where.view == DAY:
        one, drawn = board.one_day(**given)
        return {"days": [one], "grid": drawn, "first": one.day, "last": one.day}
    shown = board.week(**given)
    return {"days": shown.days, "grid": shown.grid, "first": shown.monday, "last": shown.friday}


def _everybody(
    request: Request, readable: dict[int, User], tandems: list[people.Team], where: Where
) -> dict[str, Any]:
    """All whom one may read: the own tandem, the other tandems, then the others; a person of two tandems once."""
    nearest = sorted(tandems, key=lambda team: request.user not in team)
    seated = {person.pk: person for team in nearest for person in team.people if person.pk in readable}
    rows = list((seated | readable).values())
    shown = board.week(people=rows[:MOST_ROWS], day=where.day, viewer=request.user, at=request.at)
    return {"week": shown, "first": shown.monday, "last": shown.friday, "more": len(rows) - MOST_ROWS}


def _frame(where: Where, *, today: date) -> dict[str, Any]:
    step = timedelta(days=1 if where.view == DAY else 7)
    return {
        "view": where.view,
        "chosen": where.day,
        "here": where.at(),
        "views": [(key, label, where.at(view=key)) for key, label in VIEWS.items()],
        "earlier": where.at(where.day - step),
        "later": where.at(where.day + step),
        "day_before": where.at(where.day - timedelta(days=1)),
        "day_after": where.at(where.day + timedelta(days=1)),
        "now": where.at(today),
    }


def _tandems(
    request: Request, *, readable: set[int], today: date
) -> tuple[people.Team | None, list[people.Team]]:
    """The tandem asked for, else one's own, else the first; and those one may choose from."""
    everyone = people.teams(day=today).values()
    tandems = [
        team for team in everyone if team.people and all(person.pk in readable for person in team.people)
    ]
    asked = request.GET.get("tandem", "")
    chosen = next((team for team in tandems if str(team.tandem.pk) == asked), None)
    own = next((team for team in tandems if request.user in team), None)
    return chosen or own or (tandems[0] if tandems else None), tandems


def asked_day(raw: str, *, today: date) -> date:
    """The day in an address, or today where it names none."""
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return today
    return day if date(2000, 1, 1) <= day <= date(2100, 1, 1) else today
