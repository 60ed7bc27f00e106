"""Lists of calls to take along: a round's and the own one of today as a workbook, the week's rounds for a program."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request, acts, reads
from tandem.journey.calls import lists
from tandem.journey.calls.models import DONE
from tandem.journey.calls.rounds import queries as rounds
from tandem.journey.leads import actions as leads
from tandem.journey.leads.actions import incoming as limits
from tandem.journey.leads.models import READS_CALLS, ApiKey
from tandem.surfaces.exchange import actions, call_lists, queries

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reads
def taken(request: Request) -> HttpResponseBase:
    """Which lists left the house: all for whoever looks into every round, else one's own."""
    everybody = rounds.reads_all(request.user)
    rows = queries.call_lists_taken(by=None if everybody else request.user)
    return render(request, "exchange/call_lists.html", {"rows": rows, "everybody": everybody})


@acts
def of_round(request: Request, pk: int) -> HttpResponseBase:
    """What a round has agreed to call."""
    found = rounds.get_for(request.user, pk, day=timezone.localdate(request.at))
    title = _("Weekly round of %(tandem)s from %(day)s") % {
        "tandem": found.tandem.name,
        "day": f"{found.monday:%d.%m.%Y}",
    }
    name = f"{_('Calls')} {found.tandem.name} {found.monday.isoformat()}.xlsx"
    listed = lists.of_round(found, at=request.at)
    actions.take_round(found=found, listed=listed, by=request.user, at=request.at)
    return _workbook(listed, title=title, name=name)


@acts
def of_today(request: Request) -> HttpResponseBase:
    """Whom the person has before them in call mode today."""
    day = timezone.localdate(request.at)
    title = _("Calls of %(name)s on %(day)s") % {"name": request.user.full_name, "day": f"{day:%d.%m.%Y}"}
    name = f"{_('Calls')} {day.isoformat()}.xlsx"
    listed = lists.of_today(request.user, at=request.at)
    actions.take_today(listed=listed, by=request.user, at=request.at)
    return _workbook(listed, title=title, name=name)


def _workbook(listed: lists.CallList, *, title: str, name: str) -> HttpResponse:
    response = HttpResponse(call_lists.workbook(listed, title=title), content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def of_program(request: HttpRequest) -> HttpResponseBase:
    """What the rounds of a week have agreed, for a program with a key: as far as the maker of the key may read it."""
    at = cast(datetime, cast(Any, request).at)  # the middleware gives every request its moment
    key = _key(request, at=at)
    if key is None or key.made_by is None or not _may_read(key.made_by):
        answer = _error(_("No key that reads lists of calls."), status=401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    try:
        limits.count_post(counter=f"key-{key.pk}", most=limits.PER_KEY, seconds=limits.KEY_WINDOW, at=at)
    except Refused as refusal:
        return _error(str(refusal), status=refusal.status)
    monday = _monday(request.GET.get("week", ""), today=timezone.localdate(at))
    if monday is None:
        return _error(_("“week” is a day like 2026-11-23."), status=400)
    found = rounds.visible_to(key.made_by, day=timezone.localdate(at)).filter(monday=monday, state=DONE)
    listed = [(one, lists.of_round(one, at=at)) for one in found.order_by("tandem__name", "pk")]
    actions.hand_over(key=key, monday=monday, listed=[calls for _one, calls in listed], by=None, at=at)
    told = [
        call_lists.told(calls, tandem=one.tandem.name, monday=monday.isoformat(), at=at)
        for one, calls in listed
    ]
    answer = JsonResponse({"rounds": told})
    answer["Cache-Control"] = "no-store"
    return answer


def _may_read(maker: User) -> bool:
    return maker.is_active and rounds.reads_all(maker)


def _monday(raw: str, *, today: date) -> date | None:
    if not raw:
        return rounds.week_of(today)
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return None
    return rounds.week_of(day) if date(2000, 1, 1) <= day <= date(2100, 1, 1) else None


def _key(request: HttpRequest, *, at: datetime) -> ApiKey | None:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 20 <= len(secret.strip()) <= 200:
        return None
    return leads.use_key(secret=secret.strip(), by=None, at=at, purpose=READS_CALLS)


def _error(sentence: str, *, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
