"""The satisfaction call after a delivery."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.teamwork import guard, sheets
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.contacts import SATISFACTION
from tandem.essentials.teamwork.models import Matter
from tandem.journey.care import actions, forms, queries
from tandem.journey.care.models import LOW
from tandem.journey.orders import queries as orders


def _page(
    request: Request, matter: Matter, form: forms.SatisfactionForm, *, status: int = 200
) -> HttpResponseBase:
    day = timezone.localdate(request.at)
    team = people.team_of(matter.customer.tandem, day=day)
    watch = guard.of(
        user=request.user, customer=matter.customer, matter=matter, about=SATISFACTION, team=team, at=request.at
    )  # fmt: skip
    if watch is not None and watch.needs_reason:
        sheets.ask_reason(form)
    ctx = {
        "watch": watch,
        "matter": matter,
        "form": form,
        "order": orders.of_matter(matter),
        "asked": queries.of_matter(matter),
        "phones": queries.phones_of(matter),
        "team": team,
        "may_act": matter.is_open and teamwork.may_act(request.user, matter, day=day),
        "low": LOW,
    }
    return render(request, "care/satisfaction.html", ctx, status=status)


def _form(request: Request, matter: Matter) -> forms.SatisfactionForm:
    initial = {"contact": matter.contact_id}
    form = forms.SatisfactionForm(request.POST or None, customer=matter.customer, initial=initial)
    sheets.keep_reason(form)
    return form


@reads
def _show(request: Request, matter_pk: int) -> HttpResponseBase:
    matter = teamwork.get_for(request.user, matter_pk)
    return _page(request, matter, _form(request, matter))


@acts
def _record(request: Request, matter_pk: int) -> HttpResponseBase:
    matter = teamwork.get_for(request.user, matter_pk)
    form = _form(request, matter)
    if not form.is_valid():
        return _page(request, matter, form, status=422)
    given = dict(form.cleaned_data)
    reason = str(given.pop(sheets.REASON, ""))
    try:
        done = actions.record_satisfaction(
            matter=matter, by=request.user, at=request.at, reason=reason, **given
        )
    except Refused as refusal:
        sheets.refuse(form, refusal)
        return _page(request, matter, form, status=422)
    if done.request is not None:
        messages.warning(request, _("Kept. A request is open, so that you put it right together."))
    else:
        messages.success(request, _("Kept. The sale is complete."))
    return redirect(f"/kunden/{matter.customer_id}")


def satisfaction(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """Reading shows the call's page, sending keeps the answer."""
    view = _record if request.method == "POST" else _show
    return view(request, **kwargs)
