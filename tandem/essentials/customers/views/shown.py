"""A card for htmx, the same card on a page of its own for everybody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import Form
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from tandem.essentials.customers import actions, queries
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.web import Request

T = TypeVar("T")


def card(request: Request, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponseBase:
    """One card of a file. `context["card"]["customer"]` says whose."""
    if request.htmx:
        return render(request, f"customers/_fragments/{template}.html", context, status=status)
    customer: Customer = context["card"]["customer"]
    whole = {
        **context,
        "customer": customer,
        "fragment": f"customers/_fragments/{template}.html",
        "back": queries.file_path(customer.pk),
    }
    return render(request, "customers/card.html", whole, status=status)


def done(request: Request, template: str, context: dict[str, Any]) -> HttpResponseBase:
    """After a change: the card as it is now with what there is to say above the page, or back to the file."""
    if request.htmx:
        fragment = f"customers/_fragments/{template}.html"
        return render(request, "customers/_fragments/done.html", {**context, "fragment": fragment})
    return redirect(queries.file_path(context["card"]["customer"].pk))


def for_change(request: Request, pk: int) -> Customer:
    """A visible customer that this person may change; else 404, or a sentence that says who may."""
    customer = queries.get_for(request.user, pk)
    queries.require_write(request.user, customer, day=timezone.localtime(request.at).date())
    return customer


def still_there(request: Request, pk: int, customer: Customer, find: Callable[[], T]) -> T:
    """Somebody or something of the file that a page was opened at. Joined with the same one when that file was
    merged into `customer`, it is gone, and the person learns where it went; else it is a 404 as everywhere.
    """
    try:
        return find()
    except Http404:
        if customer.pk == pk:
            raise
        raise actions.merged_away(pk, by=request.user) from None


def take_back(form: Form, error: actions.ValueRefused | actions.NameMissing | actions.NumberTaken) -> None:
    """A refusal that belongs to one field stands below it."""
    field = getattr(error, "field", "")
    if isinstance(error, actions.NumberTaken):
        field = "number"
    if isinstance(error, actions.NameMissing):
        field = "last_name" if "last_name" in form.fields else "name"
    form.add_error(field if field in form.fields else None, str(error))
