"""Orders: list, page, confirming, delivery, document."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote as quoted
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.files import actions as files
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork import sheets, turn
from tandem.essentials.teamwork.models import Matter
from tandem.essentials.teamwork.sheets import Made, Sheet
from tandem.journey.orders import actions, forms, queries
from tandem.journey.orders.models import CONFIRMED, DELIVERED, Order
from tandem.journey.quotes import queries as quotes

STATES = {"offen": CONFIRMED, "geliefert": DELIVERED, "alle": ""}
SORTS = {"zusage": "promise", "datum": "date"}
# What a form proposes: a usual delivery time.
USUAL_DELIVERY = timedelta(days=21)


@reads
def listed(request: Request) -> HttpResponseBase:
    """All orders a person may read: what is promised soonest first, a page at a time."""
    asked = request.GET
    state = asked.get("stand", "offen") if asked.get("stand", "offen") in STATES else "offen"
    sort = asked.get("nach", "zusage") if asked.get("nach", "zusage") in SORTS else "zusage"
    tandem = asked.get("tandem", "") if asked.get("tandem", "").isdigit() else ""
    chosen = queries.Filter(
        state=STATES[state],
        mine=asked.get("meine") == "1",
        tandem_id=int(tandem) if tandem else None,
        sort=SORTS[sort],
    )
    page = queries.listed(request.user, chosen, after=asked.get("ab", ""))
    kept = {"stand": state, "nach": sort, "meine": "1" if chosen.mine else "", "tandem": tandem}

    def address(**changed: str) -> str:
        return "?" + urlencode({name: value for name, value in (kept | changed).items() if value})

    labels = {
        "offen": pgettext("orders", "In work"),
        "geliefert": pgettext("orders", "Delivered"),
        "alle": pgettext("orders", "All"),
    }
    ctx = {
        "page": page,
        "sums": queries.sums_of(request.user, chosen),
        "states": [(name, labels[name], address(stand=name)) for name in STATES],
        "state": state,
        "sorts": [
            ("zusage", _("by promised date"), address(nach="zusage")),
            ("datum", _("by date"), address(nach="datum")),
        ],
        "sort": sort,
        "mine": chosen.mine,
        "mine_address": address(meine="" if chosen.mine else "1"),
        "more": address(ab=page.after) if page.after else "",
        "at": request.at,
        "today": timezone.localdate(request.at),
    }
    template = "orders/_fragments/rows.html" if request.htmx and asked.get("ab") else "orders/list.html"
    return render(request, template, ctx)


@reads
def order(request: Request, pk: int) -> HttpResponseBase:
    """What was ordered, what is promised, and how to go on: one order."""
    found = queries.get_for(request.user, pk)
    matter = found.matter
    day = timezone.localdate(request.at)
    ctx = {
        "order": found,
        "matter": matter,
        "lines": queries.lines_of(found),
        "team": people.team(tandem_id=matter.customer.tandem_id, day=day),
        "turn": turn.of(matter, viewer=request.user, at=request.at, stand_ins=people.stand_ins(day=day))
        if matter.is_open
        else None,
        "may_act": matter.is_open and teamwork.may_act(request.user, matter, day=day),
        "may_see_margin": quotes.may_see_margin(request.user),
        "late": found.state == CONFIRMED and found.promised_on < day,
        "delivery": getattr(found, "delivery", None),
    }
    return render(request, "orders/order.html", ctx)


@reads
def document(request: Request, pk: int) -> HttpResponseBase:
    """The confirmation as it was sent."""
    found = queries.get_for(request.user, pk)
    if found.pdf is None:
        raise Http404
    response = HttpResponse(files.read(file=found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quoted(found.pdf.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def url_of(found: Order) -> str:
    return reverse("orders:order", args=[found.pk])


def _confirm(request: Request, matter_pk: int) -> tuple[Matter, Made]:
    matter = teamwork.get_for(request.user, matter_pk)
    quote = quotes.of_matter(matter)
    initial = {
        "promised_on": timezone.localdate(request.at) + USUAL_DELIVERY,
        "reference": quote.order_reference if quote else "",
        "to": quotes.recipient_of(matter),
    }
    sheet = Sheet(
        title=_("Confirm the order"),
        verb=_("Confirm and hand over"),
        back=f"/vorgaenge/{matter.pk}",
        about=_("The confirmation goes to the customer; inside sales handles the order from then on."),
        icon="package-check",
    )
    return matter, (sheet, forms.ConfirmForm(request.POST or None, initial=initial))


def _show_confirm(request: Request, matter_pk: int) -> HttpResponseBase:
    matter, made = _confirm(request, matter_pk)
    existing = queries.of_matter(matter)
    if existing is not None:
        return sheets.go(request, url_of(existing))
    return sheets.show(request, *made)


def _do_confirm(request: Request, matter_pk: int) -> HttpResponseBase:
    matter, (sheet, form) = _confirm(request, matter_pk)
    made: list[Order] = []

    def act(data: dict[str, Any]) -> str:
        made.append(actions.confirm(matter=matter, by=request.user, at=request.at, **data))
        return _("Order %(number)s is confirmed. Inside sales has the turn.") % {"number": made[0].number}

    response = sheets.send(request, sheet, form, act)
    return sheets.go(request, url_of(made[0])) if made else response


confirm = sheets.by_method(_show_confirm, _do_confirm)


def _deliver(request: Request, pk: int) -> tuple[Order, Made]:
    found = queries.get_for(request.user, pk)
    sheet = Sheet(
        title=_("Record the delivery"),
        verb=_("Record"),
        back=url_of(found),
        about=f"{found.number} · {found.title}",
        icon="truck",
    )
    initial = {"delivered_on": timezone.localdate(request.at)}
    return found, (sheet, forms.DeliverForm(request.POST or None, initial=initial))


def _show_deliver(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_deliver(request, pk)[1])


def _do_deliver(request: Request, pk: int) -> HttpResponseBase:
    found, (sheet, form) = _deliver(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.record_delivery(order=found, by=request.user, at=request.at, **data)
        return _("Delivered. Next: ask whether the customer is satisfied.")

    return sheets.send(request, sheet, form, act)


deliver = sheets.by_method(_show_deliver, _do_deliver)


@acts
def send_mail_again(request: Request, pk: int) -> HttpResponseBase:
    """The confirmation's mail goes out once more."""
    found = queries.get_for(request.user, pk)
    actions.send_mail_again(order=found, by=request.user, at=request.at)
    messages.success(request, _("The mail is on its way again."))
    return redirect(url_of(found))
