"""Products in the grid: suggested while somebody types, chosen, priced."""

from __future__ import annotations

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.products import queries as products
from tandem.journey.quotes import actions, forms, queries
from tandem.journey.quotes.models import QuoteVersion
from tandem.journey.quotes.queries import pricing
from tandem.journey.quotes.views.grid import in_json, wants_json
from tandem.journey.quotes.views.lines import answered, draft

MOST_SUGGESTIONS = 8


@reads
def suggest(request: Request) -> HttpResponseBase:
    """Products by a part of number or name."""
    found = products.suggest(text=request.GET.get("q", ""), user=request.user, limit=MOST_SUGGESTIONS)
    options = [
        {"id": one.product_id, "number": one.number, "name": one.name, "unit": one.unit} for one in found
    ]
    return JsonResponse({"options": options})


@acts
@in_json
def choose(request: Request, pk: int) -> HttpResponseBase:
    """A line becomes a product; `was` is the text it had before."""
    line = queries.get_line_for(request.user, pk)
    raw = request.POST.get("product", "")
    product = products.get_for(
        request.user, int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0
    )
    change = actions.choose_product(
        line=line, product=product, began_with=request.POST.get("was"), by=request.user, at=request.at
    )
    return answered(request, change, with_order=False)


@acts
@in_json
def list_price(request: Request, pk: int) -> HttpResponseBase:
    """The price of the lists instead of the one typed by hand."""
    line = queries.get_line_for(request.user, pk)
    change = actions.take_list_price(line=line, by=request.user, at=request.at)
    return answered(request, change, with_order=False, says=_("The price is that of the list again."))


@acts
@in_json
def surcharge(request: Request, pk: int) -> HttpResponseBase:
    """A proposed surcharge becomes a line."""
    version = draft(request, pk)
    key = request.POST.get("key", "")
    change = actions.take_surcharge(version=version, key=key, by=request.user, at=request.at)
    return answered(request, change)


@acts
@in_json
def fetch(request: Request, pk: int) -> HttpResponseBase:
    """Old and new price of every product; with what was agreed to of it, the new prices."""
    version = draft(request, pk)
    if not request.POST.get("agreed"):
        return _show(request, version)
    change = actions.fetch_prices(
        version=version, agreed=request.POST.getlist("told"), by=request.user, at=request.at
    )
    count = len(change.changed)
    return answered(
        request, change, with_order=False, says=_("%(count)d prices are fetched.") % {"count": count}
    )


def _show(request: Request, version: QuoteVersion) -> HttpResponseBase:
    found = pricing.fresh(version, queries.lines_of(version), day=timezone.localdate(request.at))
    context = {
        "quote": version.quote,
        "rows": [(one, forms.price_shown(one.line.price), _new(one)) for one in found],
        "changing": sum(1 for one in found if one.may_change),
    }
    if not wants_json(request):
        return render(request, "quotes/prices.html", context)
    return JsonResponse({"preview": get_template("quotes/_fragments/prices.html").render(context, request)})


def _new(one: pricing.Fresh) -> str:
    return "" if one.new is None else forms.price_shown(one.new)
