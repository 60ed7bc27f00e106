"""The requests of customers: the worklist and 'Anruf annehmen'."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.base.tools.errors import Refused
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers import search
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people import web
from tandem.essentials.people.models import INSIDE
from tandem.essentials.people.web import Request, reads
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.teamwork import actions, forms, lists, sheets
from tandem.essentials.teamwork.lists import Place, Scope
from tandem.essentials.teamwork.models import Matter

SCOPES: dict[Scope, Any] = {
    "mine": gettext_lazy("My turn"),
    "tandem": gettext_lazy("Our tandem"),
    "all": gettext_lazy("All"),
}


@reads
def requests(request: Request) -> HttpResponseBase:
    """What customers want and nobody has answered yet: urgent first, then the oldest."""
    asked = request.GET.get("wer", "")
    scope: Scope = asked if asked in SCOPES else "mine"
    day = timezone.localdate(request.at)
    rows, further = lists.requests(request.user, scope=scope, day=day, after=_place(request.GET))
    ctx = {
        "rows": rows,
        "scope": scope,
        "scopes": SCOPES.items(),
        "further": _address(scope, further) if further else "",
        "is_first": "nach" not in request.GET,
        "stand_ins": people.stand_ins(day=day),
    }
    return render(request, "teamwork/requests.html", ctx)


def _address(scope: Scope, place: Place) -> str:
    urgent, opened_at, pk = place
    query = QueryDict(mutable=True)
    query.update({"wer": scope, "nach": f"{int(urgent)}_{opened_at.isoformat()}_{pk}"})
    return f"?{query.urlencode()}"


def _place(asked: QueryDict) -> Place | None:
    """Where the page begins; an address that was tampered with shows the first."""
    urgent, _sep, rest = asked.get("nach", "").partition("_")
    moment, _sep, pk = rest.rpartition("_")
    opened_at: datetime | None = None
    try:
        opened_at = parse_datetime(moment)
    except ValueError:
        return None
    if opened_at is None or timezone.is_naive(opened_at) or not pk.isdecimal() or len(pk) > 18:
        return None
    return urgent == "1", opened_at, int(pk)


def _call_form(request: Request, customer: Customer) -> forms.CallForm:
    day = timezone.localdate(request.at)
    form = forms.CallForm(request.POST or None, initial={"contact": request.GET.get("contact", "")})
    form.offer(lists.contacts_of(customer))
    who = lists.colleagues_at(customer, user=request.user, day=day)
    right = playbook.acting_for_side(side=INSIDE, customer=customer, day=day)
    everybody = [
        right,
        *(person for person in (*who.team, request.user, *who.others) if person.pk != right.pk),
    ]
    field = form.fields["accountable"]
    assert isinstance(field, forms.PersonField)
    field.offer([("", everybody)])
    field.initial = str(right.pk)
    return form


def _customer(request: Request) -> Customer | None:
    asked = request.POST.get("customer") or request.GET.get("customer", "")
    return customers.get_for(request.user, int(asked)) if asked.isdecimal() and len(asked) <= 18 else None


def _page(
    request: Request, customer: Customer | None, form: forms.CallForm | None, status: int
) -> HttpResponseBase:
    day = timezone.localdate(request.at)
    query = request.GET.get("q", "").strip()
    ctx = {
        "customer": customer,
        "form": form,
        "query": query,
        "hits": search.search(request.user, query) if customer is None and query else None,
        "open": lists.open_matters(customer)[:6] if customer else [],
        "team": people.team(tandem_id=customer.tandem_id, day=day) if customer else None,
    }
    if customer is None and request.htmx:
        return render(request, "teamwork/_fragments/callers.html", ctx)
    return render(request, "teamwork/take_call.html", ctx, status=status)


def _only_hit(request: Request) -> str:
    """Enter in the search field: where everything found is one customer, there is nothing to choose."""
    hits = search.search(request.user, request.GET.get("q", ""))
    found = {hit.customer_id for hit in (*hits.customers, *hits.contacts)}
    if len(found) != 1:
        return ""
    contact = hits.contacts[0].contact_id if len(hits.contacts) == 1 and not hits.customers else None
    query = QueryDict(mutable=True)
    query.update({"customer": str(found.pop()), **({"contact": str(contact)} if contact else {})})
    return f"{reverse('teamwork:take_call')}?{query.urlencode()}"


def _show_call(request: Request) -> HttpResponseBase:
    customer = _customer(request)
    if customer is None and not request.htmx and request.GET.get("q"):
        only = _only_hit(request)
        if only:
            return redirect(only)
    return _page(request, customer, _call_form(request, customer) if customer else None, 200)


def _take_call(request: Request) -> HttpResponseBase:
    customer = _customer(request)
    if customer is None:
        return _page(request, None, None, 422)
    form = _call_form(request, customer)
    if form.is_valid():
        try:
            taken = actions.take_request(
                customer=customer, by=request.user, at=request.at, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(request, taken))
            return web.go(request, reverse("teamwork:matter", args=[taken.pk]))
    return _page(request, customer, form, 422)


def _said(request: Request, taken: Matter) -> str:
    assert taken.accountable is not None
    if not taken.is_open:
        return _("Answered. It is in the timeline of %(customer)s.") % {"customer": taken.customer.name}
    if taken.accountable_id == request.user.pk:
        return _("Taken. It is your turn.")
    return _("Taken. It is %(name)s's turn now.") % {"name": taken.accountable.first_name}


take_call = sheets.by_method(_show_call, _take_call)
