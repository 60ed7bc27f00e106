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
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.middleware import HtmxDetails

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
    """Gives each request its moment (`at`) and shows the person their own time zone and language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.at = timezone.localtime()  # type: ignore[attr-defined]
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        # In the person's zone, so that `request.at.date()` is the day on their calendar.
        request.at = timezone.localtime(timezone=ZoneInfo(user.zone))  # type: ignore[attr-defined]
        with timezone.override(user.zone), translation.override(user.language):
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

    @login_required
    @require_POST
    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        asked = cast(Request, request)
        try:
            return _once(asked, lambda: view(asked, *args, **kwargs))
        except Refused as refusal:
            return refused(asked, refusal)

    return cast(PlainView[P], inner)


def _once(request: Request, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    key = _key(request)
    with transaction.atomic():
        if key is None:
            return view()
        act, is_new = Act.objects.get_or_create(
            key=key, defaults={"user_id": request.user.pk, "path": request.path[:500], "at": request.at}
        )
        if not is_new:
            return _answered(request, act)
        response = view()
        if response.status_code >= 400:
            # Nothing was changed (the form is shown again): the corrected form may come with the same key.
            transaction.set_rollback(True)
        else:
            act.location = response.headers.get("Location", "")[:500]
            act.save(update_fields=["location"])
        return response


def _answered(request: Request, act: Act) -> HttpResponseBase:
    """What the first request of this key was told; nobody learns of another person's acts."""
    if act.user_id != request.user.pk:
        raise NotAllowed(_("This form was sent by somebody else."))
    if act.location:
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
    back = urlsplit(request.headers.get("Referer", ""))
    if back.path and back.netloc == request.get_host():
        return redirect(f"{back.path}?{back.query}" if back.query else back.path)
    return render(request, "409.html", {"reason": str(refusal)}, status=refusal.status)
