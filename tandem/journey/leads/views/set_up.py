"""How leads come in: forms for web sites and keys for other programs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads
from tandem.journey.leads import actions as leads
from tandem.journey.leads import arriving, enquiries, stamps
from tandem.journey.leads.actions.web_forms import MAY_SET_UP
from tandem.journey.leads.actions.weights import MAY_WEIGH
from tandem.journey.leads.forms import set_up
from tandem.journey.leads.models import WebForm


@reads
def web_forms(request: Request) -> HttpResponseBase:
    """All forms and keys."""
    _require(request)
    return _list_page(request, set_up.KeyForm())


def _list_page(
    request: Request, form: set_up.KeyForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "forms": enquiries.web_forms(),
        "keys": enquiries.api_keys(),
        "key_form": form,
        "secret": secret,
        "address": request.build_absolute_uri(reverse("leads:api")),
        "lists": request.build_absolute_uri("/api/v1/calls"),  # of a later room
        "tab": "forms",
        "may_set_up": True,
        "may_weigh": request.user.has_role(*MAY_WEIGH),
    }
    response = render(request, "leads/set_up/list.html", context, status=status)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


def new_form(request: HttpRequest) -> HttpResponseBase:
    """A form for a web site."""
    return _make(request) if request.method == "POST" else _new(request)


@reads
def _new(request: Request) -> HttpResponseBase:
    _require(request)
    return _form_page(request, set_up.WebFormForm(), kept=None)


@acts
def _make(request: Request) -> HttpResponseBase:
    return _keep(request, None)


def web_form(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One form: what it asks and shows, and what is pasted into the web site."""
    return _change(request, pk) if request.method == "POST" else _show(request, pk)


@reads
def _show(request: Request, pk: int) -> HttpResponseBase:
    _require(request)
    kept = enquiries.get_web_form(pk)
    return _form_page(request, set_up.WebFormForm(initial=set_up.filled(kept)), kept=kept)


@acts
def _change(request: Request, pk: int) -> HttpResponseBase:
    _require(request)
    return _keep(request, enquiries.get_web_form(pk))


def _keep(request: Request, kept: WebForm | None) -> HttpResponseBase:
    form = set_up.WebFormForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, kept=kept, status=422)
    try:
        saved = leads.keep_form(form=kept, **form.cleaned_data, by=request.user, at=request.at)
    except leads.FormIncomplete as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, kept=kept, status=422)
    messages.success(request, _("Saved.") if kept else _("Made. Paste one of the two into your web site."))
    return redirect("leads:web_form", saved.pk)


@acts
def close_form(request: Request, pk: int) -> HttpResponseBase:
    """Take a form away."""
    _require(request)
    closed = leads.close_form(form=enquiries.get_web_form(pk), by=request.user, at=request.at)
    messages.success(request, _("“%(name)s” is closed. Visitors are told so.") % {"name": closed.name})
    return redirect("leads:web_forms")


@acts
def make_key(request: Request) -> HttpResponseBase:
    """A key, shown once: the answer is the page itself, so that it stands in no address and no message."""
    form = set_up.KeyForm(request.POST)
    _require(request)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    try:
        _key, secret = leads.make_key(**form.cleaned_data, by=request.user, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _list_page(request, form, status=422)
    return _list_page(request, set_up.KeyForm(), secret=secret)


@acts
def revoke_key(request: Request, pk: int) -> HttpResponseBase:
    """A key opens nothing any more."""
    _require(request)
    key = leads.revoke_key(key=enquiries.get_api_key(pk), by=request.user, at=request.at)
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": key.name})
    return redirect("leads:web_forms")


def _require(request: Request) -> None:
    people.require_role(
        request.user,
        *MAY_SET_UP,
        sentence=_(
            "Forms and keys are set up by marketing, administration, coordination or sales management."
        ),
    )


def _form_page(
    request: Request, form: set_up.WebFormForm, *, kept: WebForm | None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "kept": kept, "tab": "forms", **(_to_paste(request, kept) if kept else {})}
    return render(request, "leads/set_up/web_form.html", context, status=status)


def _to_paste(request: Request, kept: WebForm) -> dict[str, str]:
    """The script tag and the plain form, in the language of the site: German where it has a German consent."""
    language = "en" if kept.consent_en and not kept.consent_de else "de"
    page = request.build_absolute_uri(reverse("leads:enquire", args=[kept.token]))
    script = request.build_absolute_uri(reverse("leads:script"))
    with override(language):
        consent = arriving.consent_text(kept)
        context = {
            "page": page,
            "fields": arriving.fields_of(kept),
            "consent": consent,
            "mark": stamps.consent_mark(consent) if consent else "",
            "language": language,
        }
        plain = render(request, "leads/set_up/plain_form.html", context).content.decode()
    return {
        "page": page,
        "script_tag": f'<script src="{script}" data-form="{kept.token}" data-language="{language}" async></script>',
        "plain": "\n".join(line for line in plain.splitlines() if line.strip()),
    }
