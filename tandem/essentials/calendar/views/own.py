"""What a person says about the own calendar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.calendar import actions, forms, queries
from tandem.essentials.people.web import Request, acts, reads


@reads
def own(request: Request) -> HttpResponseBase:
    """My calendar: where I set out from, which other calendars are read."""
    return _page(request)


@acts
def save_base(request: Request) -> HttpResponseBase:
    """Say where one sets out from."""
    form = forms.HomeBaseForm(request.POST)
    if not form.is_valid():
        return _page(request, base_form=form, status=422)
    try:
        actions.set_home_base(by=request.user, at=request.at, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, base_form=form, status=422)
    messages.success(request, _("Saved. Your colleagues see the town, nobody else the street."))
    return redirect("calendar:own")


@acts
def clear_base(request: Request) -> HttpResponseBase:
    """Forget where one sets out from."""
    actions.clear_home_base(by=request.user, at=request.at)
    messages.success(request, _("Your home base is deleted."))
    return redirect("calendar:own")


@acts
def save_areas(request: Request) -> HttpResponseBase:
    """Say on which weekday one travels which area."""
    form = forms.AreaDaysForm(request.POST)
    base = queries.home_base(request.user)
    country = base.country if base else request.user.region[:2]
    if not form.is_valid():
        return _page(request, area_form=form, status=422)
    try:
        actions.set_area_days(days=form.days, country=country, by=request.user, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, area_form=form, status=422)
    messages.success(request, _("Saved. Times proposed for visits prefer these days."))
    return redirect("calendar:own")


@acts
def add_link(request: Request) -> HttpResponseBase:
    """Let Tandem read when one is busy elsewhere."""
    form = forms.LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, link_form=form, status=422)
    try:
        actions.add_link(address=form.cleaned_data["address"], by=request.user, at=request.at)
    except Refused as refusal:
        form.add_error("address", str(refusal))
        return _page(request, link_form=form, status=422)
    messages.success(request, _("Tandem reads it now and then every quarter of an hour."))
    return redirect("calendar:own")


@acts
def remove_link(request: Request, pk: int) -> HttpResponseBase:
    """Forget another calendar."""
    actions.remove_link(link=queries.link_for(request.user, pk), by=request.user, at=request.at)
    messages.success(request, _("The calendar is no longer read, its times are gone."))
    return redirect("calendar:own")


def _feed_address(request: Request) -> str:
    """The address for the own phone; empty where none was made."""
    found = queries.feed_of(request.user)
    if found is None or not found.token:
        return ""
    return request.build_absolute_uri(reverse("calendar:feed", args=[found.token]))


def _page(request: Request, *, status: int = 200, **given: Any) -> HttpResponseBase:
    base = queries.home_base(request.user)
    shown = ("street", "postcode", "city", "country", "latitude", "longitude")
    initial = {name: getattr(base, name) for name in shown} if base else {"country": request.user.region[:2]}
    country = base.country if base else request.user.region[:2]
    context = {
        "base": base,
        "base_form": forms.HomeBaseForm(initial=initial),
        "area_form": forms.AreaDaysForm(initial=forms.area_initial(queries.area_days(request.user), country)),
        "links": queries.links_of(request.user),
        "link_form": forms.LinkForm(),
        "feed": _feed_address(request),
    } | given
    return render(request, "calendar/own.html", context, status=status)
