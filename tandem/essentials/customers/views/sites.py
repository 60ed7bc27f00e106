"""The card with a customer's addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase

from tandem.essentials.customers import actions, cards, forms, queries
from tandem.essentials.customers.models import Customer, Site
from tandem.essentials.customers.views import shown
from tandem.essentials.people.web import Request, acts, reads


@reads
def card(request: Request, pk: int) -> HttpResponseBase:
    """The card."""
    return shown.card(request, "sites", _context(request, queries.get_for(request.user, pk)))


@reads
def new(request: Request, pk: int) -> HttpResponseBase:
    """The form for another address."""
    customer = shown.for_change(request, pk)
    return _form(request, customer, forms.SiteForm(country=customer.country))


@acts
def add(request: Request, pk: int) -> HttpResponseBase:
    """Another address."""
    customer = shown.for_change(request, pk)
    form = forms.SiteForm(request.POST, country=customer.country)
    if not form.is_valid():
        return _form(request, customer, form, status=422)
    try:
        actions.add_site(customer=customer, by=request.user, at=request.at, **form.cleaned_data)
    except actions.ValueRefused as error:
        shown.take_back(form, error)
        return _form(request, customer, form, status=422)
    return shown.done(request, "sites", _context(request, customer))


@reads
def edit_form(request: Request, pk: int, site_pk: int) -> HttpResponseBase:
    """An address as a form."""
    customer = shown.for_change(request, pk)
    site = queries.get_site_for(request.user, pk, site_pk)
    initial = {name: getattr(site, name) for name in ("name", "street", "postcode", "city", "country")}
    return _form(request, customer, forms.SiteForm(initial=initial, country=site.country), site=site)


@acts
def edit(request: Request, pk: int, site_pk: int) -> HttpResponseBase:
    """Save an address."""
    customer = shown.for_change(request, pk)
    site = shown.still_there(request, pk, customer, lambda: queries.get_site_for(request.user, pk, site_pk))
    form = forms.SiteForm(request.POST, country=site.country)
    if not form.is_valid():
        return _form(request, customer, form, site=site, status=422)
    try:
        actions.edit_site(site=site, by=request.user, at=request.at, **form.cleaned_data)
    except actions.ValueRefused as error:
        shown.take_back(form, error)
        return _form(request, customer, form, site=site, status=422)
    return shown.done(request, "sites", _context(request, customer))


@acts
def remove(request: Request, pk: int, site_pk: int) -> HttpResponseBase:
    """An address that is no longer used."""
    site = queries.get_site_for(request.user, pk, site_pk)
    actions.remove_site(site=site, by=request.user, at=request.at)
    return shown.done(request, "sites", _context(request, site.customer))


def _context(request: Request, customer: Customer) -> dict[str, Any]:
    return {"card": cards.sites(customer=customer, user=request.user, at=request.at)}


def _form(
    request: Request, customer: Customer, form: forms.SiteForm, *, site: Site | None = None, status: int = 200
) -> HttpResponseBase:
    return shown.card(
        request, "site_form", {"card": {"customer": customer}, "form": form, "site": site}, status=status
    )
