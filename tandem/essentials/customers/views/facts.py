"""The card with the facts of a company: shown, edited in place, conflicts side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.essentials.customers import actions, cards, forms, queries, search
from tandem.essentials.customers.models import Customer
from tandem.essentials.customers.views import shown
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads


@reads
def master(request: Request, pk: int) -> HttpResponseBase:
    """The card."""
    return shown.card(request, "master", _context(request, queries.get_for(request.user, pk)))


@reads
def edit_form(request: Request, pk: int) -> HttpResponseBase:
    """The card as a form."""
    customer = shown.for_change(request, pk)
    form = forms.CustomerForm.of(customer, queries.channels_of(customer))
    return _form(request, customer, form)


@acts
def edit(request: Request, pk: int) -> HttpResponseBase:
    """Save the card; if somebody else was faster, both values are shown and nothing is lost."""
    customer = shown.for_change(request, pk)
    form = forms.CustomerForm(request.POST, country=customer.country)
    if not form.is_valid():
        return _form(request, customer, form, status=422)
    country = form.cleaned_data["country"]
    lines = form.lines(country=country)
    if lines is None:
        return _form(request, customer, form, status=422)
    try:
        changed = actions.edit(
            customer=customer,
            revision=form.cleaned_data["revision"],
            base=form.opened_with(),
            channels=lines,
            opened=actions.Opened(file=pk, channels=form.opened_lines(country=country)),
            by=request.user,
            at=request.at,
            **form.values(),
        )
    except actions.EditConflict as conflict:
        form.data = {**request.POST.dict(), "revision": str(conflict.revision)}
        return _form(request, customer, form, conflict=conflict, status=409)
    except (actions.ValueRefused, actions.NameMissing, actions.NumberTaken) as error:
        shown.take_back(form, error)
        return _form(request, customer, form, status=422)
    if changed.pk != pk:
        messages.info(request, actions.joined_sentence(pk, by=request.user))
    return _changed(request, changed)


@acts
def add_tags(request: Request, pk: int) -> HttpResponseBase:
    """Stick tags on, separated by commas."""
    customer = queries.get_for(request.user, pk)
    tags = request.POST.get("tags", "").split(",")
    changed = actions.add_tags(customer=customer, tags=tags, by=request.user, at=request.at)
    return _changed(request, changed)


@acts
def remove_tag(request: Request, pk: int) -> HttpResponseBase:
    """Take a tag off."""
    customer = queries.get_for(request.user, pk)
    tag = request.POST.get("tag", "")
    changed = actions.remove_tag(customer=customer, tag=tag, by=request.user, at=request.at)
    return _changed(request, changed)


@acts
def set_life_cycle(request: Request, pk: int) -> HttpResponseBase:
    """Another stage of the life cycle."""
    customer = queries.get_for(request.user, pk)
    stage = request.POST.get("life_cycle", "")
    changed = actions.set_life_cycle(customer=customer, life_cycle=stage, by=request.user, at=request.at)
    return _changed(request, changed)


@acts
def undo(request: Request, pk: int, entry_pk: int) -> HttpResponseBase:
    """Take one's own change back."""
    customer = queries.get_for(request.user, pk)
    actions.undo(customer=customer, entry_id=entry_pk, by=request.user, at=request.at)
    messages.success(request, _("It is as it was before."))
    return redirect(queries.file_path(pk))


def _changed(request: Request, customer: Customer) -> HttpResponseBase:
    """The card after a change, and for eight seconds the way back."""
    told = queries.told_change(customer=customer, by=request.user, at=request.at)
    if told is not None:
        way_back = reverse("customers:undo", args=[customer.pk, told.entry.pk])
        messages.success(request, told.event.sentence(), extra_tags=f"undo:{way_back}")
    return shown.done(request, "master", _context(request, customer))


@reads
def parent_form(request: Request, pk: int) -> HttpResponseBase:
    """Which company this one belongs to: found by search, chosen by a button."""
    customer = shown.for_change(request, pk)
    query = text.clean(request.GET.get("q", ""), limit=search.LONGEST_QUERY)
    hits = search.search(request.user, query).customers if query else []
    ctx = {
        **_context(request, customer),
        "query": query,
        "hits": [hit for hit in hits if hit.customer_id != customer.pk],
    }
    return shown.card(request, "parent", ctx)


@acts
def set_parent(request: Request, pk: int) -> HttpResponseBase:
    """The company belongs to this one, or stands alone."""
    customer = queries.get_for(request.user, pk)
    raw = request.POST.get("parent", "")
    parent = (
        queries.get_for(request.user, int(raw)) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None
    )
    changed = actions.set_parent(customer=customer, parent=parent, by=request.user, at=request.at)
    return shown.done(request, "master", _context(request, changed))


def _context(request: Request, customer: Customer) -> dict[str, Any]:
    return {"card": cards.master(customer=customer, user=request.user, at=request.at)}


def _form(
    request: Request,
    customer: Customer,
    form: forms.CustomerForm,
    *,
    conflict: actions.EditConflict | None = None,
    status: int = 200,
) -> HttpResponseBase:
    proposed = people.propose_tandem(country=customer.country, postcode=customer.postcode)
    differs = proposed.pk != customer.tandem_id and not proposed.is_intake
    ctx = {
        "card": {"customer": customer},
        "form": form,
        "conflict": conflict,
        "proposed": people.team(tandem_id=proposed.pk, day=timezone.localtime(request.at).date())
        if differs
        else None,
    }
    return shown.card(request, "master_form", ctx, status=status)
