"""Quotes that an ERP makes, by the browser: the upload; everything after it is the page of every import."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from tandem.essentials.people.web import Request, acts, reads
from tandem.surfaces.exchange import queries
from tandem.surfaces.exchange.forms import QuoteListForm
from tandem.surfaces.exchange.models import DAYS_KEPT, QUOTES
from tandem.surfaces.exchange.views import lists


@reads
def start(request: Request) -> HttpResponseBase:
    """The upload, and earlier lists."""
    queries.require_import(request.user, kind=QUOTES)
    return _page(request, QuoteListForm())


def _page(request: Request, form: QuoteListForm, *, status: int = 200) -> HttpResponseBase:
    ctx = {
        "form": form,
        "runs": queries.latest_for(request.user, kinds=[QUOTES]),
        "days_kept": DAYS_KEPT,
    }
    return render(request, "exchange/quotes.html", ctx, status=status)


@acts
def upload(request: Request) -> HttpResponseBase:
    """Take a list in with its documents, and show what would become of it."""
    queries.require_import(request.user, kind=QUOTES)
    form = QuoteListForm(request.POST, request.FILES)
    run = lists.begun(request, form, kind=QUOTES)
    return redirect("exchange:run", run.pk) if run is not None else _page(request, form, status=422)
