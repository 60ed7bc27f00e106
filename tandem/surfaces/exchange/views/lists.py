"""Reading a customer list in, seen: upload, columns, preview, progress, result, undo."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tandem.essentials.customers.duplicates import pairs
from tandem.essentials.people.web import Request, acts, reads
from tandem.surfaces.exchange import actions, queries
from tandem.surfaces.exchange.forms import ColumnsForm, LeadsForm, UploadForm, options_of
from tandem.surfaces.exchange.models import CUSTOMERS, DAYS_KEPT, DONE, PRICES, PRODUCTS, QUOTES, ImportRun
from tandem.surfaces.exchange.plan import CONFLICT, CREATED, ERROR, UNCHANGED, UPDATED

PROBLEMS = "problems"
PROBLEMS_SHOWN = 200
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


# Where a file of each kind is uploaded, and what its page is called.
START = {
    CUSTOMERS: "exchange:start",
    PRODUCTS: "exchange:products",
    PRICES: "exchange:prices",
    QUOTES: "exchange:quotes",
}
TITLES = {
    CUSTOMERS: lambda: _("Read in customers"),
    PRODUCTS: lambda: _("Read in products"),
    PRICES: lambda: _("Read in prices"),
    QUOTES: lambda: _("Read in quotes"),
}


@reads
def start(request: Request) -> HttpResponseBase:
    """The upload, and earlier imports."""
    queries.require_import(request.user)
    return _start_page(request, UploadForm())


def _start_page(request: Request, form: UploadForm, status: int = 200) -> HttpResponseBase:
    ctx = {"form": form, "runs": queries.latest_for(request.user), "days_kept": DAYS_KEPT}
    return render(request, "exchange/start.html", ctx, status=status)


@acts
def upload(request: Request) -> HttpResponseBase:
    """Take a file in and show what would become of it."""
    queries.require_import(request.user)
    form = UploadForm(request.POST, request.FILES)
    run = begun(request, form, kind=CUSTOMERS)
    return redirect("exchange:run", run.pk) if run is not None else _start_page(request, form, status=422)


def begun(request: Request, form: UploadForm, *, kind: str) -> ImportRun | None:
    """The run of an uploaded file, with documents where its form takes some, or None with the errors in the form."""
    if not form.is_valid():
        return None
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    with tempfile.NamedTemporaryFile(prefix="tandem-upload-") as kept:
        for part in file.chunks():
            kept.write(part)
        kept.flush()
        try:
            return actions.begin(
                path=Path(kept.name),
                file_name=file.name or _("list"),
                by=request.user,
                at=request.at,
                kind=kind,
                # Each is in memory only while it is kept.
                documents=((one.name or "", one.read()) for one in form.cleaned_data.get("documents", [])),
            )
        except actions.FileRefused as refusal:
            form.add_error("file", str(refusal))
            return None


@reads
def run(request: Request, pk: int) -> HttpResponseBase:
    """One import: its columns, its preview or its result."""
    held = queries.get_for(request.user, pk)
    return _run_page(request, held, ColumnsForm(run=held))


def _run_page(
    request: Request,
    held: ImportRun,
    form: ColumnsForm,
    *,
    leads_form: LeadsForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    tabs = _tabs(held)
    asked = request.GET.get("tab", "")
    first = next((one["key"] for one in tabs if one["count"]), CREATED)
    tab = asked if asked in {one["key"] for one in tabs} else first
    ctx: dict[str, Any] = {
        "run": held,
        "form": form,
        "columns": _columns(held, form),
        "title": TITLES[held.kind](),
        "back": START[held.kind],
        "tabs": tabs,
        "tab": tab,
        "days_kept": DAYS_KEPT,
        "without_name": not held.mapping
        or (held.is_of_customers and all(one["target"] != "name" for one in held.mapping)),
    }
    if tab == PROBLEMS:
        ctx["problems"] = queries.problems(held)[:PROBLEMS_SHOWN]
    else:
        ctx["samples"] = queries.shown_samples(held, kind=tab, viewer=request.user)
    ctx["may_open"] = queries.reads_customers(request.user)
    ctx["may_review"] = held.state == DONE and held.is_of_customers and pairs.may_review(request.user)
    if held.state == DONE and held.is_of_customers and ctx["may_open"]:
        ctx["leads_left"] = queries.without_lead(held).count()
        ctx["leads_form"] = leads_form or LeadsForm()
        ctx["leads_at_a_time"] = actions.AT_A_TIME
    return render(request, "exchange/run.html", ctx, status=status)


def _tabs(held: ImportRun) -> list[dict[str, Any]]:
    words = {
        CREATED: (pgettext("rows", "New"), "created"),
        UPDATED: (pgettext("rows", "Changed"), "updated"),
        UNCHANGED: (pgettext("rows", "Unchanged"), "unchanged"),
        CONFLICT: (pgettext("rows", "Conflicts"), "conflicts"),
        ERROR: (pgettext("rows", "Errors"), "errors"),
        PROBLEMS: (pgettext("rows", "Hints"), "problems"),
    }
    return [
        {"key": key, "label": label, "count": held.counts.get(count, 0)}
        for key, (label, count) in words.items()
    ]


def _columns(held: ImportRun, form: ColumnsForm) -> list[dict[str, Any]]:
    chosen = {one["column"]: one["target"] for one in held.mapping}
    known = options_of(held)
    return [
        {
            "heading": one["heading"],
            "values": one["values"],
            "field": form[f"column_{one['column']}"],
            "by_person": chosen.get(one["column"]) != one["target"],
            "percent": round(one["confidence"] * 100),
            "target": known.get(one["target"] or "", ""),
        }
        for one in held.columns
    ]


@reads
def progress(request: Request, pk: int) -> HttpResponseBase:
    """How far the work is; when it is done, the page is shown anew."""
    held = queries.get_for(request.user, pk)
    if not held.is_at_work:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "exchange/_fragments/progress.html", {"run": held})


@acts
def remap(request: Request, pk: int) -> HttpResponseBase:
    """Place the columns differently and check again."""
    held = queries.get_for(request.user, pk)
    form = ColumnsForm(request.POST, run=held)
    if not form.is_valid():
        return _run_page(request, held, form, status=422)
    try:
        actions.remap(run=held, wishes=form.wishes(), by=request.user)
    except actions.MappingRefused as refusal:
        form.add_error(None, str(refusal))
        return _run_page(request, held, form, status=422)
    return redirect("exchange:run", held.pk)


@acts
def apply(request: Request, pk: int) -> HttpResponseBase:
    """Accept the preview: the rows are read in."""
    held = actions.ask_to_apply(run=queries.get_for(request.user, pk), by=request.user, at=request.at)
    return redirect("exchange:run", held.pk)


@acts
def undo(request: Request, pk: int) -> HttpResponseBase:
    """Take an import back."""
    held = actions.ask_to_undo(run=queries.get_for(request.user, pk), by=request.user)
    return redirect("exchange:run", held.pk)


@acts
def make_leads(request: Request, pk: int) -> HttpResponseBase:
    """The new companies of a list become leads."""
    held = queries.get_for(request.user, pk)
    form = LeadsForm(request.POST)
    if not form.is_valid():
        return _run_page(request, held, ColumnsForm(run=held), leads_form=form, status=422)
    made = actions.make_leads(run=held, **form.cleaned_data, by=request.user, at=request.at)
    messages.success(
        request,
        ngettext("%(count)d lead was opened.", "%(count)d leads were opened.", made) % {"count": made},
    )
    return redirect("exchange:run", held.pk)


@acts
def discard(request: Request, pk: int) -> HttpResponseBase:
    """Throw a file away that was not read in."""
    held = queries.get_for(request.user, pk)
    actions.discard(run=held, by=request.user)
    return redirect(START[held.kind])


@reads
def problems_csv(request: Request, pk: int) -> HttpResponseBase:
    """All values that were not taken, for the person who keeps the list."""
    held = queries.get_for(request.user, pk)
    response = StreamingHttpResponse(_csv_lines(held), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="hinweise-import-{held.pk}.csv"'
    return response


class _Echo:
    """A file that hands back what is written into it."""

    @staticmethod
    def write(line: str) -> str:
        return line


def _csv_lines(held: ImportRun) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    # The mark makes Excel read UTF-8.
    yield "\ufeff" + writer.writerow([_("Row"), _("Column"), _("Value"), _("Reason")])
    for one in queries.problems(held).iterator(chunk_size=2000):
        yield writer.writerow([one.row, neutral(one.column), neutral(one.value), neutral(one.reason)])


def neutral(cell: str) -> str:
    """A cell that a spreadsheet shows instead of running it."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) or cell.startswith(FORMULA) else cell
