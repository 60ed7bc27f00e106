"""Where people without an account come in: one address for whatever a room shows behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tandem.base.links import actions, purposes, queries
from tandem.base.links.purposes import LANGUAGES, Visit
from tandem.base.tools import visitors

_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


@csp(_POLICY)  # type: ignore[arg-type]  # its types know no views with parameters
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, part: str = "") -> HttpResponseBase:
    """What a link shows, or the one page that stands for all links that open nothing."""
    return _sealed(_answer(request, token, part, at=_at(request)))


def _answer(request: HttpRequest, token: str, part: str, *, at: datetime) -> HttpResponseBase:
    place = visitors.place_of(request, salt="tandem.links")
    if queries.is_barred(place, at=at):
        return _closed(request, status=429)
    link = queries.standing(token, at=at)
    purpose = purposes.known().get(link.purpose) if link is not None else None
    if link is None or purpose is None:
        actions.note_miss(place=place, at=at)
        return _closed(request)
    language = _language(request, otherwise=link.language)
    visit = Visit(request=request, link=link, token=token, part=part, language=language, at=at)
    with translation.override(language):
        try:
            response = purpose.view(visit)
        except (actions.Closed, Http404):
            return _closed(request, language=language)
    if request.method == "GET" and not part and not request.user.is_authenticated:
        actions.note_opening(link=link, at=at)
    return response


def _closed(request: HttpRequest, *, status: int = 404, language: str = "") -> HttpResponse:
    """The same for wrong, expired and revoked: what to do, and nothing of what it was for."""
    language = language or _language(request, otherwise=(translation.get_language() or "de")[:2])
    other = next(one for one in LANGUAGES if one != language)
    with translation.override(language):
        return render(
            request, "links/closed.html", {"language": language, "other_language": other}, status=status
        )


def _sealed(response: HttpResponseBase) -> HttpResponseBase:
    """Kept by nobody, found by nobody, told to nobody."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(response, ["Accept-Language"])
    # Django writes what was not found into the log, and the address is the key.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _language(request: HttpRequest, *, otherwise: str) -> str:
    asked = request.GET.get("sprache", "")
    return asked if asked in LANGUAGES else otherwise if otherwise in LANGUAGES else "de"


def _at(request: HttpRequest) -> datetime:
    return cast(datetime, cast(Any, request).at)  # the middleware gives every request its moment
