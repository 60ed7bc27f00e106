"""The mail to the customer about an appointment: read it first, then send it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.post import actions as post
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.calendar import actions, contacting, forms, queries
from tandem.essentials.calendar.models import Appointment
from tandem.essentials.people.web import Request, acts, reads

# What the calendar itself refuses, and what no reason helps against.
_OURS = (
    actions.NobodyToTell,
    actions.ToldAlready,
    actions.MailIncomplete,
    post.NoAddress,
    post.RecipientMissing,
    NotAllowed,
)


def mail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the customer gets: text and calendar file."""
    return _send(request, pk) if request.method == "POST" else _preview(request, pk)


@reads
def _preview(request: Request, pk: int) -> HttpResponseBase:
    found = _of(request, pk)
    before = queries.mails(found)
    words = queries.proposed(
        found, queries.attending(found), what=queries.what_to_tell(found, before), by=request.user
    )
    known = queries.addresses(found)
    initial = {"to": known[0] if known else "", "subject": words.subject, "text": words.text}
    return _page(request, found, forms.MailForm(initial=initial, known=known))


@acts
def _send(request: Request, pk: int) -> HttpResponseBase:
    found = _of(request, pk)
    form = forms.MailForm(request.POST, known=queries.addresses(found))
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        actions.mail_customer(appointment=found, by=request.user, at=request.at, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.asks_reason = not isinstance(refusal, _OURS)
        return _page(request, found, form, status=422)
    messages.success(request, _("The mail to %(to)s is on its way.") % {"to": form.cleaned_data["to"]})
    return redirect("calendar:appointment", found.pk)


def _of(request: Request, pk: int) -> Appointment:
    """The appointment, for whoever may write to the customer about it."""
    day = timezone.localtime(request.at).date()
    found = queries.get_for(request.user, pk, day=day)
    if not queries.may_change(request.user, found, day=day):
        raise NotAllowed(_("Those who attend and their tandem partner write to the customer about it."))
    return found


def _page(
    request: Request, found: Appointment, form: forms.MailForm, *, status: int = 200
) -> HttpResponseBase:
    before = queries.mails(found)
    advice = contacting.advise(found, to=str(form["to"].value() or ""), by=request.user, at=request.at)
    form.asks_reason |= "reason" in form.data or any(one.needs_reason for one in advice)
    context: dict[str, Any] = {
        "advice": advice,
        "appointment": found,
        "attending": queries.attending(found),
        "form": form,
        "what": queries.what_to_tell(found, before),
        "has_file": found.cancelled_at is None or bool(before),
    }
    return render(request, "calendar/mail.html", context, status=status)
