"""The list of products and one product: words, prices in every list, costs, files, and what a customer would pay."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tandem.base.files import actions as files
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.customers.search import search
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.products import actions, forms, listing, prices, queries, rights, sheets, vat
from tandem.essentials.products.actions.catalogue import IMAGES
from tandem.essentials.products.models import Product

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The import is a later room's page; its address is fixed, its name is not known down here.
IMPORT_PATH = "/import/produkte"


@reads
def product_list(request: Request) -> HttpResponseBase:
    """What we sell."""
    rights.require_read(request.user)
    wanted = listing.Wanted.from_address(request.GET.dict())
    keeps = rights.may_keep(request.user)
    ctx = {
        "page": listing.page(user=request.user, wanted=wanted),
        "wanted": wanted,
        "groups": queries.groups(),
        "states": [
            (_("Offered"), wanted.address(state=""), not wanted.state),
            (_("Retired"), wanted.address(state="retired"), wanted.state == "retired"),
            (_("All"), wanted.address(state="all"), wanted.state == "all"),
        ],
        "may_keep": keeps,
        "import_path": IMPORT_PATH if keeps else "",
        "tab": "products",
    }
    return render(request, "products/list.html", ctx)


@reads
def workbook(request: Request) -> HttpResponseBase:
    """The products of the view as Excel."""
    rights.require_read(request.user)
    wanted = listing.Wanted.from_address(request.GET.dict())
    rows = (
        listing.wanted_products(request.user, wanted).select_related("unit", "group").order_by("number_key")
    )
    content = sheets.products(rows[: sheets.MOST_ROWS], user=request.user, day=timezone.localdate(request.at))
    return download(content, name=f"{_('Products')}.xlsx", content_type=XLSX)


def download(content: bytes, *, name: str, content_type: str, inline: bool = False) -> HttpResponse:
    """A file for whoever asked."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=not inline, filename=name) or ""
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def new(request: HttpRequest) -> HttpResponseBase:
    """A new product."""
    return _make(request) if request.method == "POST" else _new(request)


@reads
def _new(request: Request) -> HttpResponseBase:
    rights.require_keep(request.user)
    return _new_page(request, forms.ProductForm(initial={"unit": queries.units()[0]}))


def _new_page(request: Request, form: forms.ProductForm, *, status: int = 200) -> HttpResponse:
    return render(request, "products/new.html", {"form": form, "tab": "products"}, status=status)


@acts
def _make(request: Request) -> HttpResponseBase:
    rights.require_keep(request.user)
    form = forms.ProductForm(request.POST)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    try:
        made = actions.keep_product(product=None, facts=form.facts(), by=request.user, at=request.at)
    except actions.NotValid as refusal:
        form.add_error(None, str(refusal))
        return _new_page(request, form, status=422)
    messages.success(request, _("Made. Now give it a price."))
    return redirect("products:product", made.pk)


def product(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One product."""
    return _change(request, pk) if request.method == "POST" else _show(request, pk)


@reads
def _show(request: Request, pk: int) -> HttpResponseBase:
    return _page(request, queries.get_for(request.user, pk))


def _page(
    request: Request,
    held: Product,
    form: forms.ProductForm | None = None,
    cost_form: forms.CostForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    user, day = request.user, timezone.localdate(request.at)
    company = people.company()
    in_lists = queries.in_lists(user, held)
    currency = company.currency if company else "EUR"
    keeps = rights.may_keep(user)
    ctx: dict[str, Any] = {
        "product": held,
        "form": form or (forms.ProductForm(initial=forms.filled(held)) if keeps else None),
        "is_open": form is not None,
        "in_lists": [(one, one.price_list.is_valid_on(day)) for one in in_lists],
        "other_lists": _other_lists(request, in_lists) if keeps else [],
        "costs": queries.cost_history(user, held),
        "cost_form": cost_form or forms.CostForm(initial={"from_date": day}),
        "may_see_cost": rights.may_see_cost(user),
        "may_keep": keeps,
        "files": queries.files_of(held),
        "file_form": forms.FileForm(),
        "currency": currency,
        "try_form": forms.TryForm(initial={"quantity": "1", "currency": currency, "day": day}),
        "rates": _rates(company.country if company else "DE", held),
        "tab": "products",
    }
    return render(request, "products/product.html", ctx, status=status)


def _other_lists(request: Request, in_lists: list[queries.InList]) -> list[Any]:
    known = [one.price_list.pk for one in in_lists]
    return list(queries.lists_visible_to(request.user).exclude(pk__in=known).order_by("name")[:50])


def _rates(country: str, held: Product) -> Any:
    return vat.rates().of(country, held.vat_kind)


@acts
def _change(request: Request, pk: int) -> HttpResponseBase:
    held = queries.get_for(request.user, pk)
    rights.require_keep(request.user)
    form = forms.ProductForm(request.POST)
    if not form.is_valid():
        return _page(request, held, form, status=422)
    try:
        actions.keep_product(
            product=held,
            facts=form.facts(),
            revision=form.cleaned_data["revision"],
            by=request.user,
            at=request.at,
        )
    except (actions.NotValid, actions.Stale) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, held, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("products:product", held.pk)


@acts
def retire(request: Request, pk: int) -> HttpResponseBase:
    """No longer offer it."""
    held = actions.retire(product=queries.get_for(request.user, pk), by=request.user, at=request.at)
    messages.success(request, _("“%(name)s” is retired. Quotes keep what they say.") % {"name": held.name})
    return redirect("products:product", pk)


@acts
def offer_again(request: Request, pk: int) -> HttpResponseBase:
    """Offer it again."""
    held = actions.offer_again(product=queries.get_for(request.user, pk), by=request.user, at=request.at)
    messages.success(request, _("“%(name)s” is offered again.") % {"name": held.name})
    return redirect("products:product", pk)


@acts
def set_cost(request: Request, pk: int) -> HttpResponseBase:
    """What it costs us from a day on."""
    held = queries.get_for(request.user, pk)
    rights.require_keep(request.user)
    rights.require_cost(request.user)
    form = forms.CostForm(request.POST)
    if not form.is_valid():
        return _page(request, held, cost_form=form, status=422)
    try:
        actions.set_cost(product=held, **form.cleaned_data, by=request.user, at=request.at)
    except actions.NotValid as refusal:
        form.add_error(None, str(refusal))
        return _page(request, held, cost_form=form, status=422)
    return redirect("products:product", pk)


@acts
def add_file(request: Request, pk: int) -> HttpResponseBase:
    """An image or a document for it."""
    held = queries.get_for(request.user, pk)
    rights.require_keep(request.user)
    form = forms.FileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise actions.NotValid(_("Choose a file first."))
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    if (file.size or 0) > files.LARGEST:
        raise files.TooLarge(_("“%(name)s” is larger than 25 MB and was not stored.") % {"name": file.name})
    actions.add_file(
        product=held, content=file.read(), name=file.name or _("file"), content_type=_kind(file), by=request.user,
        at=request.at,
    )  # fmt: skip
    return redirect("products:product", pk)


def _kind(file: UploadedFile[bytes]) -> str:
    """What the browser says, as far as it is harmless; everything else is only ever downloaded."""
    said = file.content_type or ""
    return said if said in (*IMAGES, "application/pdf") else "application/octet-stream"


@reads
def file(request: Request, pk: int) -> HttpResponseBase:
    """One file of a product."""
    held = queries.get_file_for(request.user, pk)
    kind = held.file.content_type
    shown = kind in IMAGES or kind == "application/pdf"
    return download(files.read(file=held.file), name=held.file.name, content_type=kind, inline=shown)


@acts
def remove_file(request: Request, pk: int) -> HttpResponseBase:
    """Take a file away."""
    held = queries.get_file_for(request.user, pk)
    product_pk = held.product_id
    actions.remove_file(file=held, by=request.user, at=request.at)
    return redirect("products:product", product_pk)


@reads
def try_out(request: Request, pk: int) -> HttpResponseBase:
    """What a customer would pay for so many, and why."""
    held = queries.get_for(request.user, pk)
    form = forms.TryForm(request.GET)
    ctx: dict[str, Any] = {"product": held, "form": form}
    if form.is_valid():
        given = form.cleaned_data
        customer, hits = _customer(request, given["customer"])
        ctx |= {"customer": customer, "hits": hits, "given": given, "is_missing": bool(given["customer"])}
        if customer is not None or not given["customer"]:
            company = people.company()
            currency = given["currency"] or (company.currency if company else "EUR")
            day = given["day"] or timezone.localdate(request.at)
            ctx["price"] = prices.find(
                product=held, customer=customer, quantity=given["quantity"], currency=currency, day=day
            )
    return render(request, "products/_fragments/tried.html", ctx)


def _customer(request: Request, written: str) -> tuple[Customer | None, list[Any]]:
    """Whom somebody means by a name or number: one, or some to choose from."""
    if not written:
        return None, []
    exact = customers.visible_to(request.user).filter(number=written).first()
    if exact is not None:
        return exact, []
    hits = search(request.user, written, limit=6).customers
    if len(hits) == 1:
        return customers.get_for(request.user, hits[0].customer_id), []
    same = [hit for hit in hits if hit.company == written]
    if len(same) == 1:
        return customers.get_for(request.user, same[0].customer_id), []
    return None, hits
