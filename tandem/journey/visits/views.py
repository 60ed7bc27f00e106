"""The visit report: in under a minute, on the phone first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import working_time
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Contact
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook.models import VISIT
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls import queries as calls
from tandem.journey.visits import actions as visits
from tandem.journey.visits import completeness, forms, queries
from tandem.journey.visits.models import RESULTS, VisitReport

ICONS = {
    "need_now": "target",
    "need_later": "hourglass",
    "no_need": "circle-slash",
    "not_there": "door-closed",
}
SHOWN_CONTACTS = 8


def report(request: HttpRequest, matter_pk: int) -> HttpResponseBase:
    """What came of the visit."""
    return _report(request, matter_pk) if request.method == "POST" else _show(request, matter_pk)


@reads
def _show(request: Request, matter_pk: int) -> HttpResponseBase:
    matter = teamwork.get_for(request.user, matter_pk)
    team = _team(matter, request.at)
    known = _contacts(matter)
    first = team.outward or team.inside
    initial = {
        "contacts": [str(matter.contact_id)] if matter.contact_id else [],
        "next_person": str(first.pk) if first else "",
    }
    return _page(
        request, matter, forms.ReportForm(people=team.people, known=known, initial=initial), team=team
    )


@acts
def _report(request: Request, matter_pk: int) -> HttpResponseBase:
    matter = teamwork.get_for(request.user, matter_pk)
    team = _team(matter, request.at)
    form = forms.ReportForm(request.POST, people=team.people, known=_contacts(matter))
    if not form.is_valid():
        return _page(request, matter, form, team=team, status=422)
    try:
        written = visits.report(
            matter=matter,
            findings=_findings(form, matter=matter, by=request.user, at=request.at),
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, matter, form, team=team, status=422)
    messages.success(request, _thanks(written, user=request.user))
    return redirect("teamwork:matter", matter.pk)


def _findings(form: forms.ReportForm, *, matter: Matter, by: User, at: datetime) -> visits.Findings:
    values = form.cleaned_data
    met = form.met
    if values["new_contact"].strip():
        first, _space, last = values["new_contact"].strip().rpartition(" ")
        met.append(
            customers.add_contact(customer=matter.customer, first_name=first, last_name=last, by=by, at=at)
        )
    return visits.Findings(
        result=values["result"],
        contacts=met,
        requirement=values["requirement"],
        outcome=values["outcome"],
        competitor=values["competitor"],
        potential=values["potential"],
        next_step=values["next_step"],
        next_due=form.due,
        next_person=form.next_user,
    )


def _thanks(written: VisitReport, *, user: User) -> str:
    matter = written.matter
    if not matter.is_open:
        return _("Reported, the matter is closed.")
    who = matter.accountable
    if who is None or who.pk == user.pk:
        return _("Reported. It is your turn.")
    return _("Reported. %(name)s has it and knows what is next.") % {"name": who.first_name}


def _team(matter: Matter, at: datetime) -> people.Team:
    return people.team(tandem_id=matter.customer.tandem_id, day=timezone.localtime(at).date())


def _contacts(matter: Matter) -> list[Contact]:
    active = list(matter.customer.contacts.filter(is_active=True).order_by("last_name", "pk")[:50])
    # Whom the matter is about comes first.
    return sorted(active, key=lambda contact: contact.pk != matter.contact_id)


@dataclass(frozen=True, slots=True)
class _Quick:
    """A day one tap away."""

    day: date
    label: str
    is_chosen: bool


def _quick_days(user: User, *, at: datetime, chosen: str) -> list[_Quick]:
    """The next working day, the one after, and a week later."""
    hours = people.working_calendar(user, around=at)
    try:
        days = [timezone.localtime(working_time.add_days(at, number, hours)).date() for number in (1, 2, 5)]
    except working_time.NoWorkingTime:
        today = timezone.localtime(at).date()
        days = [today + timedelta(days=number) for number in (1, 2, 7)]
    tomorrow = timezone.localtime(at).date() + timedelta(days=1)
    return [
        _Quick(day=day, label=_("Tomorrow") if day == tomorrow else "", is_chosen=chosen == day.isoformat())
        for day in days
    ]


def _page(
    request: Request, matter: Matter, form: forms.ReportForm, *, team: people.Team, status: int = 200
) -> HttpResponse:
    booking = calls.booking_of(matter)
    at_visit = matter.is_open and matter.step is not None and matter.step.stands_for(VISIT)
    chosen = {str(value) for value in form["contacts"].value() or []}
    due = form["quick_due"].value()
    missing = form.still_missing
    context: dict[str, Any] = {
        "matter": matter,
        "customer": matter.customer,
        "team": team,
        "form": form,
        "appointment": booking.appointment if booking and at_visit else None,
        "may_report": at_visit,
        "last": None if at_visit else queries.last_of(matter),
        "results": [
            (key, label, ICONS[key], key == form["result"].value()) for key, label in RESULTS.items()
        ],
        "contacts": [(one, str(one.pk) in chosen) for one in list(form.known.values())[:SHOWN_CONTACTS]],
        "quick": _quick_days(request.user, at=request.at, chosen=str(due or "")),
        "next_people": [(one, str(one.pk) == str(form["next_person"].value() or "")) for one in team.people],
        "partner": next((one for one in team.people if one.pk != request.user.pk), None),
        "given": len(completeness.PARTS) - len(missing),
        "parts": len(completeness.PARTS),
        "asked": missing[0] if missing else "",
        "missing": missing,
        "phrases": "|".join(sorted(completeness.EMPTY_PHRASES)),
        "potential_currency": matter.currency,
    }
    return render(request, "visits/report.html", context, status=status)
