"""Taking a company in: while typing, the question whether it is there already; the tandem from the
territory.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers import actions, forms, queries
from tandem.essentials.customers.duplicates import finding, typed
from tandem.essentials.customers.views import shown
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads

_PROPOSED_FROM = ("name", "phones", "vat_number", "city", "postcode")


@reads
def new(request: Request) -> HttpResponseBase:
    """The form; what is known already (`?name=`) is filled in."""
    _require_create(request)
    known = {name: text.clean(request.GET.get(name, ""), limit=200) for name in _PROPOSED_FROM}
    return _page(
        request, forms.NewCustomerForm(initial={name: value for name, value in known.items() if value})
    )


@acts
def create(request: Request) -> HttpResponseBase:
    """Take the company in, and its first contact."""
    _require_create(request)
    form = forms.NewCustomerForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    country = form.cleaned_data["country"]
    lines, contact = form.lines(country=country), form.contact()
    persons = form.lines(country=country, prefix="contact_") if contact is not None else []
    if lines is None or persons is None:
        return _page(request, form, status=422)
    facts = {name: form.cleaned_data[name] for name in form.FACTS}
    if contact is not None:
        contact["channels"] = persons
    try:
        customer = actions.create(**facts, channels=lines, contact=contact, by=request.user, at=request.at)
    except (actions.ValueRefused, actions.NameMissing, actions.NumberTaken) as error:
        shown.take_back(form, error)
        return _page(request, form, status=422)
    return redirect(queries.file_path(customer.pk))


@reads
def candidates(request: Request) -> HttpResponseBase:
    """'Is this a customer already?': what is found by what has been typed so far, and why."""
    _require_create(request)
    found = finding.find(request.user, typed.described(request.GET.dict()))
    context = {
        "hits": [(hit, queries.file_path(hit.customer_id)) for hit in found.hits],
        "hint": finding.hint(found, day=timezone.localtime(request.at).date()),
    }
    return render(request, "customers/_fragments/candidates.html", context)


@reads
def territory(request: Request) -> HttpResponseBase:
    """Which tandem looks after this place."""
    country = text.clean(request.GET.get("country", ""), limit=2) or "DE"
    postcode = text.clean(request.GET.get("postcode", ""), limit=12)
    return render(request, "customers/_fragments/territory.html", _territory(request, country, postcode))


def _territory(request: Request, country: str, postcode: str) -> dict[str, Any]:
    tandem = people.propose_tandem(country=country, postcode=postcode)
    team = people.team(tandem_id=tandem.pk, day=timezone.localtime(request.at).date())
    return {"team": team, "is_known": bool(postcode) or not tandem.is_intake}


def _page(request: Request, form: forms.NewCustomerForm, *, status: int = 200) -> HttpResponseBase:
    country = str(form["country"].value() or "DE")
    postcode = text.clean(str(form["postcode"].value() or ""), limit=12)
    ctx = {"form": form, "may_choose_tandem": queries.reads_all(request.user)}
    return render(request, "customers/new.html", ctx | _territory(request, country, postcode), status=status)


def _require_create(request: Request) -> None:
    if not queries.may_create(request.user):
        raise NotAllowed(_("Customers are taken in by sales: ask inside or field sales to add the company."))
