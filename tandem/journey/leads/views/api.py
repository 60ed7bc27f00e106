"""Leads brought by other programs: one address, one key, a clear answer for each field."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tandem.base.tools.errors import Refused
from tandem.journey.leads import actions as leads
from tandem.journey.leads import arriving, stamps
from tandem.journey.leads.actions import incoming as limits
from tandem.journey.leads.forms import incoming
from tandem.journey.leads.models import ApiKey

LARGEST = 200_000
LONGEST_KEY = 200


@csrf_exempt
@require_http_methods(["POST"])
def create(request: HttpRequest) -> HttpResponseBase:
    """A lead comes in. The answer never tells whether the company is a customer already."""
    at = cast(datetime, cast(Any, request).at)  # the middleware gives every request its moment
    key = _key(request, at=at)
    if key is None:
        answer = _error(_("No valid key. Send “Authorization: Bearer …” with a key from Tandem."), status=401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    try:
        return _created(request, key, at=at)
    except incoming.NotAnObject as error:
        return _error(str(error), status=400)
    except Refused as refusal:
        return _error(str(refusal), status=refusal.status)


def _created(request: HttpRequest, key: ApiKey, *, at: datetime) -> HttpResponseBase:
    limits.count_post(counter=f"key-{key.pk}", most=limits.PER_KEY, seconds=limits.KEY_WINDOW, at=at)
    given = _body(request)
    consent, errors = incoming.consent_of(given.pop("consent", None))
    texts, wrong = incoming.texts_of(given, known=incoming.FIELDS)
    form = incoming.LeadOfProgramForm(texts)
    if not form.is_valid():
        errors |= {name: [str(one) for one in found] for name, found in form.errors.items()}
    errors |= wrong
    if errors:
        return JsonResponse({"errors": errors}, status=422)
    sent = request.headers.get("Idempotency-Key", "")
    if len(sent) > LONGEST_KEY:
        return _error(_("The Idempotency-Key has at most 200 characters."), status=400)
    values = form.cleaned_data
    # Without a key of the program's own the same lead on the same day is the same one.
    once = sent or stamps.digest(at.date().isoformat(), str(sorted(values.items())), str(consent))
    arrival = arriving.of_program(key, values, once=once, consent=consent)
    enquiry = leads.receive(arrival=arrival, at=at)
    return JsonResponse(
        {"id": str(enquiry.public_id), "received_at": enquiry.received_at.isoformat()}, status=201
    )


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise arriving.TooLarge(_("A lead has at most 200,000 bytes."))
    return incoming.read_object(request.body)


def _key(request: HttpRequest, *, at: datetime) -> ApiKey | None:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 20 <= len(secret.strip()) <= 200:
        return None
    return leads.use_key(secret=secret.strip(), by=None, at=at)


def _error(sentence: str, *, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
