"""Call mode at /anrufen: the list of the day, one call after the other; and the conversation guides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people import web
from tandem.essentials.people.models import COORDINATOR, SALES_LEAD
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.teamwork import sheets
from tandem.journey.calls.calling import actions, forms, guides, line, reading
from tandem.journey.calls.calling.tables import Attempt, Guide, Hold
from tandem.journey.calls.models import NEED_NOTED, NO_INTEREST, NOT_NOW, REACHED_APPOINTMENT, RESULTS

SHOWN = 12
# What the booking page is told, so that it leads back here.
BACK = "anrufen"
ICONS = {
    "appointment": "calendar-check", "need_noted": "target", "not_now": "hourglass", "not_reached": "phone-off",
    "wrong_person": "user-x", "no_interest": "circle-slash",
}  # fmt: skip
# What a result asks for before it can be kept.
ASKS = {NEED_NOTED: "text", NO_INTEREST: "text", NOT_NOW: "next_on"}


@reads
def page(request: Request) -> HttpResponseBase:
    """The call that one has before oneself, else the list of the day with the button to begin."""
    hold = reading.held_by(request.user, at=request.at)
    if hold is not None:
        return render(request, "calls/calling.html", _card(request, hold))
    return render(request, "calls/calling.html", _list(request))


@acts
def begin(request: Request) -> HttpResponseBase:
    """The next call."""
    return _next(request)


@acts
def later(request: Request) -> HttpResponseBase:
    """Pass this one over; it comes last today."""
    hold = reading.held_by(request.user, at=request.at)
    if hold is not None:
        actions.pass_over(hold=hold, by=request.user, at=request.at)
    return _next(request)


@acts
def stop(request: Request) -> HttpResponseBase:
    """Enough for now."""
    actions.stop(by=request.user, at=request.at)
    return web.go(request, reverse("calls:calling"))


@acts
def record(request: Request) -> HttpResponseBase:
    """Keep the result and go on to the next call, or to the booking of the visit that was agreed."""
    hold = _hold(request)
    form = _form(hold, request.POST)
    sheets.keep_reason(form)
    if not form.is_valid():
        return _again(request, hold, form)
    values = form.cleaned_data
    try:
        attempt = actions.record(
            hold=hold,
            result=values["result"],
            text=values["text"],
            contact=form.chosen_contact,
            next_on=values["next_on"],
            objects=values["objects"],
            reason=sheets.reason_in(values),
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        sheets.refuse(form, refusal)
        return _again(request, hold, form)
    said = _("%(customer)s: %(result)s") % {
        "customer": attempt.customer.name,
        "result": RESULTS[attempt.result],
    }
    messages.success(request, said, extra_tags=f"undo:{reverse('calls:undo_result', args=[attempt.pk])}")
    if attempt.result == REACHED_APPOINTMENT:
        return web.go(request, f"{reverse('calls:book', args=[attempt.matter_id])}?zurueck={BACK}")
    return _next(request)


@acts
def undo(request: Request, pk: int) -> HttpResponseBase:
    """Take the last result back; the company is before one again."""
    attempt = get_object_or_404(Attempt.objects.filter(person=request.user), pk=pk)
    done = actions.take_back(attempt=attempt, by=request.user, at=request.at)
    messages.success(request, " ".join([_("Taken back. The timeline keeps both."), *done.stayed]))
    return web.go(request, reverse("calls:calling"))


def _hold(request: Request) -> Any:
    raw = request.POST.get("hold", "")
    pk = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else 0
    hold = reading.held(pk, user=request.user)
    if hold is None:
        raise actions.NotOnTheLine(_("This call is no longer before you. Begin again with the list."))
    return hold


def _next(request: Request) -> HttpResponseBase:
    taken = actions.take_next(by=request.user, at=request.at)
    if not request.htmx:
        return redirect("calls:calling")
    hold = reading.held_by(request.user, at=request.at) if taken is not None else None
    context = _card(request, hold) if hold is not None else _list(request)
    return render(request, "calls/_fragments/calling_turned.html", context)


def _again(request: Request, hold: Hold, form: forms.ResultForm) -> HttpResponse:
    context = _card(request, hold, form)
    template = "calls/_fragments/calling_card.html" if request.htmx else "calls/calling.html"
    return render(request, template, context, status=422)


def _form(hold: Hold, data: Any = None) -> forms.ResultForm:
    people = list(hold.customer.contacts.filter(is_active=True).order_by("last_name", "pk")[:50])
    return forms.ResultForm(
        data,
        contacts=people,
        is_task=hold.task_id is not None,
        initial={"contact": str(hold.contact_id or "")},
    )


def _card(request: Request, hold: Hold, form: forms.ResultForm | None = None) -> dict[str, Any]:
    shown = reading.card(hold, user=request.user, at=request.at)
    if form is None:
        form = forms.ResultForm(
            contacts=shown.people,
            is_task=hold.task_id is not None,
            initial={"contact": str(hold.contact_id or "")},
        )
    if shown.watch is not None and shown.watch.needs_reason:
        sheets.ask_reason(form)
    results = reading.results_of(request.user, at=request.at)
    chosen = form["result"].value()
    return {
        "card": shown,
        "customer": shown.customer,
        "form": form,
        "results": [
            (number, key, RESULTS[key], ICONS[key], key == chosen, ASKS.get(key, ""))
            for number, (key, _label) in enumerate(form.fields["result"].choices, start=1)  # type: ignore[attr-defined]
        ],
        "place": len(results) + 1,
        "total": len(results) + max(hold.left, 1),
        "last": results[0] if results else None,
        "is_barred": shown.watch is not None and bool(shown.watch.verdict.refusal),
    }


def _list(request: Request) -> dict[str, Any]:
    results = reading.results_of(request.user, at=request.at)
    found = line.of(user=request.user, at=request.at, done=len(results))
    return {
        "line": found,
        "rows": line.shown(found.waiting, limit=SHOWN),
        "more": max(len(found.waiting) - SHOWN, 0),
        "last": results[0] if results else None,
        "may_lead": request.user.has_role(COORDINATOR, SALES_LEAD),
    }


@reads
def guide_list(request: Request) -> HttpResponseBase:
    """The conversation guides."""
    context = {"guides": list(guides.in_use()), "may_lead": request.user.has_role(COORDINATOR, SALES_LEAD)}
    return render(request, "calls/guides.html", context)


def guide(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """One guide as a form; a new one without a number."""
    return _keep_guide(request, pk) if request.method == "POST" else _show_guide(request, pk)


@reads
def _show_guide(request: Request, pk: int | None) -> HttpResponseBase:
    _require_lead(request)
    found = _guide(pk)
    names = ("name", "opening", "needs", "objections", "closing", "position")
    initial = {name: getattr(found, name) for name in names} if found is not None else {}
    return _guide_page(request, found, forms.GuideForm(initial=initial))


@acts
def _keep_guide(request: Request, pk: int | None) -> HttpResponseBase:
    _require_lead(request)
    found = _guide(pk)
    form = forms.GuideForm(request.POST)
    if not form.is_valid():
        return _guide_page(request, found, form, status=422)
    try:
        actions.keep_guide(guide=found, by=request.user, at=request.at, **form.cleaned_data)
    except actions.GuideIncomplete as refusal:
        form.add_error(None, str(refusal))
        return _guide_page(request, found, form, status=422)
    messages.success(request, _("Saved. Whoever calls next speaks by it."))
    return redirect("calls:guides")


@acts
def remove_guide(request: Request, pk: int) -> HttpResponseBase:
    """The guide is not offered any more."""
    found = get_object_or_404(guides.in_use(), pk=pk)
    actions.remove_guide(guide=found, by=request.user, at=request.at)
    messages.success(request, _("“%(name)s” is not offered any more.") % {"name": found.name})
    return redirect("calls:guides")


def _guide(pk: int | None) -> Guide | None:
    return get_object_or_404(guides.in_use(), pk=pk) if pk is not None else None


def _require_lead(request: Request) -> None:
    if not request.user.has_role(COORDINATOR, SALES_LEAD):
        raise NotAllowed(_("Coordination and sales management write the conversation guides."))


def _guide_page(
    request: Request, found: Guide | None, form: forms.GuideForm, *, status: int = 200
) -> HttpResponse:
    places = [f"{{{word}}}" for word in guides.PLACEHOLDERS]
    context = {"guide": found, "form": form, "places": places}
    return render(request, "calls/guide.html", context, status=status)
