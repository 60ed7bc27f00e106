"""The seam between the two sides: who waits for whom, and what is stuck, for those who resolve it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.coordination import give_and_take, stuck, waiting
from tandem.essentials.coordination.chain import LEAD
from tandem.essentials.coordination.waiting import Direction
from tandem.essentials.customers import queries as customers
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD
from tandem.essentials.people.web import Request, reads
from tandem.steering.reviews import queries as reviews
from tandem.surfaces.desk.queries import circle as circles
from tandem.surfaces.desk.queries.circle import Circle


@reads
def wir_warten(request: Request) -> HttpResponseBase:
    """Who waits for whom since when, for both sides alike."""
    circle = circles.of(request)
    members = list(circle.team.people) if circle.team is not None else [request.user]
    found = waiting.around(members, team=circle.team, door=customers.door(request.user))
    acting = {request.user.pk, *(person.pk for person in circle.represented())}
    ctx = {
        "team": circle.team,
        "directions": [(_heading(direction, circle), direction) for direction in found],
        "total": sum(len(direction.waits) for direction in found),
        "acting": acting,
        "may_remind": circle.is_own or circles.may_choose(request.user),
        "tandems": people.tandems_by_name() if circles.may_choose(request.user) else [],
        "at": request.at,
    }
    return render(request, "desk/waiting.html", ctx)


def _heading(direction: Direction, circle: Circle) -> str:
    team = circle.team
    names = {
        "inside": team.inside.first_name if team and team.inside else "",
        "outward": team.outward.first_name if team and team.outward else "",
    }
    headings = {
        waiting.TO_OUTWARD: _("%(inside)s is waiting for %(outward)s"),
        waiting.TO_INSIDE: _("%(outward)s is waiting for %(inside)s"),
        waiting.TO_COLLEAGUES: _("We are waiting for colleagues"),
        waiting.FROM_COLLEAGUES: _("Colleagues are waiting for us"),
        waiting.TO_CUSTOMER: _("We are waiting for the customer"),
    }
    return headings[direction.key] % names


@reads
def coordination(request: Request) -> HttpResponseBase:
    """Everything stuck at the seam, with why and what was tried; in another view what the sides give each other."""
    people.require_role(
        request.user,
        COORDINATOR,
        SALES_LEAD,
        sentence=_(
            "Coordination and sales management resolve here what is stuck. “We are waiting” is for everybody."
        ),
    )
    if request.GET.get("zeige") == "austausch":
        found = give_and_take.of_tandems(day=timezone.localdate(request.at), at=request.at)
        return render(
            request, "desk/exchange.html", {"exchanges": found, "days": give_and_take.DAYS, "at": request.at}
        )
    return render(request, "desk/coordination.html", _stuck(request))


def _stuck(request: Request) -> dict[str, Any]:
    arrived, late = stuck.at_the_seam()
    at_the_top = [one for one in arrived if one.level == LEAD]
    below = [one for one in arrived if one.level != LEAD]
    sections = [(LEAD, at_the_top), (None, below)]
    if not request.user.has_role(SALES_LEAD):
        sections.reverse()
    return {
        "sections": sections,
        "arrived": len(arrived),
        "late": late,
        "declined": stuck.declined_unanswered(at=request.at),
        "words": stuck.words_without_answer(at=request.at),
        "wanted": reviews.rules_wanted(request.user, at=request.at),
        "set_aside": stuck.rules_set_aside(at=request.at),
        "at": request.at,
    }
