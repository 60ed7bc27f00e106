"""What visitors of a web site reach without signing in: the form's page, its fields as JSON, and the post.

The only place of Tandem that takes a form from elsewhere: its posts carry no session, so there is nothing to forge.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from tandem.base.tools import text
from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.journey.leads import actions as leads
from tandem.journey.leads import arriving, enquiries, stamps
from tandem.journey.leads.forms import incoming
from tandem.journey.leads.models import WebForm

LARGEST_POST = 200_000
LANGUAGES = ("de", "en")


@require_GET
def script(request: HttpRequest) -> HttpResponseBase:
    """The script that draws a form on a foreign page, by a name that stays."""
    return redirect(static("islands/leads/embed.js"))


@csrf_exempt
@require_http_methods(["GET", "POST", "OPTIONS"])
def enquire(request: HttpRequest, token: str) -> HttpResponseBase:
    """The form on a page of ours, and where every form of a web site sends to."""
    form = enquiries.web_form(token)
    with translation.override(_language(request)):
        if form is None or form.closed_at is not None:
            return _gone(request, form)
        if request.method == "OPTIONS":
            return _allowed(HttpResponse(status=204), request, form)
        if request.method == "POST":
            return _allowed(_received(request, form), request, form)
        return _page(request, form, incoming.EnquiryForm(asks=form.asks))


@require_GET
def fields(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the script draws: the fields in the visitor's language, the consent text, and when it was asked for."""
    form = enquiries.web_form(token)
    with translation.override(_language(request)):
        if form is None or form.closed_at is not None:
            return _gone(request, form)
        path = request.build_absolute_uri(reverse("leads:enquire", args=[token]))
        described = arriving.described(form, action=path, at=_at(request))
        return _allowed(JsonResponse(described), request, form)


@require_GET
def thanks(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where a form without a script ends."""
    form = enquiries.web_form(token)
    with translation.override(_language(request)):
        said = arriving.thanks(form) if form else arriving.usual_thanks()
        return render(request, "leads/public/thanks.html", {"said": said})


def _received(request: HttpRequest, form: WebForm) -> HttpResponseBase:
    """Whatever was posted: counted, read, checked, taken in."""
    try:
        arriving.require_origin(form, origin=_origin(request), own=_own(request))
        posts = arriving.count(form, address=arriving.address_of(request), at=_at(request))
        given = _given(request)
    except incoming.NotAnObject as error:
        return _refused(request, str(error), status=400)
    except Refused as refusal:
        return _refused(request, str(refusal), status=refusal.status)
    with translation.override(_language(request, given.get("_language", ""))):
        return _checked(request, form, given, posts=posts)


def _checked(request: HttpRequest, form: WebForm, given: dict[str, str], *, posts: int) -> HttpResponseBase:
    asked = incoming.EnquiryForm(given, asks=form.asks)
    if not asked.is_valid():
        if _wants_json(request):
            return JsonResponse({"errors": asked.errors}, status=422)
        return _page(request, form, asked, given=given, status=422)
    arrival = arriving.of_form(
        form, asked.cleaned_data, given=given, posts=posts, at=_at(request),
        origin=_origin(request), page=request.headers.get("Referer", ""),
    )  # fmt: skip
    leads.receive(arrival=arrival, at=_at(request))
    if _wants_json(request):
        return JsonResponse({"thanks": arriving.thanks(form)}, status=201)
    there = reverse("leads:thanks", args=[form.token])
    return redirect(f"{there}?sprache={translation.get_language()}")


def _given(request: HttpRequest) -> dict[str, str]:
    """What was posted, as texts by name. Raises NotAnObject."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_POST:
        raise arriving.TooLarge(_("This is more than a form holds."))
    if request.content_type == "application/json":
        found = incoming.read_object(request.body)
        return {name: value for name, value in found.items() if isinstance(value, str)}
    return {name: str(request.POST.get(name, "")) for name in request.POST}


def _page(
    request: HttpRequest,
    form: WebForm,
    asked: incoming.EnquiryForm,
    *,
    given: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    consent = arriving.consent_text(form)
    context = {
        "form": form,
        "asked": asked,
        "stamp": stamps.stamp(token=form.token, at=_at(request)),
        "consent": consent,
        "mark": stamps.consent_mark(consent) if consent else "",
        "given": bool((given or {}).get("consent")),
        "company": people.company(),
        "language": translation.get_language(),
        "other": "en" if translation.get_language() == "de" else "de",
    }
    return render(request, "leads/public/form.html", context, status=status)


def _gone(request: HttpRequest, form: WebForm | None) -> HttpResponse:
    """A form that was closed or that there never was."""
    sentence = _("This form is closed.") if form else _("There is no such form.")
    return _refused(request, sentence, status=410 if form else 404)


def _refused(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    return render(request, "leads/public/refused.html", {"reason": sentence}, status=status)


def _allowed(response: HttpResponseBase, request: HttpRequest, form: WebForm) -> HttpResponseBase:
    """A page of the form's own sites may read a JSON answer; nobody else, and never with a session."""
    response["Vary"] = "Origin, Accept-Language"
    response["Cache-Control"] = "no-store"
    if _origin(request) in form.origins and (_wants_json(request) or request.method == "OPTIONS"):
        response["Access-Control-Allow-Origin"] = _origin(request)
        response["Access-Control-Allow-Methods"] = "GET, POST"
        response["Access-Control-Allow-Headers"] = "Content-Type, Accept"
        response["Access-Control-Max-Age"] = "600"
    return response


def _wants_json(request: HttpRequest) -> bool:
    is_fields = request.path.endswith("/felder")
    return (
        is_fields
        or request.content_type == "application/json"
        or ("application/json" in request.headers.get("Accept", ""))
    )


def _origin(request: HttpRequest) -> str:
    return text.clean(request.headers.get("Origin", ""), limit=200)


def _own(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _at(request: HttpRequest) -> datetime:
    return cast(datetime, cast(Any, request).at)  # the middleware gives every request its moment


def _language(request: HttpRequest, wanted: str = "") -> str:
    asked = wanted or request.GET.get("sprache", "")
    current = (translation.get_language() or "de")[:2]
    return asked if asked in LANGUAGES else current if current in LANGUAGES else "de"
