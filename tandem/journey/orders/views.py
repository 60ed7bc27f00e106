"""Orders: list, page, confirming, delivery, document."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote as quoted
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.files import actions as files
from tandem.base.tools import validation
from tandem.essentials.people import queries as people
from tandem.essentials.people import web
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import offers
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
    tandem_id = validation.whole_number(asked.get("tandem", ""))
    tandem = str(tandem_id) if tandem_id is not None else ""
    chosen = queries.Filter(
        state=STATES[state],
        mine=asked.get("meine") == "1",
        tandem_id=tandem_id,
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
        "nothing": _nothing("filtered" if chosen.mine or chosen.tandem_id else state)
        if not page.orders
        else None,
        "at": request.at,
        "today": timezone.localdate(request.at),
    }
    template = "orders/_fragments/rows.html" if request.htmx and asked.get("ab") else "orders/list.html"
    return render(request, template, ctx)


def _nothing(state: str) -> tuple[str, str]:
    """What an empty list means, and how it fills."""
    if state == "filtered":
        return _("No order here"), _("Choose another state, or all instead of yours.")
    if state == "geliefert":
        text = _(
            "A delivery is recorded on the order's page; then inside asks whether the customer is satisfied."
        )
        return _("Nothing delivered yet"), text
    return _("No order here"), _("An order is confirmed in its matter, once the quote is won.")


@reads
def order(request: Request, pk: int) -> HttpResponseBase:
    """What was ordered, what is promised, and how to go on: one order."""
    found = queries.get_for(request.user, pk)
    matter = found.matter
    day = timezone.localdate(request.at)
    standing = (
        turn.of(matter, viewer=request.user, at=request.at, stand_ins=people.stand_ins(day=day))
        if matter.is_open
        else None
    )
    may_act = matter.is_open and teamwork.may_act(request.user, matter, day=day)
    following = offers.at_step(*matter.step.keys, matter_id=matter.pk)[:1] if may_act and matter.step else []
    ctx = {
        "order": found,
        "matter": matter,
        "lines": queries.lines_of(found),
        "team": people.team(tandem_id=matter.customer.tandem_id, day=day),
        "turn": standing,
        "may_act": may_act,
        # The one black button is the next act of whoever has the turn; others may act too, more quietly.
        "is_acting": standing is not None and request.user in (standing.person, standing.stand_in),
        "next_act": (following[0], following[0].url(matter.pk)) if following else None,
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


def _weekday(day: date) -> date:
    """Nobody promises a delivery on a Saturday or Sunday."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= 5 else 0)


def url_of(found: Order) -> str:
    return reverse("orders:order", args=[found.pk])


def _confirm(request: Request, matter_pk: int) -> tuple[Matter, Made]:
    matter = teamwork.get_for(request.user, matter_pk)
    quote = quotes.of_matter(matter)
    initial = {
        "promised_on": _weekday(timezone.localdate(request.at) + USUAL_DELIVERY),
        "reference": quote.order_reference if quote else "",
        "to": quotes.recipient_of(matter),
    }
    what = [matter.customer.name]
    if quote is not None:
        amount = formats.money(quote.net, quote.currency, exact=True, language=get_language() or "de")
        what += [quote.label, _("%(amount)s net") % {"amount": amount}]
    inside = people.team(tandem_id=matter.customer.tandem_id, day=timezone.localdate(request.at)).inside
    if inside is None or inside.pk == request.user.pk:
        about = _("The confirmation goes to the customer as PDF.")
    else:
        about = _(
            "The confirmation goes to the customer as PDF; %(name)s handles the order from then on."
        ) % {"name": inside.first_name}
    sheet = Sheet(
        title=_("Confirm the order"),
        verb=_("Confirm and hand over") if inside != request.user else _("Confirm"),
        back=f"/vorgaenge/{matter.pk}",
        about=f"{' · '.join(what)}. {about}",
        icon="package-check",
    )
    return matter, (sheet, forms.ConfirmForm(request.POST or None, initial=initial))


def _show_confirm(request: Request, matter_pk: int) -> HttpResponseBase:
    matter, made = _confirm(request, matter_pk)
    existing = queries.of_matter(matter)
    if existing is not None:
        return web.go(request, url_of(existing))
    return sheets.show(request, *made)


def _do_confirm(request: Request, matter_pk: int) -> HttpResponseBase:
    matter, (sheet, form) = _confirm(request, matter_pk)
    made: list[Order] = []

    def act(data: dict[str, Any]) -> str:
        made.append(actions.confirm(matter=matter, by=request.user, at=request.at, **data))
        return _confirmed(request, made[0])

    response = sheets.send(request, sheet, form, act)
    return web.go(request, url_of(made[0])) if made else response


confirm = sheets.by_method(_show_confirm, _do_confirm)


def _confirmed(request: Request, made: Order) -> str:
    """What happened, and whose turn it is now."""
    holder = teamwork.get_for(request.user, made.matter_id).accountable
    if holder is None or holder.pk == request.user.pk:
        words = _("Order %(number)s is confirmed. It is your turn: record the delivery when it has arrived.")
        return words % {"number": made.number}
    words = _("Order %(number)s is confirmed. %(name)s has the turn and records the delivery.")
    return words % {"number": made.number, "name": holder.first_name}


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


def _show_deliver_for(request: Request, matter_pk: int) -> HttpResponseBase:
    return _show_deliver(request, _pk_of(request, matter_pk))


def _do_deliver_for(request: Request, matter_pk: int) -> HttpResponseBase:
    return _do_deliver(request, _pk_of(request, matter_pk))


def _pk_of(request: Request, matter_pk: int) -> int:
    found = queries.of_matter(teamwork.get_for(request.user, matter_pk))
    if found is None:
        raise Http404
    return found.pk


deliver_for = sheets.by_method(_show_deliver_for, _do_deliver_for)


@reads
def mail_state(request: Request, pk: int) -> HttpResponseBase:
    """How far the confirmation's mail has come; the page asks again while it is being sent."""
    found = queries.get_for(request.user, pk)
    return render(request, "orders/_fragments/mail.html", {"order": found})


@acts
def send_mail_again(request: Request, pk: int) -> HttpResponseBase:
    """The confirmation's mail goes out once more."""
    found = queries.get_for(request.user, pk)
    actions.send_mail_again(order=found, by=request.user, at=request.at)
    messages.success(request, _("The mail is on its way again."))
    return redirect(url_of(found))
