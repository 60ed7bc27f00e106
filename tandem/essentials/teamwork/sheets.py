"""One act, one sheet: a form above the page (htmx) or on a page of its own, that comes back with its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tandem.base.tools.errors import Refused
from tandem.essentials.people import web
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook.rules import ReasonWanted
from tandem.essentials.teamwork.guard import Guard

# The field in which somebody says why they act against a rule; it comes when a rule wants it.
REASON = "rule_reason"


@dataclass(frozen=True, slots=True)
class Verb:
    """One of several buttons of a form: what it sends as `reply`, its word and sign."""

    reply: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands around the form: heading, one sentence, the verb on the button, where it came from.

    `verbs` are several buttons instead of the one; `guard` is shown above a form that tells of a contact.
    """

    title: str
    verb: str
    back: str
    about: str = ""
    icon: str = "check"
    verbs: tuple[Verb, ...] = ()
    guard: Guard | None = None


Made = tuple[Sheet, forms.Form]
Act = Callable[[dict[str, Any]], str]


def show(request: Request, sheet: Sheet, form: forms.Form, *, status: int = 200) -> HttpResponse:
    """The sheet alone for htmx, else a page."""
    if sheet.guard is not None and sheet.guard.needs_reason:
        ask_reason(form)
    template = "teamwork/_fragments/sheet.html" if request.htmx else "teamwork/sheet.html"
    return render(request, template, {"sheet": sheet, "form": form}, status=status)


def send(request: Request, sheet: Sheet, form: forms.Form, act: Act, *, to: str = "") -> HttpResponseBase:
    """Do the act and go back with what `act` says; a refusal is shown in the form, with the typed text."""
    keep_reason(form)
    if form.is_valid():
        try:
            said = act(form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said)
            return web.go(request, to or sheet.back)
    return show(request, sheet, form, status=422)


def ask_reason(form: forms.Form) -> None:
    """Let the form ask why somebody acts against a rule."""
    form.fields[REASON] = forms.CharField(
        label=_("Why all the same?"),
        help_text=_("One sentence. Your partner reads it in the timeline."),
        max_length=300,
        required=False,
    )


def keep_reason(form: forms.Form) -> None:
    """Take the reason that was sent with a form, before it is read."""
    if REASON in form.data:
        ask_reason(form)


def refuse(form: forms.Form, refusal: Refused) -> None:
    """Show a refusal in the form; where a rule wants a reason, ask for it."""
    form.add_error(None, str(refusal))
    if isinstance(refusal, ReasonWanted):
        ask_reason(form)


def reason_in(data: dict[str, Any]) -> str:
    """The reason among the values of a form."""
    return str(data.get(REASON, ""))


def came_from(request: Request, otherwise: str) -> str:
    """The page on which the act was done, if it is one of ours and no sheet's own."""
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    return url if web.is_ours(request, url) and urlsplit(url).path != request.path else otherwise


def by_method(
    show_it: Callable[..., HttpResponseBase], do_it: Callable[..., HttpResponseBase]
) -> Callable[..., HttpResponseBase]:
    """One address: reading it shows the sheet, sending it acts."""
    reading, acting = reads(show_it), acts(do_it)

    @wraps(do_it)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view = reading if request.method in ("GET", "HEAD") else acting
        return view(request, *args, **kwargs)

    return inner
