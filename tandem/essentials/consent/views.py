"""The sheet of a person's legal basis: what holds, what the law asks for, what was stated before."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.files import actions as files
from tandem.base.files.models import File
from tandem.base.tools.errors import Refused
from tandem.essentials.consent import actions, bases, forms, queries
from tandem.essentials.consent.models import CALL, CHANNELS
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Contact
from tandem.essentials.people import web
from tandem.essentials.people.web import Request, acts, reads

ICONS = {"call": "phone", "mail": "mail", "visit": "map-pin"}


def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sheet; sending it states a basis."""
    return _state(request, pk) if request.method == "POST" else _sheet(request, pk)


@reads
def _sheet(request: Request, pk: int) -> HttpResponseBase:
    return _show(request, _contact(request, pk), forms.StatementForm())


@acts
def _state(request: Request, pk: int) -> HttpResponseBase:
    contact = _contact(request, pk)
    form = forms.StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, contact, form, status=422)
    try:
        statement = actions.state(
            about=contact.customer if form.is_for_company else contact,
            proof=_stored(request, form),
            by=request.user,
            at=request.at,
            **form.values(at=request.at),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, contact, form, status=422)
    said = _("%(kind)s noted for %(who)s.") % {
        "kind": statement.kind_label,
        "who": contact.customer.name if form.is_for_company else contact.full_name,
    }
    messages.success(request, said, extra_tags=f"undo:{reverse('consent:take_back', args=[statement.pk])}")
    return _back(request, contact)


@acts
def take_back(request: Request, pk: int) -> HttpResponseBase:
    """A statement was a mistake."""
    statement = queries.get_for(request.user, pk)
    actions.take_back(statement=statement, by=request.user, at=request.at)
    messages.success(request, _("Taken back. What held before holds again."))
    customer = statement.contact.customer if statement.contact is not None else statement.customer
    assert customer is not None  # constraint statement_is_about_one
    return web.go(request, _asked_back(request) or customers.file_path(customer.pk))


@reads
def proof(request: Request, pk: int) -> HttpResponseBase:
    """The document of a consent."""
    statement = queries.get_for(request.user, pk)
    if statement.proof is None:
        raise Http404
    response = HttpResponse(files.read(file=statement.proof), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(statement.proof.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _contact(request: Request, pk: int) -> Contact:
    seen = customers.visible_to(request.user)
    return get_object_or_404(
        Contact.objects.filter(customer__in=seen).select_related("customer__tandem"), pk=pk
    )


def _stored(request: Request, form: forms.StatementForm) -> File | None:
    """The document, kept only once the rest of the form is whole."""
    given = form.cleaned_data["proof"]
    if not given:  # none, or the box that takes one away
        return None
    return files.store(
        content=given.read(),
        name=given.name,
        content_type=given.content_type or "application/octet-stream",
        by=request.user,
        at=request.at,
    )


def _show(
    request: Request, contact: Contact, form: forms.StatementForm, *, status: int = 200
) -> HttpResponse:
    around = queries.around(contact.customer_id, at=request.at)
    day = timezone.localdate(request.at)
    held = [
        (bases.of_person(around, contact=contact.pk, channel=channel), label, ICONS[channel])
        for channel, label in CHANNELS.items()
    ]
    agreed = _("%(name)s agreed on the phone on %(day)s that we call about new offers.") % {
        "name": contact.formal_name,
        "day": filters.plain_date(day),
    }
    template = "consent/_fragments/sheet.html" if request.htmx else "consent/sheet.html"
    context = {
        "contact": contact,
        "customer": contact.customer,
        "held": held,
        "calls": held[list(CHANNELS).index(CALL)][0],
        "history": queries.history(contact),
        "form": form,
        "objections": forms.QUICK_OBJECTIONS,
        "agreed": agreed,
        "may_write": customers.may_write(request.user, contact.customer, day=day),
        "back": _asked_back(request) or customers.file_path(contact.customer_id),
        "is_open": form.is_bound,
    }
    return render(request, template, context, status=status)


def _back(request: Request, contact: Contact) -> HttpResponseBase:
    return web.go(request, _asked_back(request) or customers.file_path(contact.customer_id))


def _asked_back(request: Request) -> str:
    """The page that led here, if it is one of ours and not the sheet itself."""
    url = (
        request.POST.get("back")
        or request.headers.get("HX-Current-URL")
        or request.headers.get("Referer", "")
    )
    return url if web.is_ours(request, url) and not url.endswith("/grundlage") else ""
