"""Price lists: all of them, and one with its prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.customers.search import search
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.products import actions, forms, listing, overview, queries, rights, sheets
from tandem.essentials.products.models import CUSTOMER, PriceList
from tandem.essentials.products.views.products import IMPORT_PATH, XLSX, download

IMPORT_PRICES_PATH = f"{IMPORT_PATH}/preise"


@reads
def price_lists(request: Request) -> HttpResponseBase:
    """All price lists the person reads."""
    rights.require_read(request.user)
    keeps = rights.may_keep(request.user)
    ctx = {
        "rows": overview.lists(request.user, day=timezone.localdate(request.at)),
        "may_keep": keeps,
        "import_path": IMPORT_PRICES_PATH if keeps else "",
        "tab": "lists",
    }
    return render(request, "products/price_lists.html", ctx)


def new_list(request: HttpRequest) -> HttpResponseBase:
    """A new price list."""
    return _make(request) if request.method == "POST" else _new(request)


@reads
def _new(request: Request) -> HttpResponseBase:
    rights.require_keep(request.user)
    company = people.company()
    first = {
        "currency": company.currency if company else "EUR",
        "valid_from": timezone.localdate(request.at).replace(month=1, day=1),
    }
    return _new_page(request, forms.ListForm(initial=first))


def _new_page(request: Request, form: forms.ListForm, *, status: int = 200) -> HttpResponse:
    return render(request, "products/new_list.html", {"form": form, "tab": "lists"}, status=status)


@acts
def _make(request: Request) -> HttpResponseBase:
    rights.require_keep(request.user)
    form = forms.ListForm(request.POST)
    made = _kept(request, form, None)
    if made is None:
        return _new_page(request, form, status=422)
    return redirect("products:price_list", made.pk)


def _kept(request: Request, form: forms.ListForm, held: PriceList | None) -> PriceList | None:
    """The list as the form says, or None with the errors in the form."""
    if not form.is_valid():
        return None
    given = dict(form.cleaned_data)
    try:
        given["customer"] = _customer(request, given) if given["audience"] == CUSTOMER else None
        facts = actions.ListFacts(**given)
        return actions.keep_list(price_list=held, facts=facts, by=request.user, at=request.at)
    except actions.NotValid as refusal:
        form.add_error(None, str(refusal))
        return None


def _customer(request: Request, given: dict[str, Any]) -> Customer | None:
    """The one customer that was meant; several refuse, so that no list goes to the wrong one."""
    written = str(given["customer"]).strip()
    if not written:
        return None
    exact = customers.visible_to(request.user).filter(number=written).first()
    if exact is not None:
        return exact
    hits = search(request.user, written, limit=5).customers
    same = [hit for hit in hits if hit.company == written] or hits
    if len(same) == 1:
        return customers.get_for(request.user, same[0].customer_id)
    if not hits:
        raise actions.NotValid(_("No customer is called “%(name)s”.") % {"name": written})
    names = ", ".join(f"{hit.company} ({hit.number})" if hit.number else hit.company for hit in hits)
    raise actions.NotValid(
        _("Several customers are meant: %(names)s. Write the customer number.") % {"names": names}
    )


def price_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One price list."""
    return _change(request, pk) if request.method == "POST" else _show(request, pk)


@reads
def _show(request: Request, pk: int) -> HttpResponseBase:
    return _page(request, queries.get_list_for(request.user, pk))


def _page(
    request: Request,
    held: PriceList,
    form: forms.ListForm | None = None,
    copy_form: forms.CopyForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    wanted = listing.Wanted.from_address(request.GET.dict())
    day = timezone.localdate(request.at)
    keeps = rights.may_keep(request.user)
    next_year = day.replace(year=day.year + 1, month=1, day=1)
    ctx = {
        "held": held,
        "is_valid": held.is_valid_on(day),
        "is_future": held.valid_from > day,
        "page": listing.prices(price_list=held, wanted=wanted),
        "wanted": wanted,
        "beside": overview.beside(request.user, held),
        "form": form or (forms.ListForm(initial=forms.filled_list(held)) if keeps else None),
        "is_open": form is not None,
        "copy_form": copy_form or forms.CopyForm(initial={"name": held.name, "valid_from": next_year}),
        "copy_open": copy_form is not None,
        "may_keep": keeps,
        "import_path": IMPORT_PRICES_PATH if keeps else "",
        "tab": "lists",
    }
    return render(request, "products/price_list.html", ctx, status=status)


@acts
def _change(request: Request, pk: int) -> HttpResponseBase:
    held = queries.get_list_for(request.user, pk)
    rights.require_keep(request.user)
    form = forms.ListForm(request.POST)
    if _kept(request, form, held) is None:
        return _page(request, held, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("products:price_list", pk)


@acts
def copy(request: Request, pk: int) -> HttpResponseBase:
    """The same list from another day on, with other prices."""
    held = queries.get_list_for(request.user, pk)
    rights.require_keep(request.user)
    form = forms.CopyForm(request.POST)
    if not form.is_valid():
        return _page(request, held, copy_form=form, status=422)
    given = {**form.cleaned_data, "percent": form.cleaned_data["percent"] or 0}
    try:
        made = actions.copy_list(price_list=held, **given, by=request.user, at=request.at)
    except actions.NotValid as refusal:
        form.add_error(None, str(refusal))
        return _page(request, held, copy_form=form, status=422)
    messages.success(request, _("“%(name)s” is made. Look through its prices.") % {"name": made.name})
    return redirect("products:price_list", made.pk)


@reads
def workbook(request: Request, pk: int) -> HttpResponseBase:
    """A price list as Excel."""
    held = queries.get_list_for(request.user, pk)
    return download(sheets.prices(held), name=f"{held.name}.xlsx", content_type=XLSX)


def tiers(request: HttpRequest, pk: int, product_pk: int) -> HttpResponseBase:
    """A product's prices in a list."""
    return (
        _set_tiers(request, pk, product_pk) if request.method == "POST" else _tiers(request, pk, product_pk)
    )


@reads
def _tiers(request: Request, pk: int, product_pk: int) -> HttpResponseBase:
    held, product = queries.get_list_for(request.user, pk), queries.get_for(request.user, product_pk)
    rights.require_keep(request.user)
    row = listing.with_tiers(held, [product])[0]
    first = [
        {
            "from_quantity": forms.written(tier.from_quantity or None),
            "price": forms.written(tier.price, places=2),
        }
        for tier in row.tiers
    ]
    rows = [forms.TierForm(initial=one, prefix=str(place)) for place, one in enumerate([*first, {}, {}])]
    return _tiers_page(request, held, product, rows)


def _tiers_page(
    request: Request,
    held: PriceList,
    product: Any,
    rows: list[forms.TierForm],
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    ctx = {"held": held, "product": product, "rows": rows, "error": error, "tab": "lists"}
    return render(request, "products/tiers.html", ctx, status=status)


@acts
def _set_tiers(request: Request, pk: int, product_pk: int) -> HttpResponseBase:
    held, product = queries.get_list_for(request.user, pk), queries.get_for(request.user, product_pk)
    rights.require_keep(request.user)
    rows = [
        forms.TierForm(request.POST, prefix=str(place))
        for place in range(40)
        if f"{place}-price" in request.POST
    ]
    if sum(row.is_valid() for row in rows) < len(rows):
        return _tiers_page(request, held, product, rows, status=422)
    filled = [row.cleaned_data for row in rows if row.cleaned_data["price"] is not None]
    wanted = [(one["from_quantity"] or Decimal(0), one["price"]) for one in filled]
    try:
        actions.set_prices(price_list=held, product=product, tiers=wanted, by=request.user, at=request.at)
    except actions.NotValid as refusal:
        return _tiers_page(request, held, product, rows, error=str(refusal), status=422)
    messages.success(request, _("Saved."))
    return redirect("products:price_list", pk)


@acts
def add_product(request: Request, pk: int) -> HttpResponseBase:
    """From a number to the page on which its prices are set."""
    held = queries.get_list_for(request.user, pk)
    rights.require_keep(request.user)
    written = request.POST.get("number", "")[:100]
    found = queries.suggest(text=written, user=request.user, limit=2)
    exact = [one for one in found if one.number.casefold() == written.strip().casefold()] or found
    if len(exact) != 1:
        raise actions.NotValid(
            _("Write the number of one product; “%(text)s” is not clear.") % {"text": written}
        )
    return redirect("products:tiers", held.pk, exact[0].product_id)
