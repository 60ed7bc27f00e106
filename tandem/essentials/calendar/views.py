"""The shared calendar's pages."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import board, forms, moments, queries
from tandem.essentials.calendar.models import MEETING
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request, acts, reads


@reads
def week(request: Request) -> HttpResponseBase:
    """The week of a tandem: both sides side by side; on the phone one day of it."""
    today = timezone.localtime(request.at).date()
    day = _day(request.GET.get("tag", ""), today=today)
    shown, tandems = _tandem_of(request, today=today)
    attending = shown.people if shown else [request.user]
    return render(
        request,
        "calendar/week.html",
        {
            "week": board.week(people=attending, day=day, viewer=request.user, at=request.at),
            "team": shown,
            "tandems": tandems,
            "today": today,
            "tandem_query": f"&tandem={shown.tandem.pk}" if shown else "",
        },
    )


def new(request: HttpRequest) -> HttpResponseBase:
    """An appointment of one's own."""
    return _book(request) if request.method == "POST" else _new(request)


@reads
def _new(request: Request) -> HttpResponseBase:
    today = timezone.localtime(request.at).date()
    day = _day(request.GET.get("tag", ""), today=today)
    clock = _clock(request.GET.get("zeit", ""), at=request.at)
    initial = {"day": day, "clock": clock, "minutes": 30, "kind": MEETING}
    form = forms.AppointmentForm(initial=initial, partners=_partners(request))
    return _form_page(request, form)


@acts
def _book(request: Request) -> HttpResponseBase:
    form = forms.AppointmentForm(request.POST, partners=_partners(request))
    if not form.is_valid():
        return _form_page(request, form, status=422)
    values = form.cleaned_data
    chosen = {int(pk) for pk in values.get("together", [])}
    others = [person for person in _colleagues(request) if person.pk in chosen]
    try:
        booked = calendar.book(
            kind=values["kind"],
            title=values["title"],
            people=[request.user, *others],
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            place=values["place"],
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, status=422)
    messages.success(request, _("“%(title)s” is in the calendar.") % {"title": booked.title})
    return redirect(_week_url(booked.starts_at))


@reads
def appointment(request: Request, pk: int) -> HttpResponseBase:
    """One appointment: what, when, who; move and cancel."""
    found = queries.get_for(request.user, pk, day=timezone.localtime(request.at).date())
    form = forms.TimeForm(initial=forms.initial_times(found.starts_at, found.ends_at))
    return _appointment_page(request, pk, form)


@acts
def move(request: Request, pk: int) -> HttpResponseBase:
    """Another time."""
    found = queries.get_for(request.user, pk, day=timezone.localtime(request.at).date())
    initial = forms.initial_times(found.starts_at, found.ends_at)
    form = forms.TimeForm(request.POST, initial=initial)
    if not form.is_valid():
        return _appointment_page(request, pk, form, status=422)
    values = form.cleaned_data
    try:
        calendar.move(
            appointment=found,
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _appointment_page(request, pk, form, status=422)
    messages.success(request, _("Moved. Whoever attends sees the new time."))
    return redirect(_week_url(values["starts_at"]))


@acts
def cancel(request: Request, pk: int) -> HttpResponseBase:
    """Call an appointment off."""
    found = queries.get_for(request.user, pk, day=timezone.localtime(request.at).date())
    form = forms.CancelForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(map(str, form.errors["reason"])))
    reason = form.cleaned_data["reason"]
    calendar.cancel(appointment=found, reason=reason, by=request.user, at=request.at)
    messages.success(request, _("“%(title)s” is cancelled, the time is free again.") % {"title": found.title})
    return redirect(_week_url(found.starts_at))


def _appointment_page(request: Request, pk: int, form: forms.TimeForm, *, status: int = 200) -> HttpResponse:
    day = timezone.localtime(request.at).date()
    found = queries.get_for(request.user, pk, day=day)
    context: dict[str, Any] = {
        "appointment": found,
        "attending": [
            attendance.person for attendance in found.attendances.select_related("person").order_by("pk")
        ],
        "may_change": found.cancelled_at is None and queries.may_change(request.user, found, day=day),
        "form": form,
        "cancel_form": forms.CancelForm(),
        "back": _week_url(found.starts_at),
    }
    return render(request, "calendar/appointment.html", context, status=status)


def _form_page(request: Request, form: forms.AppointmentForm, *, status: int = 200) -> HttpResponse:
    return render(request, "calendar/new.html", {"form": form}, status=status)


def _partners(request: Request) -> list[tuple[str, str]]:
    return [(str(person.pk), person.full_name) for person in _colleagues(request)]


def _colleagues(request: Request) -> list[User]:
    """Whom one shares a tandem with: their calendars one may write into."""
    day = timezone.localtime(request.at).date()
    teams = people.teams(day=day, tandem_ids=people.tandem_ids_of(user=request.user, day=day)).values()
    found = {person.pk: person for team in teams for person in team.people if person.pk != request.user.pk}
    return list(found.values())


def _tandem_of(request: Request, *, today: date) -> tuple[people.Team | None, list[people.Team]]:
    """The tandem asked for, else one's own, else the first; and those one may choose from."""
    readable = set(queries.readable_people(request.user, day=today).values_list("pk", flat=True))
    everyone = people.teams(day=today).values()
    tandems = [
        team for team in everyone if team.people and all(person.pk in readable for person in team.people)
    ]
    asked = request.GET.get("tandem", "")
    chosen = next((team for team in tandems if str(team.tandem.pk) == asked), None)
    own = next((team for team in tandems if request.user in team), None)
    return chosen or own or (tandems[0] if tandems else None), tandems


def _day(raw: str, *, today: date) -> date:
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return today
    return day if date(2000, 1, 1) <= day <= date(2100, 1, 1) else today


def _clock(raw: str, *, at: datetime) -> time:
    try:
        return time.fromisoformat(raw)
    except ValueError:
        local = timezone.localtime(moments.later(at, minutes=30))
        return time(local.hour, 30 if local.minute >= 30 else 0)


def _week_url(moment: datetime) -> str:
    return f"{reverse('calendar:week')}?tag={timezone.localtime(moment).date().isoformat()}"
