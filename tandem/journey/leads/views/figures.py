"""What campaigns brought, and what the score of a lead weighs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.essentials.people import queries as people
from tandem.essentials.people.models import ADMINISTRATOR, MARKETING, READS_ALL
from tandem.essentials.people.web import Request, acts, reads
from tandem.journey.leads import actions as leads
from tandem.journey.leads import campaigns, queries, scoring
from tandem.journey.leads.actions.web_forms import MAY_SET_UP
from tandem.journey.leads.actions.weights import MAY_WEIGH
from tandem.journey.leads.forms import set_up
from tandem.journey.leads.models import Campaign


@reads
def campaign_list(request: Request) -> HttpResponseBase:
    """All campaigns with their figures."""
    people.require_role(
        request.user, *READS_ALL, MARKETING, ADMINISTRATOR,
        sentence=_("What campaigns brought is read by sales, marketing and administration."),
    )  # fmt: skip
    return _campaigns_page(request, set_up.CampaignForm(initial={"name": request.GET.get("name", "")[:120]}))


def _campaigns_page(
    request: Request, form: set_up.CampaignForm, *, kept: Campaign | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "rows": campaigns.lines(),
        "form": form,
        "kept": kept,
        "may_keep": request.user.has_role(*MAY_SET_UP),
        "may_set_up": request.user.has_role(*MAY_SET_UP),
        "may_weigh": request.user.has_role(*MAY_WEIGH),
        "tab": "campaigns",
    }
    return render(request, "leads/campaigns.html", context, status=status)


@acts
def add_campaign(request: Request) -> HttpResponseBase:
    """Keep a campaign."""
    return _keep(request, None)


def campaign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One campaign's name, period and cost."""
    return _change(request, pk) if request.method == "POST" else _show(request, pk)


@reads
def _show(request: Request, pk: int) -> HttpResponseBase:
    people.require_role(
        request.user, *MAY_SET_UP,
        sentence=_("Campaigns are kept by marketing, administration, coordination or sales management."),
    )  # fmt: skip
    kept = campaigns.get_campaign(pk)
    return _campaigns_page(request, set_up.CampaignForm(initial=set_up.filled_campaign(kept)), kept=kept)


@acts
def _change(request: Request, pk: int) -> HttpResponseBase:
    return _keep(request, campaigns.get_campaign(pk))


def _keep(request: Request, kept: Campaign | None) -> HttpResponseBase:
    form = set_up.CampaignForm(request.POST)
    if not form.is_valid():
        return _campaigns_page(request, form, kept=kept, status=422)
    try:
        leads.keep_campaign(campaign=kept, **form.cleaned_data, by=request.user, at=request.at)
    except leads.CampaignIncomplete as refusal:
        form.add_error(None, str(refusal))
        return _campaigns_page(request, form, kept=kept, status=422)
    messages.success(request, _("Saved."))
    return redirect("leads:campaigns")


def weights(request: HttpRequest) -> HttpResponseBase:
    """How many points each factor of the score gives."""
    return _set_weights(request) if request.method == "POST" else _weights(request)


@reads
def _weights(request: Request) -> HttpResponseBase:
    people.require_role(
        request.user,
        *MAY_WEIGH,
        sentence=_("What the score weighs is set by coordination or sales management."),
    )
    return _weights_page(request, set_up.WeightsForm(initial=queries.weights()))


@acts
def _set_weights(request: Request) -> HttpResponseBase:
    form = set_up.WeightsForm(request.POST)
    if not form.is_valid():
        return _weights_page(request, form, status=422)
    try:
        leads.set_weights(weights=form.cleaned_data, by=request.user, at=request.at)
    except leads.WeightsRefused as refusal:
        form.add_error(None, str(refusal))
        return _weights_page(request, form, status=422)
    messages.success(request, _("Saved. It counts from the next look at a lead on."))
    return redirect("leads:weights")


def _weights_page(request: Request, form: set_up.WeightsForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "usual": sum(scoring.USUAL.values()),
        "may_set_up": True,
        "may_weigh": True,
        "tab": "weights",
    }
    return render(request, "leads/weights.html", context, status=status)
