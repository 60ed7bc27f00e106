"""The card with the people at a customer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase

from tandem.essentials.customers import actions, cards, forms, queries
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.customers.views import shown
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads


@reads
def card(request: Request, pk: int) -> HttpResponseBase:
    """The card."""
    return shown.card(request, "contacts", _context(request, queries.get_for(request.user, pk)))


@reads
def new(request: Request, pk: int) -> HttpResponseBase:
    """The form for somebody new."""
    customer = shown.for_change(request, pk)
    return _form(request, customer, forms.ContactForm(customer=customer, colleagues=people.colleagues()))


@acts
def add(request: Request, pk: int) -> HttpResponseBase:
    """Somebody new at the customer."""
    customer = shown.for_change(request, pk)
    form = forms.ContactForm(request.POST, customer=customer, colleagues=people.colleagues())
    lines = form.lines(country=customer.country) if form.is_valid() else None
    if lines is None:
        return _form(request, customer, form, status=422)
    try:
        actions.add_contact(
            customer=customer, channels=lines, by=request.user, at=request.at, **form.values()
        )
    except (actions.ValueRefused, actions.NameMissing) as error:
        shown.take_back(form, error)
        return _form(request, customer, form, status=422)
    return shown.done(request, "contacts", _context(request, customer))


@reads
def edit_form(request: Request, pk: int, contact_pk: int) -> HttpResponseBase:
    """A contact as a form."""
    customer = shown.for_change(request, pk)
    contact = queries.get_contact_for(request.user, pk, contact_pk)
    channels = queries.channels_of(customer, contact)
    form = forms.ContactForm.of(contact, channels, colleagues=people.colleagues())
    return _form(request, customer, form, contact=contact)


@acts
def edit(request: Request, pk: int, contact_pk: int) -> HttpResponseBase:
    """Save a contact; if somebody else was faster, both values are shown."""
    customer = shown.for_change(request, pk)
    contact = shown.still_there(
        request, pk, customer, lambda: queries.get_contact_for(request.user, pk, contact_pk)
    )
    form = forms.ContactForm(request.POST, customer=customer, colleagues=people.colleagues())
    lines = form.lines(country=customer.country) if form.is_valid() else None
    if lines is None:
        return _form(request, customer, form, contact=contact, status=422)
    try:
        actions.edit_contact(
            contact=contact,
            revision=form.cleaned_data["revision"],
            base=form.opened_with(),
            channels=lines,
            opened=form.opened_lines(country=customer.country),
            by=request.user,
            at=request.at,
            **form.values(),
        )
    except actions.EditConflict as conflict:
        form.data = {**request.POST.dict(), "revision": str(conflict.revision)}
        return _form(request, customer, form, contact=contact, conflict=conflict, status=409)
    except (actions.ValueRefused, actions.NameMissing) as error:
        shown.take_back(form, error)
        return _form(request, customer, form, contact=contact, status=422)
    return shown.done(request, "contacts", _context(request, customer))


@acts
def deactivate(request: Request, pk: int, contact_pk: int) -> HttpResponseBase:
    """The person is no longer there; one click takes it back."""
    contact = queries.get_contact_for(request.user, pk, contact_pk)
    actions.deactivate_contact(contact=contact, by=request.user, at=request.at)
    return shown.done(request, "contacts", _context(request, contact.customer))


@acts
def reactivate(request: Request, pk: int, contact_pk: int) -> HttpResponseBase:
    """The person is there again."""
    contact = queries.get_contact_for(request.user, pk, contact_pk)
    actions.reactivate_contact(contact=contact, by=request.user, at=request.at)
    return shown.done(request, "contacts", _context(request, contact.customer))


def _context(request: Request, customer: Customer) -> dict[str, Any]:
    return {"card": cards.contacts(customer=customer, user=request.user, at=request.at)}


def _form(
    request: Request,
    customer: Customer,
    form: forms.ContactForm,
    *,
    contact: Contact | None = None,
    conflict: actions.EditConflict | None = None,
    status: int = 200,
) -> HttpResponseBase:
    ctx = {"card": {"customer": customer}, "form": form, "contact": contact, "conflict": conflict}
    return shown.card(request, "contact_form", ctx, status=status)
