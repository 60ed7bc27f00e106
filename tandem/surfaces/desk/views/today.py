"""The working day."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tandem.base.design import formats, parts
from tandem.base.design.filters import language
from tandem.essentials.people.models import AGENT, READS_ALL, User
from tandem.essentials.people.web import Request, reads
from tandem.essentials.teamwork import queries as teamwork
from tandem.surfaces.desk import links, rows, strip
from tandem.surfaces.desk.queries import circle as circles
from tandem.surfaces.desk.queries import counts
from tandem.surfaces.desk.queries import today as days
from tandem.surfaces.desk.queries.day import Day
from tandem.surfaces.desk.rows import Row


@reads
def today(request: Request) -> HttpResponseBase:
    """What do I do next, what does my partner do and need?"""
    circle = circles.of(request)
    whole = request.GET.get("rows") == "all"
    day = days.of(circle=circle, at=request.at, everything=request.GET.get("all") == "1", whole=whole)
    if circle.is_own:
        counts.keep_today(request, len(day.rows) + day.more)
    return render(request, "desk/today.html", _context(request, day))


def _context(request: Request, day: Day) -> dict[str, Any]:
    may_open = request.user.has_role(*READS_ALL, AGENT)
    found = _opened(day.rows, request.GET.get("open", ""))
    people = _people(day)
    partner = day.partner
    own_items = day.items.get(request.user.pk, [])
    partner_items = day.items.get(partner.pk, []) if partner is not None else []
    partner_stops = strip.stops(items=partner_items, partner_items=own_items, at=request.at)
    own_stops = strip.stops(items=own_items, partner_items=partner_items, at=request.at)
    ahead = [item for item in own_items if item.ends_at > request.at and item.customer is not None]
    return {
        "day": day,
        "today": timezone.localdate(request.at),
        "at": request.at,
        "may_open": may_open,
        "first": _shown(found[0], day, may_open=may_open) if found else None,
        "rest": [_shown(row, day, may_open=may_open) for row in found[1:]],
        "people": people,
        "strip": strip.draw(people=people, items=day.items, day=day.shown, at=request.at),
        "team": day.circle.team,
        "partner": partner,
        "partner_presence": day.circle.presences.get(partner.pk) if partner is not None else None,
        "partner_stops": partner_stops,
        "visits_left": sum(
            1
            for stop in partner_stops
            if stop["item"].kind == "visit" and stop["item"].starts_at > request.at
        ),
        "next_visit": ahead[0] if ahead else None,
        "own_stops": [stop for stop in own_stops if not stop["past"] and stop["item"] not in ahead[:1]],
        "has_side": partner is not None or day.away is not None or (day.circle.team is None and may_open),
        "total": len(found) + day.more,
        "everything": request.GET.get("all") == "1",
        "today_url": reverse("desk:today"),
    }


def _people(day: Day) -> list[User]:
    if day.circle.team is None:
        return [day.circle.user]
    people = list(day.circle.team.people)
    return (
        people if day.circle.chosen is not None or day.circle.user in people else [day.circle.user, *people]
    )


def _opened(found: list[Row], key: str) -> list[Row]:
    """The row that is opened comes first; by itself it is the one that ranks first."""
    opened = [row for row in found if row.key == key]
    return [*opened, *(row for row in found if row.key != key)] if opened else found


def _address(row: Row, *, may_open: bool) -> str:
    """The customer's file; for whoever may not read it, the place where the question is answered."""
    if may_open and row.customer_id is not None:
        return links.to("desk:customer", row.customer_id)
    return links.to("teamwork:answer", row.question.pk) if row.question is not None else row.matter_url


def _shown(row: Row, day: Day, *, may_open: bool) -> dict[str, Any]:
    """A row with what depends on who reads it, in words: the list draws thirty of them."""
    own = row.owner is None or row.owner.pk == day.circle.user.pk
    due = row.standing.needed_at or row.standing.due_at
    worth = f", {formats.money(row.value, row.currency, language=language())}" if row.value else ""
    return {
        "row": row,
        "key": row.key,
        "sign": parts.icon(row.icon),
        "url": _address(row, may_open=may_open),
        "customer": row.customer,
        "what": row.what + worth,
        "reason": row.reason,
        "act": row.act,
        "owner": row.owner,
        "waits": row.waits,
        "matter_url": row.matter_url,
        "due": rows.due_words(due, at=day.at),
        "over": due is not None and due < day.at,
        "stands_for": None if own or not day.circle.is_own else row.owner,
        "reads_only": not day.circle.is_own,
        "helper": _helper(row, day) if own else None,
        "answer_url": links.to("teamwork:answer", row.question.pk) if row.question is not None else "",
    }


def _helper(row: Row, day: Day) -> User | None:
    """Who on the inside helps with a turn of one's own, in one tap."""
    team = next((team for team in day.circle.teams if team.tandem.pk == row.turn_in), None)
    return teamwork.helper_in(team, day.circle.user) if team is not None else None
