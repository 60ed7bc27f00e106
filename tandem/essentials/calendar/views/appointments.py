"""One appointment: entering, reading, moving and cancelling it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import working_time
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import forms, moments, queries
from tandem.essentials.calendar.models import MEETING, Appointment, Series
from tandem.essentials.calendar.views import boards
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request, acts, reads

# What the calendar itself refuses, and who may not: no reason helps there.
_OURS = (calendar.BadTime, calendar.SlotTaken, calendar.AlreadyCancelled, calendar.PersonAway, NotAllowed)


def new(request: HttpRequest) -> HttpResponseBase:
    """An appointment of one's own."""
    return _book(request) if request.method == "POST" else _new(request)


@reads
def _new(request: Request) -> HttpResponseBase:
    today = timezone.localtime(request.at).date()
    day = boards.asked_day(request.GET.get("tag", ""), today=today)
    start = _proposed(request.user, at=request.at)
    if not request.GET.get("tag"):
        day = start.date()
    clock = _clock(request.GET.get("zeit", ""), otherwise=start.time())
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
    given: dict[str, Any] = {
        **{name: values[name] for name in ("kind", "title", "starts_at", "ends_at", "place")},
        "people": [request.user, *others],
        "by": request.user,
        "at": request.at,
    }
    booked: Appointment | Series
    try:
        if values["repeat"]:
            more = {name: values[name] for name in ("repeat", "until", "leave_out_taken")}
            booked = calendar.book_series(**given, **more)
        else:
            booked = calendar.book(**given, even_if_off=values["even_if_off"])
    except Refused as refusal:
        forms.refuse(form, refusal)
        return _form_page(request, form, status=422)
    messages.success(request, _("“%(title)s” is in the calendar.") % {"title": booked.title})
    return redirect(_week_url(values["starts_at"]))


@reads
def appointment(request: Request, pk: int) -> HttpResponseBase:
    """One appointment: what, when, who; move and cancel."""
    found = queries.get_for(request.user, pk, day=timezone.localtime(request.at).date())
    form = _move_form(found)
    return _appointment_page(request, pk, form)


@acts
def move(request: Request, pk: int) -> HttpResponseBase:
    """Another time."""
    found = queries.get_for(request.user, pk, day=timezone.localtime(request.at).date())
    form = _move_form(found, request.POST)
    if not form.is_valid():
        return _appointment_page(request, pk, form, status=422)
    values = form.cleaned_data
    given: dict[str, Any] = {
        "appointment": found,
        "starts_at": values["starts_at"],
        "ends_at": values["ends_at"],
        "by": request.user,
        "at": request.at,
    }
    try:
        if found.series_id and values["scope"] in (calendar.FOLLOWING, calendar.ALL):
            calendar.move_series(**given, scope=values["scope"])
        else:
            calendar.move(
                **given,
                even_if_off=values["even_if_off"],
                by_customer=values.get("by_customer", False),
                reason=values.get("reason", ""),
            )
    except Refused as refusal:
        forms.refuse(form, refusal)
        # What is no refusal of the calendar comes from whom the visit belongs to; a reason may answer it.
        form.asks_reason = "reason" in form.fields and not isinstance(refusal, _OURS)
        return _appointment_page(request, pk, form, status=422)
    messages.success(request, _("Moved. Whoever attends sees the new time."))
    if values["then_mail"] and found.customer_id:
        return redirect("calendar:mail", found.pk)
    return redirect(_week_url(values["starts_at"]))


@acts
def drop(request: Request, pk: int) -> HttpResponseBase:
    """An entry was dragged to another time: it moves, or the answer says why it jumps back."""
    found = queries.get_for(request.user, pk, day=timezone.localtime(request.at).date())
    form = forms.TimeForm(request.POST, initial=forms.initial_times(found.starts_at, found.ends_at))
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"said": said}, status=422)
    values = form.cleaned_data
    try:
        moved = calendar.move(
            appointment=found,
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            even_if_off=False,
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=409)
    start = moments.written(moved.starts_at, timezone.get_current_timezone())
    said = _("“%(title)s” is now on %(start)s.") % {"title": moved.title, "start": start}
    messages.success(request, said, extra_tags=f"undo:{reverse('calendar:take_drop_back', args=[moved.pk])}")
    return JsonResponse({"said": ""})


@acts
def take_drop_back(request: Request, pk: int) -> HttpResponseBase:
    """The entry was dragged by mistake: back to where it was."""
    found = queries.get_for(request.user, pk, day=timezone.localtime(request.at).date())
    back = calendar.take_move_back(appointment=found, by=request.user, at=request.at)
    start = moments.written(back.starts_at, timezone.get_current_timezone())
    messages.success(request, _("“%(title)s” is back on %(start)s.") % {"title": back.title, "start": start})
    return redirect(_week_url(back.starts_at))


@acts
def cancel(request: Request, pk: int) -> HttpResponseBase:
    """Call an appointment off."""
    found = queries.get_for(request.user, pk, day=timezone.localtime(request.at).date())
    form = forms.CancelForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    given: dict[str, Any] = {
        "appointment": found,
        "reason": form.cleaned_data["reason"],
        "by": request.user,
        "at": request.at,
    }
    scope = form.cleaned_data["scope"]
    if found.series_id and scope in (calendar.FOLLOWING, calendar.ALL):
        calendar.cancel_series(**given, scope=scope)
    else:
        calendar.cancel(**given)
    messages.success(request, _("“%(title)s” is cancelled, the time is free again.") % {"title": found.title})
    if form.cleaned_data["then_mail"] and found.customer_id:
        return redirect("calendar:mail", found.pk)
    return redirect(_week_url(found.starts_at))


def _move_form(found: Appointment, sent: Any = None) -> forms.MoveForm:
    times = forms.initial_times(found.starts_at, found.ends_at)
    return forms.MoveForm(sent, initial=times, with_customer=found.customer_id is not None)


def _appointment_page(request: Request, pk: int, form: forms.MoveForm, *, status: int = 200) -> HttpResponse:
    day = timezone.localtime(request.at).date()
    found = queries.get_for(request.user, pk, day=day)
    may_change = queries.may_change(request.user, found, day=day)
    mails = queries.mails(found) if found.customer_id else []
    attending = queries.attending(found)
    context: dict[str, Any] = {
        "appointment": found,
        "attending": attending,
        "off": _now_off(found, attending, at=request.at),
        "may_change": found.cancelled_at is None and may_change,
        "may_mail": may_change and found.customer_id is not None,
        "mails": mails,
        "untold": queries.what_to_tell(found, mails) if mails else "",
        "form": form,
        "cancel_form": forms.CancelForm(),
        "back": _week_url(found.starts_at),
    }
    return render(request, "calendar/appointment.html", context, status=status)


def _now_off(found: Appointment, attending: list[User], *, at: datetime) -> list[str]:
    """Who turned out to be away or to have a public holiday then, after it was booked or in spite of it."""
    if found.cancelled_at is not None or found.ends_at <= at:
        return []
    return queries.days_off(people=attending, starts_at=found.starts_at, ends_at=found.ends_at, hours=False)


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


def _proposed(user: User, *, at: datetime) -> datetime:
    """The next half hour in which the person works, by their clock."""
    soon = moments.later(at, minutes=30)
    # Whoever has no hours may enter something all the same.
    with suppress(working_time.NoWorkingTime):
        soon = working_time.next_moment(soon, people.working_calendar(user, around=at))
    local = timezone.localtime(soon)
    return local.replace(minute=30 if local.minute >= 30 else 0, second=0, microsecond=0)


def _clock(raw: str, *, otherwise: time) -> time:
    try:
        return time.fromisoformat(raw)
    except ValueError:
        return otherwise


def _week_url(moment: datetime) -> str:
    return f"{reverse('calendar:week')}?tag={timezone.localtime(moment).date().isoformat()}"
