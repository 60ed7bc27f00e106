"""The best times for a visit beside the calendars, and keeping one free while the customer is on the phone."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import validation
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import actions as calendar
from tandem.essentials.calendar import moments
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.models import Matter
from tandem.journey.calls import queries
from tandem.journey.calls.slots import proposing

USUAL_MINUTES, MOST_MINUTES = 60, 8 * 60


@reads
def proposals(request: Request, matter_pk: int) -> HttpResponseBase:
    """The best times of the next weeks, with what each costs on the road, and a map. A fragment of the booking."""
    matter = teamwork.get_for(request.user, matter_pk)
    visitor = _visitor(matter, request.GET.get("person", ""), at=request.at)
    minutes = _minutes(request.GET.get("minutes", ""))
    found = chosen = None
    if visitor is not None:
        booking = queries.booking_of(matter)
        found = proposing.propose(
            customer=matter.customer,
            visitor=visitor,
            minutes=minutes,
            by=request.user,
            at=request.at,
            but=booking.appointment_id if booking else None,
        )
        wanted = _moment(request.GET.get("zeit", ""))
        chosen = next((free for free in found.free if free.starts_at == wanted), None)
    context = {
        "matter": matter,
        "visitor": visitor,
        "minutes": minutes,
        "found": found,
        "chosen": chosen,
        "map": proposing.map_of(found, chosen, customer=matter.customer) if found else None,
    }
    return render(request, "calls/_fragments/proposals.html", context)


@acts
def hold(request: Request, matter_pk: int) -> HttpResponseBase:
    """Keep a proposed time free for five minutes and go on with it in the form."""
    matter = teamwork.get_for(request.user, matter_pk)
    visitor = _visitor(matter, request.POST.get("person", ""), at=request.at)
    starts_at = _moment(request.POST.get("zeit", ""))
    minutes = _minutes(request.POST.get("minutes", ""))
    if visitor is None or starts_at is None:
        raise Refused(_("This time is not known any more. Choose one of the proposals."))
    ends_at = moments.later(starts_at, minutes=minutes)
    held = calendar.hold(person=visitor, starts_at=starts_at, ends_at=ends_at, by=request.user, at=request.at)
    local = timezone.localtime(held.starts_at)
    chosen = {
        "tag": local.date().isoformat(),
        "uhr": f"{local:%H:%M}",
        "dauer": minutes,
        "wer": visitor.pk,
        "zeit": held.starts_at.isoformat(),
    }
    return redirect(f"{reverse('calls:book', args=[matter.pk])}?{urlencode(chosen)}")


@acts
def let_go(request: Request, matter_pk: int) -> HttpResponseBase:
    """Give the held time back."""
    matter = teamwork.get_for(request.user, matter_pk)
    calendar.let_go(by=request.user)
    messages.success(request, _("The time is free again."))
    return redirect("calls:book", matter.pk)


def visitors_of(matter: Matter, *, at: datetime) -> list[User]:
    """Who may visit for a matter: field first, then the third seat, then inside."""
    team = people.team(tandem_id=matter.customer.tandem_id, day=timezone.localtime(at).date())
    return [person for person in (team.outward, team.third, team.inside) if person is not None]


def _visitor(matter: Matter, raw: str, *, at: datetime) -> User | None:
    visitors = visitors_of(matter, at=at)
    return next((one for one in visitors if str(one.pk) == raw), visitors[0] if visitors else None)


def _minutes(raw: str) -> int:
    minutes = validation.whole_number(raw)
    return minutes if minutes is not None and 0 < minutes <= MOST_MINUTES else USUAL_MINUTES


def _moment(raw: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(raw.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
