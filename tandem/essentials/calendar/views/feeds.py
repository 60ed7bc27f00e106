"""The own calendar for the phone or Outlook: read from outside by a secret address, without a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tandem.essentials.calendar import actions, queries
from tandem.essentials.people.web import Request, acts

# A phone asks every quarter of an hour, three of a person's things four times as often.
MOST, SECONDS = 60, 600
LONGEST_TOKEN = 100


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar of whoever made the address; whether there ever was one, nobody is told."""
    found = queries.feed_by(token) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        return HttpResponse(status=404)
    if _is_too_often(found.pk):
        return HttpResponse(status=429, headers={"Retry-After": str(SECONDS)})
    at = cast(datetime, cast(Any, request).at)  # the middleware gives every request its moment
    person = found.person
    held = queries.own_appointments(person, at=at)
    mark = f'"{queries.feed_mark(held, person)}"'
    if mark in request.headers.get("If-None-Match", "").replace("W/", "").split(", "):
        return _answer(HttpResponse(status=304), mark)
    with translation.override(person.language):
        name = _("Tandem: %(name)s") % {"name": person.full_name}
        page = request.build_absolute_uri(reverse("calendar:week")).rstrip("/") + "/"
        content = queries.feed_document(held, person, name=name, address=page, at=at)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="tandem.ics"'
    return _answer(answer, mark)


def _answer(response: HttpResponse, mark: str) -> HttpResponse:
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_too_often(feed_pk: int) -> bool:
    key = f"calendar.feed.{feed_pk}"
    if cache.add(key, 1, SECONDS):
        return False
    try:
        return int(cache.incr(key)) > MOST
    except ValueError:  # it ran out between the two
        return False


@acts
def make_feed(request: Request) -> HttpResponseBase:
    """An address, or a new one in place of the old."""
    actions.make_feed(by=request.user, at=request.at)
    messages.success(
        request, _("Copy the address into your phone or Outlook. An older one opens nothing any more.")
    )
    return redirect(reverse("calendar:own") + "#own-feed")


@acts
def revoke_feed(request: Request) -> HttpResponseBase:
    """Nobody reads the calendar from outside any more."""
    actions.revoke_feed(by=request.user, at=request.at)
    messages.success(request, _("The address opens nothing any more."))
    return redirect("calendar:own")
