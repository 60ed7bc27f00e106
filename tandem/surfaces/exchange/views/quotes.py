"""Quotes that an ERP makes, by the browser: upload, preview, read in."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.essentials.people.web import Request, acts, reads
from tandem.surfaces.exchange import queries
from tandem.surfaces.exchange.actions import FileRefused, quote_lists
from tandem.surfaces.exchange.forms import QuoteListForm


@reads
def start(request: Request) -> HttpResponseBase:
    """The upload, and earlier lists."""
    queries.require_import(request.user)
    return _page(request, QuoteListForm())


def _page(request: Request, form: QuoteListForm, *, status: int = 200) -> HttpResponseBase:
    ctx = {"form": form, "lists": queries.quote_lists_for(request.user)}
    return render(request, "exchange/quotes.html", ctx, status=status)


@acts
def upload(request: Request) -> HttpResponseBase:
    """Take a list in and show what would become of it."""
    queries.require_import(request.user)
    form = QuoteListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    try:
        made = quote_lists.check(
            content=file.read(quote_lists.MOST_BYTES + 1),
            file_name=file.name or _("list"),
            by=request.user,
            at=request.at,
        )
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return _page(request, form, status=422)
    return redirect("exchange:quote_list", made.pk)


@reads
def show(request: Request, pk: int) -> HttpResponseBase:
    """One list: what would become of its rows, or what did."""
    held = queries.quote_list_for(request.user, pk)
    facts = [
        (pgettext("rows", "New"), held.counts.get("created", 0)),
        (pgettext("rows", "Changed"), held.counts.get("updated", 0)),
        (pgettext("rows", "Unchanged"), held.counts.get("unchanged", 0)),
        (pgettext("rows", "Conflicts"), held.counts.get("conflicts", 0)),
        (pgettext("rows", "Errors"), held.counts.get("errors", 0)),
    ]
    return render(request, "exchange/quote_list.html", {"list": held, "facts": facts})


@acts
def apply(request: Request, pk: int) -> HttpResponseBase:
    """Accept the preview: the rows are read in."""
    held = quote_lists.apply(held=queries.quote_list_for(request.user, pk), by=request.user, at=request.at)
    return redirect("exchange:quote_list", held.pk)


@acts
def discard(request: Request, pk: int) -> HttpResponseBase:
    """Throw the list away."""
    quote_lists.discard(held=queries.quote_list_for(request.user, pk), by=request.user)
    return redirect("exchange:quotes")
