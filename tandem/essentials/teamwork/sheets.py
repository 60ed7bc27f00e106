"""One act, one sheet: a form above the page (htmx) or on a page of its own, that comes back with its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from tandem.base.tools.errors import Refused
from tandem.essentials.people.web import Request, acts, reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands around the form: heading, one sentence, the verb on the button, where it came from."""

    title: str
    verb: str
    back: str
    about: str = ""
    icon: str = "check"


Made = tuple[Sheet, forms.Form]
Act = Callable[[dict[str, Any]], str]


def show(request: Request, sheet: Sheet, form: forms.Form, *, status: int = 200) -> HttpResponse:
    """The sheet alone for htmx, else a page."""
    template = "teamwork/_fragments/sheet.html" if request.htmx else "teamwork/sheet.html"
    return render(request, template, {"sheet": sheet, "form": form}, status=status)


def send(request: Request, sheet: Sheet, form: forms.Form, act: Act, *, to: str = "") -> HttpResponseBase:
    """Do the act and go back with what `act` says; a refusal is shown in the form, with the typed text."""
    if form.is_valid():
        try:
            said = act(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return go(request, to or sheet.back)
    return show(request, sheet, form, status=422)


def go(request: Request, url: str) -> HttpResponseBase:
    """On to another page, also from within a sheet."""
    response = redirect(url)
    if request.htmx:
        # A fragment's redirect would be followed inside the sheet; the browser itself shall go.
        response.status_code = 204
        response["HX-Redirect"] = url
    return response


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
