"""The page of a round and its steps. Every step answers with the round as it stands then."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.base.tools.errors import Refused
from tandem.base.tools.validation import whole_number
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads
from tandem.journey.calls.models import CALLING, WAITING, Candidate, Round
from tandem.journey.calls.rounds import actions, forms, queries, screen, table
from tandem.journey.calls.rounds.order import Place


@reads
def current(request: Request) -> HttpResponseBase:
    """The round of this week: of the own tandem, or of the one that coordination chooses."""
    day = timezone.localdate(request.at)
    monday = queries.week_of(day)
    only = queries.only_tandem_id(request.user, day=day)
    found = queries.round_of(only, monday=monday) if only is not None else None
    if found is not None:
        return _page(request, found)
    tandems = queries.tandems_for(request.user, day=day)
    wanted = whole_number(request.GET.get("tandem", ""))
    tandem = next((one for one in tandems if one.pk == wanted), tandems[0] if tandems else None)
    found = queries.round_of(tandem.pk, monday=monday) if tandem is not None else None
    if found is not None:
        return _page(request, found, tandems=tandems)
    team = people.team_of(tandem, day=day) if tandem is not None else None
    may_propose = team is not None and queries.seat_for(request.user, team, day=day) is not None
    context = {
        "tandem": tandem,
        "tandems": tandems,
        "monday": monday,
        "team": team,
        "may_propose": may_propose,
    }
    return render(request, "calls/round_none.html", context)


@reads
def show(request: Request, pk: int) -> HttpResponseBase:
    """One round, also an earlier one."""
    return _page(request, _get(request, pk))


@reads
def state(request: Request, pk: int) -> HttpResponseBase:
    """What is new since a revision: nothing (204), or the round as it stands."""
    found = _get(request, pk)
    if request.GET.get("r", "") == str(found.revision):
        return HttpResponse(status=204)
    return _fragment(request, found)


@reads
def more(request: Request, pk: int) -> HttpResponseBase:
    """The list from a place on."""
    found = _get(request, pk)
    shown = _screen(request, found, after=Place.read(request.GET.get("nach", "")))
    context = {"s": shown, "round": found, "at": request.at}
    return render(request, "calls/_fragments/round_rows.html", context)


@acts
def propose(request: Request) -> HttpResponseBase:
    """Make the proposal of this week where there is none yet."""
    day = timezone.localdate(request.at)
    wanted = whole_number(request.POST.get("tandem", ""))
    tandem = next((one for one in queries.tandems_for(request.user, day=day) if one.pk == wanted), None)
    if tandem is None:
        raise Http404
    actions.propose(tandem=tandem, monday=queries.week_of(day), by=request.user, at=request.at)
    return redirect(f"{reverse('calls:rounds')}?tandem={tandem.pk}")


@acts
def refresh(request: Request, pk: int) -> HttpResponseBase:
    """Take in who has newly become a candidate."""
    found = _get(request, pk)
    number = actions.refresh(round=found, by=request.user, at=request.at)
    new = ngettext("%(number)d new candidate.", "%(number)d new candidates.", number)
    messages.success(
        request, new % {"number": number} if number else _("Nobody new. What you prepared is kept.")
    )
    return _back(request, found)


@acts
def start(request: Request, pk: int) -> HttpResponseBase:
    """Begin the round."""
    return _after(request, actions.start(round=_get(request, pk), by=request.user, at=request.at))


@acts
def join(request: Request, pk: int) -> HttpResponseBase:
    """Say that one is there."""
    return _after(request, actions.join(round=_get(request, pk), by=request.user, at=request.at))


@acts
def end(request: Request, pk: int) -> HttpResponseBase:
    """End the round."""
    found = actions.end(round=_get(request, pk), by=request.user, at=request.at)
    messages.success(request, _("The round is over. What was agreed stands in your lists and in the files."))
    return _back(request, found)


@acts
def reopen(request: Request, pk: int) -> HttpResponseBase:
    """Talk it over again."""
    found = actions.reopen(round=_get(request, pk), by=request.user, at=request.at)
    messages.success(request, _("The round is open again, its tasks are taken back."))
    return _back(request, found)


@acts
def look_at(request: Request, pk: int) -> HttpResponseBase:
    """Turn to a candidate."""
    candidate = _candidate(request, pk)
    return _after(request, actions.look_at(candidate=candidate, by=request.user, at=request.at))


@acts
def decide(request: Request, pk: int) -> HttpResponseBase:
    """Agree and go on."""
    candidate = _candidate(request, pk)
    team = people.team_of(candidate.round.tandem, day=timezone.localdate(request.at))
    form = forms.DecisionForm(request.POST, people=queries.voices(team))
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    values = form.cleaned_data
    until = values["until"] or (_next_monday(request, candidate) if values["decision"] == WAITING else None)
    decided = actions.decide(
        candidate=candidate,
        decision=values["decision"],
        # The choice says who calls; who visits is field sales.
        caller=form.who_calls if values["decision"] == CALLING else None,
        planned_at=form.planned_at,
        until=until,
        note=values["note"],
        by=request.user,
        at=request.at,
    )
    return _after(request, decided.round)


def _next_monday(request: Request, candidate: Candidate) -> Any:
    """Postponed without a day: until the next round."""
    ahead = queries.week_of(timezone.localdate(request.at))
    return max(ahead, candidate.round.monday) + queries.A_WEEK


@acts
def reconsider(request: Request, pk: int) -> HttpResponseBase:
    """Undo a decision."""
    candidate = _candidate(request, pk)
    return _after(request, actions.reconsider(candidate=candidate, by=request.user, at=request.at).round)


@acts
def prepare(request: Request, pk: int) -> HttpResponseBase:
    """Keep what is typed."""
    candidate = _candidate(request, pk)
    form = forms.ViewForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    view = actions.prepare(candidate=candidate, by=request.user, at=request.at, **form.cleaned_data)
    if not request.htmx:
        return redirect(f"{reverse('calls:round', args=[candidate.round_id])}?k={pk}")
    return render(request, "calls/_fragments/round_saved.html", {"view": view})


@acts
def undo_prepare(request: Request, pk: int) -> HttpResponseBase:
    """Take back what was typed."""
    candidate = _candidate(request, pk)
    actions.undo_prepare(candidate=candidate, by=request.user, at=request.at)
    return _after(request, candidate.round, wanted=pk)


def _get(request: Request, pk: int) -> Round:
    return queries.get_for(request.user, pk, day=timezone.localdate(request.at))


def _candidate(request: Request, pk: int) -> Candidate:
    return queries.get_candidate_for(request.user, pk, day=timezone.localdate(request.at))


def _screen(
    request: Request, found: Round, *, after: Place | None = None, wanted: int | None = None
) -> screen.Screen:
    asked = request.POST if request.method == "POST" else request.GET
    return screen.of(
        found,
        user=request.user,
        at=request.at,
        wanted=wanted or whole_number(asked.get("k", "")),
        after=after,
        everything=asked.get("alle", "") == "1",
    )


def _context(request: Request, found: Round, *, wanted: int | None = None) -> dict[str, Any]:
    shown = _screen(request, found, wanted=wanted)
    return {"s": shown, "round": found, "table": table.of(shown), "at": request.at}


def _page(request: Request, found: Round, **more: Any) -> HttpResponse:
    return render(request, "calls/round.html", {**_context(request, found), **more})


def _fragment(request: Request, found: Round, *, wanted: int | None = None) -> HttpResponse:
    return render(request, "calls/_fragments/round.html", _context(request, found, wanted=wanted))


def _after(request: Request, found: Round, *, wanted: int | None = None) -> HttpResponseBase:
    """After a step: the round in place, or its page."""
    if not request.htmx:
        return _back(request, found)
    fresh = _get(request, found.pk)
    return _fragment(request, fresh, wanted=wanted)


def _back(request: Request, found: Round) -> HttpResponseBase:
    del request
    return redirect("calls:round", found.pk)
