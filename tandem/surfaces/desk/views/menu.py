"""The way in, the phone's menu, and how the pages look."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from tandem.essentials.people import actions as people
from tandem.essentials.people import web
from tandem.essentials.people.web import Request, acts, reads
from tandem.surfaces.desk import forms


def home(request: HttpRequest) -> HttpResponseBase:
    """The bare address leads to the day; whoever was signed out goes back to where they were."""
    back = request.GET.get("next", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("desk:today")


@reads
def more(request: Request) -> HttpResponseBase:
    """Everything that has no tab on the phone."""
    return render(request, "desk/more.html")


@acts
def theme(request: Request) -> HttpResponseBase:
    """Light or dark."""
    form = forms.ThemeForm(request.POST)
    if form.is_valid():
        people.set_own_settings(by=request.user, at=request.at, theme=form.cleaned_data["theme"])
    return _back(request)


@acts
def language(request: Request) -> HttpResponseBase:
    """German or English."""
    form = forms.LanguageForm(request.POST)
    if form.is_valid():
        people.set_own_settings(by=request.user, at=request.at, language=form.cleaned_data["language"])
    return _back(request)


def _back(request: Request) -> HttpResponseBase:
    if request.htmx or request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=204)
    came_from = request.headers.get("Referer", "")
    if web.is_ours(request, came_from):
        return redirect(came_from)
    return redirect("desk:today")
