"""Pages of calls: the dossier with the result, and booking the visit beside both calendars."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.tools import validation
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import board, moments
from tandem.essentials.calendar import forms as calendar_forms
from tandem.essentials.calendar import queries as calendar_queries
from tandem.essentials.customers.models import Contact
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import rulebook
from tandem.essentials.playbook.models import APPOINTMENT, VISIT
from tandem.essentials.teamwork import guard, sheets
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.contacts import VISIT as IN_PERSON
from tandem.essentials.teamwork.models import Matter
from tandem.essentials.teamwork.rules import asks_basis
from tandem.journey.calls import actions as calls
from tandem.journey.calls import forms, queries, slots
from tandem.journey.calls.models import NO_INTEREST, REACHED_APPOINTMENT, RESULTS, Booking
from tandem.journey.calls.slots.views import visitors_of

USUAL_MINUTES = 60
ICONS = {
    "appointment": "calendar-check",
    "need_noted": "target",
    "not_now": "hourglass",
    "not_reached": "phone-off",
    "wrong_person": "user-x",
    "no_interest": "circle-slash",
}


def log(request: HttpRequest, matter_pk: int) -> HttpResponseBase:
    """The call: what one wants to know before, and what came of it."""
    return _log(request, matter_pk) if request.method == "POST" else _call(request, matter_pk)


@reads
def _call(request: Request, matter_pk: int) -> HttpResponseBase:
    matter = teamwork.get_for(request.user, matter_pk)
    known = queries.dossier(matter=matter)
    initial = {"contact": str(matter.contact_id or "")}
    return _call_page(request, matter, forms.CallForm(contacts=known.contacts, initial=initial), known=known)


@acts
def _log(request: Request, matter_pk: int) -> HttpResponseBase:
    matter = teamwork.get_for(request.user, matter_pk)
    known = queries.dossier(matter=matter)
    form = forms.CallForm(request.POST, contacts=known.contacts)
    sheets.keep_reason(form)
    if not form.is_valid():
        return _call_page(request, matter, form, known=known, status=422)
    values = form.cleaned_data
    try:
        call = calls.log_call(
            matter=matter,
            result=values["result"],
            text=values["text"],
            contact=form.chosen_contact,
            next_on=values["next_on"],
            reason=sheets.reason_in(values),
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        sheets.refuse(form, refusal)
        return _call_page(request, matter, form, known=known, status=422)
    if call.result == REACHED_APPOINTMENT:
        return redirect("calls:book", matter.pk)
    if call.result == NO_INTEREST:
        messages.success(request, _("Noted, the matter is closed."))
    elif call.next_at is not None:
        messages.success(request, _("Noted. Again on %(day)s.") % {"day": filters.day(call.next_at)})
    else:
        messages.success(request, _("Noted."))
    return redirect("teamwork:matter", matter.pk)


def _call_page(
    request: Request, matter: Matter, form: forms.CallForm, *, known: queries.Dossier, status: int = 200
) -> HttpResponse:
    chosen = form["result"].value()
    team = people.team_of(matter.customer.tandem, day=timezone.localtime(request.at).date())
    held = rulebook.here(matter.customer, at=request.at)
    watch = guard.of(
        user=request.user, customer=matter.customer, matter=matter, at=request.at, team=team, held=held
    )
    if watch is not None and watch.needs_reason:
        sheets.ask_reason(form)
    context = {
        "matter": matter,
        "customer": matter.customer,
        "known": known,
        "form": form,
        "results": [(key, label, ICONS[key], key == chosen) for key, label in RESULTS.items()],
        "may_log": matter.is_open and matter.step is not None and matter.step.stands_for(APPOINTMENT),
        "team": team,
        "watch": watch,
        "asks_basis": asks_basis(held),
    }
    return render(request, "calls/call.html", context, status=status)


def book(request: HttpRequest, matter_pk: int) -> HttpResponseBase:
    """The visit: both calendars of a day side by side, a time, a duration."""
    return _book(request, matter_pk) if request.method == "POST" else _choose(request, matter_pk)


@reads
def _choose(request: Request, matter_pk: int) -> HttpResponseBase:
    matter = teamwork.get_for(request.user, matter_pk)
    booking = queries.booking_of(matter) if _stands_at(matter, VISIT) else None
    today = timezone.localtime(request.at).date()
    start = booking.appointment.starts_at if booking else None
    day = _asked_day(request.GET.get("tag", ""), default=_first_day(start, today=today))
    initial: dict[str, Any] = {"day": day, "minutes": _asked_minutes(request.GET.get("dauer", ""))}
    asked = {"clock": request.GET.get("uhr", ""), "person": request.GET.get("wer", "")}
    if booking is not None:
        initial |= calendar_forms.initial_times(booking.appointment.starts_at, booking.appointment.ends_at)
        initial |= {"day": day, "person": str(booking.person_id), "place": booking.appointment.place}
        initial["contact"] = str(booking.appointment.contact_id or "")
    initial |= {name: value for name, value in asked.items() if value}
    form = _form(matter, request=request, initial=initial)
    return _book_page(request, matter, form, day=day, booking=booking)


@acts
def _book(request: Request, matter_pk: int) -> HttpResponseBase:
    matter = teamwork.get_for(request.user, matter_pk)
    form = _form(matter, request=request, data=request.POST)
    sheets.keep_reason(form)
    today = timezone.localtime(request.at).date()
    day = _asked_day(request.POST.get("day", ""), default=today)
    if not form.is_valid():
        return _book_page(request, matter, form, day=day, status=422)
    values = form.cleaned_data
    try:
        booking = calls.book_visit(
            matter=matter,
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            person=form.visitor,
            contact=form.chosen_contact,
            place=values["place"],
            reason=sheets.reason_in(values),
            even_if_off=values["even_if_off"],
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        sheets.refuse(form, refusal)
        calendar_forms.ask_even_if_off(form, refusal)
        return _book_page(request, matter, form, day=day, status=422)
    messages.success(
        request,
        _("Booked. It is %(name)s's turn on %(start)s.")
        % {"name": booking.person.first_name, "start": _spoken(booking.appointment.starts_at)},
    )
    if request.POST.get("zurueck") == "anrufen" and not values["then_mail"]:  # on with the calls of the day
        return redirect("calls:calling")
    return _onward(booking, then_mail=values["then_mail"])


@acts
def move(request: Request, pk: int) -> HttpResponseBase:
    """Another time for a booked visit."""
    booking = queries.get_booking_for(request.user, pk)
    matter = teamwork.get_for(request.user, booking.matter_id)
    form = _form(matter, request=request, data=request.POST)
    sheets.keep_reason(form)
    day = _asked_day(request.POST.get("day", ""), default=timezone.localtime(request.at).date())
    form.fields["person"].required = False
    if not form.is_valid():
        return _book_page(request, matter, form, day=day, booking=booking, status=422)
    values = form.cleaned_data
    try:
        calls.move_visit(
            booking=booking,
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            even_if_off=values["even_if_off"],
            by_customer=values["by_customer"],
            reason=sheets.reason_in(values),
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        sheets.refuse(form, refusal)
        calendar_forms.ask_even_if_off(form, refusal)
        return _book_page(request, matter, form, day=day, booking=booking, status=422)
    messages.success(request, _("Moved to %(start)s.") % {"start": _spoken(values["starts_at"])})
    return _onward(booking, then_mail=values["then_mail"])


@acts
def cancel(request: Request, pk: int) -> HttpResponseBase:
    """Call a booked visit off."""
    booking = queries.get_booking_for(request.user, pk)
    form = calendar_forms.CancelForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(map(str, form.errors["reason"])))
    reason = form.cleaned_data["reason"]
    calls.cancel_visit(booking=booking, reason=reason, by=request.user, at=request.at)
    messages.success(request, _("Cancelled. A new date is to be arranged."))
    return _onward(booking, then_mail=form.cleaned_data["then_mail"])


def _onward(booking: Booking, *, then_mail: bool) -> HttpResponseBase:
    """To the mail to the customer where it is wanted, else back to the matter."""
    if then_mail:
        return redirect("calendar:mail", booking.appointment_id)
    return redirect("teamwork:matter", booking.matter_id)


def _form(
    matter: Matter, *, request: Request, data: Any = None, initial: dict[str, Any] | None = None
) -> forms.VisitForm:
    visitors = visitors_of(matter, at=request.at)
    given = {"person": str(visitors[0].pk) if visitors else "", "contact": str(matter.contact_id or "")}
    return forms.VisitForm(
        data,
        contacts=_contacts(matter),
        people=visitors,
        initial=given | (initial or {}),
    )


def _contacts(matter: Matter) -> list[Contact]:
    return list(matter.customer.contacts.filter(is_active=True).order_by("last_name", "pk")[:50])


def _book_page(
    request: Request,
    matter: Matter,
    form: forms.VisitForm,
    *,
    day: date,
    booking: Booking | None = None,
    status: int = 200,
) -> HttpResponse:
    visitors = list(form.visitors.values())
    shown = list(reversed(visitors)) or [request.user]
    one, drawn = board.one_day(people=shown, day=day, viewer=request.user, at=request.at)
    visitor = form.visitors.get(str(form["person"].value() or ""))
    minutes = _asked_minutes(str(form["minutes"].value() or ""))
    watch = guard.of(
        user=request.user, customer=matter.customer, matter=matter, channel=IN_PERSON, at=request.at
    )
    # Who moves a visit because the customer asked needs none: it is asked for when the rules refuse.
    if booking is None and watch is not None and watch.needs_reason:
        sheets.ask_reason(form)
    context = {
        "watch": watch,
        "matter": matter,
        "customer": matter.customer,
        "form": form,
        "booking": booking,
        "day": one,
        "days": [one],
        "grid": drawn,
        "slots": _slots(visitor, one, booking=booking, minutes=minutes, request=request),
        "visitor": visitor,
        "chosen_clock": _clock_of(form),
        "held": calendar_queries.held_by(request.user, at=request.at),
        "asked": request.GET.get("zeit", ""),
        "earlier": one.day - timedelta(days=1),
        "later": one.day + timedelta(days=1),
        "minutes": minutes,
        "may_book": matter.is_open and (_stands_at(matter, APPOINTMENT) or _stands_at(matter, VISIT)),
        "cancel_form": calendar_forms.CancelForm(),
        "returns_to": request.POST.get("zurueck") or request.GET.get("zurueck", ""),
        "target": reverse("calls:move", args=[booking.pk])
        if booking
        else reverse("calls:book", args=[matter.pk]),
    }
    return render(request, "calls/book.html", context, status=status)


def _slots(
    visitor: User | None, day: board.Day, *, booking: Booking | None, minutes: int, request: Request
) -> list[slots.Slot]:
    """The free times of whoever visits; the time of the visit that is being moved counts as free."""
    column = next(
        (one for one in day.columns if visitor is not None and one.lane.person.pk == visitor.pk), None
    )
    if column is None or column.lane.is_off:
        return []
    own = booking.appointment_id if booking else None
    busy = [
        (item.starts_at, item.ends_at)
        for item in column.lane.items
        if item.takes_time and item.appointment_id != own
    ]
    return slots.of_day(
        day.day,
        hours=column.lane.hours,
        busy=busy,
        minutes=minutes,
        at=request.at,
        zone=timezone.get_current_timezone(),
    )


def _clock_of(form: forms.VisitForm) -> str:
    value = form["clock"].value()
    return value.strftime("%H:%M") if hasattr(value, "strftime") else str(value or "")[:5]


def _stands_at(matter: Matter, key: str) -> bool:
    return matter.step is not None and matter.step.stands_for(key)


def _first_day(start: datetime | None, *, today: date) -> date:
    """The day of the booked visit, else tomorrow, on a week-end the Monday after."""
    if start is not None:
        return timezone.localtime(start).date()
    day = today + timedelta(days=1)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _asked_day(raw: str, *, default: date) -> date:
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return default
    return day if date(2000, 1, 1) <= day <= date(2100, 1, 1) else default


def _asked_minutes(raw: str) -> int:
    minutes = validation.whole_number(raw)
    return minutes if minutes is not None and 0 < minutes <= 24 * 60 else USUAL_MINUTES


def _spoken(moment: datetime) -> str:
    return moments.written(moment, timezone.get_current_timezone())
