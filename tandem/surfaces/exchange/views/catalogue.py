"""Products and prices read in: the upload; everything after it is the page of every import."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from tandem.essentials.people.web import Request, acts, reads
from tandem.surfaces.exchange import queries
from tandem.surfaces.exchange.forms import CatalogueForm
from tandem.surfaces.exchange.models import DAYS_KEPT, PRICES, PRODUCTS
from tandem.surfaces.exchange.views import lists


def products(request: HttpRequest) -> HttpResponseBase:
    """A list of products."""
    return _upload(request, PRODUCTS) if request.method == "POST" else _start(request, PRODUCTS)


def prices(request: HttpRequest) -> HttpResponseBase:
    """A list of prices."""
    return _upload(request, PRICES) if request.method == "POST" else _start(request, PRICES)


@reads
def _start(request: Request, kind: str) -> HttpResponseBase:
    queries.require_import(request.user, kind=kind)
    return _page(request, CatalogueForm(), kind)


def _page(request: Request, form: CatalogueForm, kind: str, *, status: int = 200) -> HttpResponse:
    ctx = {
        "form": form,
        "kind": kind,
        "title": lists.TITLES[kind](),
        "runs": queries.latest_for(request.user, kinds=[kind]),
        "days_kept": DAYS_KEPT,
    }
    return render(request, "exchange/catalogue.html", ctx, status=status)


@acts
def _upload(request: Request, kind: str) -> HttpResponseBase:
    queries.require_import(request.user, kind=kind)
    form = CatalogueForm(request.POST, request.FILES)
    run = lists.begun(request, form, kind=kind)
    return redirect("exchange:run", run.pk) if run is not None else _page(request, form, kind, status=422)
