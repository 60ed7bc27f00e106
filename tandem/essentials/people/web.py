"""The edge between a request and an action: who, when, and once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from tandem.base.design import formats
from tandem.base.tools import once
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.base.tools.models import Act
from tandem.essentials.people.models import User

P = ParamSpec("P")


class Request(HttpRequest):
    """A request of somebody who is signed in, at a moment."""

    user: User  # signed in: @reads and @acts saw to it
    at: datetime
    htmx: HtmxDetails


class PersonMiddleware:
    """Gives each request its moment (`at`); the person's time zone and language, the company's number format."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.at = timezone.localtime()  # type: ignore[attr-defined]
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        # In the person's zone, so that `request.at.date()` is the day on their calendar.
        request.at = timezone.localtime(timezone=ZoneInfo(user.zone))  # type: ignore[attr-defined]
        with (
            timezone.override(user.zone),
            translation.override(user.language),
            formats.written_as(getattr(user, "number_format", None) or ""),  # see sessions.Backend
        ):
            request.LANGUAGE_CODE = user.language
            return self.get_response(request)


View = Callable[Concatenate[Request, P], HttpResponseBase]
PlainView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def reads(view: View[P]) -> PlainView[P]:
    """A page for somebody who is signed in; whoever may not see it is told so."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(cast(Request, request), *args, **kwargs)
        except NotAllowed as refusal:
            return render(request, "403.html", {"reason": str(refusal)}, status=403)

    return cast(PlainView[P], inner)


def acts(view: View[P]) -> PlainView[P]:
    """A view that changes something: by POST, in one transaction, once per key, with a refusal shown as a sentence.

    The form carries `_key` (`{% once %}`). Whoever sends the same key again gets the first one's answer; while the
    first is still at work, the second waits for it.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            # Back to the page with the form, where the typed text is kept: this address may not be read.
            return redirect_to_login(_came_from(request) or "/")
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        asked = cast(Request, request)
        try:
            return _once(asked, lambda: view(asked, *args, **kwargs))
        except Refused as refusal:
            return refused(asked, refusal)

    return cast(PlainView[P], inner)


def _once(request: Request, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    key = _key(request)
    with transaction.atomic():
        if key is not None:
            before = once.begin(key=key, user_id=request.user.pk, path=request.path, at=request.at)
            if before is not None:
                return _answered(request, before)
        response = view()
        if response.status_code >= 400:
            # The form is shown again: what the view wrote before the refusal goes, with or without a key, and
            # the corrected form may come with the same one.
            transaction.set_rollback(True)
        elif key is not None:
            once.answered(key=key, location=response.headers.get("Location", ""))
        return response


def _answered(request: Request, act: Act) -> HttpResponseBase:
    """What the first request of this key was told; nobody learns of another person's acts."""
    if act.user_id != request.user.pk:
        raise NotAllowed(_("This form was sent by somebody else."))
    if act.location:
        if request.htmx:
            # A fragment's redirect would be followed inside the sheet; the browser itself shall go.
            return HttpResponse(status=204, headers={"HX-Redirect": act.location})
        return redirect(act.location)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _key(request: Request) -> uuid.UUID | None:
    raw = request.POST.get("_key") or request.headers.get("Idempotency-Key", "")
    try:
        return uuid.UUID(raw)
    except ValueError:
        return None


def refused(request: Request, refusal: Refused) -> HttpResponseBase:
    """Show why something did not happen: above the page the person came from, or in place for htmx."""
    if request.htmx:
        response = render(request, "design/_refused.html", {"reason": str(refusal)}, status=200)
        response["HX-Retarget"] = "#flash"
        response["HX-Reswap"] = "innerHTML"
        response["HX-Trigger"] = "tandem:refused"
        return response
    messages.error(request, str(refusal))
    back = _came_from(request)
    if back:
        return redirect(back)
    return render(request, "409.html", {"reason": str(refusal)}, status=refusal.status)


def _came_from(request: HttpRequest) -> str:
    """The page of ours on which a form was sent; empty where the browser does not say."""
    back = urlsplit(request.headers.get("Referer", ""))
    # A path that begins with two strokes would lead to another site.
    if not back.path or back.path.startswith("//") or back.netloc != request.get_host():
        return ""
    return f"{back.path}?{back.query}" if back.query else back.path


def is_ours(request: HttpRequest, url: str) -> bool:
    """Whether an address that came with a request is a page of ours. A mere word is none: Django would look for a page
    of that name.
    """
    if not urlsplit(url).path.startswith("/"):
        return False
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


def go(request: Request, url: str) -> HttpResponseBase:
    """On to another page, also from within a sheet."""
    response = redirect(url)
    if request.htmx:
        # A fragment's redirect would be followed inside the sheet; the browser itself shall go.
        response.status_code = 204
        response["HX-Redirect"] = url
    return response
