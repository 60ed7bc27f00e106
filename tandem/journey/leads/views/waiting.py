"""Enquiries that wait for a person: whose is it, or is it one at all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.base.tools import validation
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import queries as customers
from tandem.essentials.people.web import Request, acts, reads
from tandem.journey.leads import actions as leads
from tandem.journey.leads import enquiries, matching
from tandem.journey.leads.models import HELD, UNDECIDED, Enquiry


@reads
def enquiry(request: Request, pk: int) -> HttpResponseBase:
    """One enquiry with the customers it may come from."""
    found = enquiries.get_for(request.user, pk)
    context = {
        "enquiry": found,
        "values": found.values,
        "lines": [(kind, value) for kind, value, _label in found.values.get("lines", [])],
        "consent": found.shown.get("consent"),
        "choices": enquiries.choices(_with_matches(found), user=request.user),
        "is_open": found.state in (HELD, UNDECIDED),
        "is_held": found.state == HELD,
    }
    return render(request, "leads/enquiry.html", context)


def _with_matches(found: Enquiry) -> Enquiry:
    """What was held back has not been compared yet: it is, when somebody looks at it."""
    if found.state == HELD and found.values:
        found.matches = [
            {"customer": one.customer_id, "why": list(one.why)} for one in matching.matches(found.values)
        ]
    return found


@reads
def held(request: Request) -> HttpResponseBase:
    """What was held back."""
    enquiries.require_sales(request.user)
    return render(request, "leads/held.html", {"rows": enquiries.held(request.user), "tab": "held"})


@acts
def decide(request: Request, pk: int) -> HttpResponseBase:
    """It is this customer's, or a new company's."""
    found = enquiries.get_for(request.user, pk)
    chosen = request.POST.get("whose", "")
    number = validation.whole_number(chosen)
    if number is None and chosen != "new":
        raise Refused(_("Whose enquiry is it? Choose a customer or a new company."))
    customer = customers.get_for(request.user, number) if number is not None else None
    decided = leads.decide(enquiry=found, customer=customer, by=request.user, at=request.at)
    assert decided.lead is not None  # decided means taken in
    who: Any = decided.lead.matter.accountable
    messages.success(
        request, _("Taken in. %(name)s checks the lead.") % {"name": who.first_name if who else "–"}
    )
    return redirect("leads:check", decided.lead.matter_id)


@acts
def drop(request: Request, pk: int) -> HttpResponseBase:
    """It is no enquiry."""
    leads.drop(enquiry=enquiries.get_for(request.user, pk), by=request.user, at=request.at)
    messages.success(request, _("Put aside. What was written is deleted."))
    return redirect("leads:list")
