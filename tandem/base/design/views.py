"""The gallery: every part in every state, light and dark side by side."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tandem.base.design import gallery as samples


def gallery(request: HttpRequest) -> HttpResponse:
    """For those who build and those who administer; for everyone else it does not exist."""
    _only_for_builders(request)
    at = getattr(request, "at", None) or timezone.now()
    context = samples.context(user=getattr(request, "user", None), at=at)
    return render(request, "design/gallery.html", context)


def gallery_hits(request: HttpRequest) -> HttpResponse:
    """What the search of the desk answers the command palette with, as a sample."""
    _only_for_builders(request)
    return render(request, "design/_fragments/gallery_hits.html")


def _only_for_builders(request: HttpRequest) -> None:
    has_role = getattr(getattr(request, "user", None), "has_role", None)
    if not settings.DEBUG and not (callable(has_role) and has_role("administrator")):
        raise Http404
