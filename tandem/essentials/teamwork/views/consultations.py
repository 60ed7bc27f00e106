"""Rücksprache: asking the partner before a contact, and the answer, two clicks each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.web import Request
from tandem.essentials.teamwork import actions, contacts, forms, queries, sheets
from tandem.essentials.teamwork.models import GO, MYSELF, WAIT, Consultation, Matter
from tandem.essentials.teamwork.sheets import Made, Sheet, Verb


def _matter(request: Request, customer: Customer) -> Matter | None:
    """The matter that a contact is about, in the address; one of another customer is passed over."""
    raw = request.GET.get("vorgang", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        return None
    return (
        queries.visible_to(request.user).select_related("step").filter(pk=int(raw), customer=customer).first()
    )


def _consult(request: Request, pk: int) -> tuple[Customer, Matter | None, Made]:
    customer = customers.get_for(request.user, pk)
    matter = _matter(request, customer)
    sheet = Sheet(
        title=_("Agree it first"),
        verb=pgettext("verb, consultation", "Ask"),
        back=customers.file_path(customer.pk),
        about=f"{customer.name} · {matter.title}" if matter is not None else customer.name,
        icon="messages-square",
    )
    form = forms.ConsultForm(request.POST or None, initial={"about": contacts.occasion_of(matter)})
    return customer, matter, (sheet, form)


def _show_consult(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_consult(request, pk)[2])


def _do_consult(request: Request, pk: int) -> HttpResponseBase:
    customer, matter, (sheet, form) = _consult(request, pk)

    def act(data: dict[str, Any]) -> str:
        asked = actions.consult(customer=customer, matter=matter, by=request.user, at=request.at, **data)
        return _("%(name)s is asked. Without an answer in time you are free to go.") % {
            "name": asked.asked.first_name
        }

    return sheets.send(request, sheet, form, act, to=sheets.came_from(request, sheet.back))


def _decide(request: Request, pk: int) -> tuple[Consultation, Made]:
    consultation = queries.get_consultation_for(request.user, pk)
    occasion = contacts.OCCASIONS.get(consultation.about, consultation.about)
    about = f"{consultation.customer.name} · {contacts.CHANNELS[consultation.channel]} · {occasion}"
    sheet = Sheet(
        title=_("%(name)s asks before a contact") % {"name": consultation.asker.first_name},
        verb=_("Go ahead"),
        back=customers.file_path(consultation.customer_id),
        about="\n".join(filter(None, [about, consultation.text])),
        verbs=(
            Verb(GO, _("Go ahead"), "check"),
            Verb(WAIT, pgettext("verb, consultation", "Please wait"), "hourglass"),
            Verb(MYSELF, _("I do it myself"), "hand"),
        ),
    )
    return consultation, (sheet, forms.DecideForm(request.POST or None))


def _show_decide(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_decide(request, pk)[1])


def _do_decide(request: Request, pk: int) -> HttpResponseBase:
    consultation, (sheet, form) = _decide(request, pk)

    def act(data: dict[str, Any]) -> str:
        reply = request.POST.get("reply", "")
        actions.decide(consultation=consultation, reply=reply, by=request.user, at=request.at, **data)
        return _("%(name)s has your answer.") % {"name": consultation.asker.first_name}

    return sheets.send(request, sheet, form, act, to=sheets.came_from(request, sheet.back))


consult = sheets.by_method(_show_consult, _do_consult)
decide = sheets.by_method(_show_decide, _do_decide)
