"""Surcharges, tax rates, groups and units."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.products import actions, forms, queries, rights, vat
from tandem.essentials.products.models import VatRate


@reads
def surcharges(request: Request) -> HttpResponseBase:
    """What is added to prices."""
    rights.require_read(request.user)
    return _surcharges_page(request, None)


def _surcharges_page(
    request: Request, form: forms.SurchargeForm | None, *, status: int = 200
) -> HttpResponse:
    day = timezone.localdate(request.at)
    company = people.company()
    first = {"currency": company.currency if company else "EUR", "valid_from": day}
    lists = queries.lists_visible_to(request.user).order_by("name")
    keeps = rights.may_keep(request.user)
    ctx = {
        "rows": queries.surcharges(request.user),
        "form": form or (forms.SurchargeForm(initial=first, lists=lists) if keeps else None),
        "may_keep": keeps,
        "tab": "surcharges",
    }
    return render(request, "products/surcharges.html", ctx, status=status)


@acts
def add_surcharge(request: Request) -> HttpResponseBase:
    """Keep a surcharge."""
    rights.require_keep(request.user)
    form = forms.SurchargeForm(request.POST, lists=queries.lists_visible_to(request.user).order_by("name"))
    if not form.is_valid():
        return _surcharges_page(request, form, status=422)
    try:
        facts = actions.SurchargeFacts(**form.cleaned_data)
        actions.keep_surcharge(surcharge=None, facts=facts, by=request.user, at=request.at)
    except actions.NotValid as refusal:
        form.add_error(None, str(refusal))
        return _surcharges_page(request, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("products:surcharges")


@acts
def remove_surcharge(request: Request, pk: int) -> HttpResponseBase:
    """Take a surcharge away."""
    rights.require_keep(request.user)
    held = queries.get_surcharge_for(request.user, pk)
    actions.remove_surcharge(surcharge=held, by=request.user, at=request.at)
    return redirect("products:surcharges")


@reads
def rates(request: Request) -> HttpResponseBase:
    """Tax rates by country."""
    rights.require_read(request.user)
    return _rates_page(request, None)


def _notes(ours: str) -> list[tuple[str, str]]:
    """What our documents say of whom there is no tax for."""
    neighbour = "AT" if ours == "DE" else "DE"
    within = vat.Sides(company_country=ours, customer_country=neighbour, has_vat_number=True)
    abroad = vat.Sides(company_country=ours, customer_country="US", has_vat_number=False)
    return [
        (_("Goods to a company within the EU"), within.note()),
        (_("Services to a company within the EU"), within.note(supply=vat.SERVICE)),
        (_("Goods to another country"), abroad.note()),
        (_("Services to another country"), abroad.note(supply=vat.SERVICE)),
    ]


def _rates_page(request: Request, form: forms.RateForm | None, *, status: int = 200) -> HttpResponse:
    company = people.company()
    ours = company.country if company else "DE"
    keeps = rights.may_keep(request.user)
    first = {"country": ours, "from_date": timezone.localdate(request.at)}
    ctx = {
        "countries": vat.by_country(),
        "today": vat.rates(timezone.localdate(request.at)).known,
        "notes": _notes(ours),
        "form": form or (forms.RateForm(initial=first) if keeps else None),
        "may_keep": keeps,
        "tab": "rates",
    }
    return render(request, "products/rates.html", ctx, status=status)


@acts
def keep_rate(request: Request) -> HttpResponseBase:
    """Keep a tax rate from a day on."""
    rights.require_keep(request.user)
    form = forms.RateForm(request.POST)
    if not form.is_valid():
        return _rates_page(request, form, status=422)
    try:
        actions.keep_rate(**form.cleaned_data, by=request.user, at=request.at)
    except actions.NotValid as refusal:
        form.add_error(None, str(refusal))
        return _rates_page(request, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("products:rates")


@acts
def remove_rate(request: Request, pk: int) -> HttpResponseBase:
    """Take a rate away that was kept by mistake."""
    rights.require_keep(request.user)
    actions.remove_rate(rate=get_object_or_404(VatRate, pk=pk), by=request.user, at=request.at)
    return redirect("products:rates")


@reads
def order(request: Request) -> HttpResponseBase:
    """Groups and units."""
    rights.require_read(request.user)
    return _order_page(request)


def _order_page(
    request: Request,
    group_form: forms.GroupForm | None = None,
    unit_form: forms.UnitForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    ctx = {
        "groups": queries.groups(),
        "units": queries.units(),
        "group_form": group_form or forms.GroupForm(),
        "unit_form": unit_form or forms.UnitForm(),
        "may_keep": rights.may_keep(request.user),
        "tab": "order",
    }
    return render(request, "products/order.html", ctx, status=status)


@acts
def keep_group(request: Request) -> HttpResponseBase:
    """A product group; a key number that is known renames it."""
    rights.require_keep(request.user)
    form = forms.GroupForm(request.POST)
    if not form.is_valid():
        return _order_page(request, group_form=form, status=422)
    known = queries.group_of(form.cleaned_data["number"])
    try:
        actions.keep_group(group=known, **form.cleaned_data, by=request.user, at=request.at)
    except actions.NotValid as refusal:
        form.add_error(None, str(refusal))
        return _order_page(request, group_form=form, status=422)
    return redirect("products:order")


@acts
def keep_unit(request: Request) -> HttpResponseBase:
    """A unit of the company's own."""
    rights.require_keep(request.user)
    form = forms.UnitForm(request.POST)
    if not form.is_valid():
        return _order_page(request, unit_form=form, status=422)
    known = queries.own_unit(form.cleaned_data["code"])
    try:
        actions.keep_unit(unit=known, **form.cleaned_data, by=request.user, at=request.at)
    except actions.NotValid as refusal:
        form.add_error(None, str(refusal))
        return _order_page(request, unit_form=form, status=422)
    return redirect("products:order")
