"""The register of quotes: its page, its groups, its Excel file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tandem.essentials.people.web import Request, reads
from tandem.journey.quotes.register import choosing, listing, sheet, showing, sums, views
from tandem.journey.quotes.register.wanted import Wanted

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def home() -> str:
    return reverse("quotes:register")


def wanted_of(request: Request) -> Wanted:
    """The view in the address; columns come from a form one by one."""
    given = request.GET.dict()
    if "spalte" in request.GET:
        given["spalten"] = ",".join(request.GET.getlist("spalte")[:40])
    return Wanted.from_address(given)


@reads
def register(request: Request) -> HttpResponseBase:
    """All quotes a person may read: open ones first by date, a page at a time, grouped and summed per currency."""
    wanted = wanted_of(request)
    day = timezone.localdate(request.at)
    if "zeigen" in request.GET:
        # A form sends every field; the address keeps what is set.
        return redirect(home() + wanted.address())
    kept = views.seen_by(request.user, day=day)
    if request.GET.keys() == {"ansicht"}:
        named = next((view for view in kept if view.pk == wanted.ansicht), None)
        if named is not None:
            return redirect(f"{home()}?{named.address}&ansicht={named.pk}")
    if request.htmx and wanted.ab:
        return render(request, "quotes/_fragments/rows.html", _rows(request, wanted))
    found = sums.summed(request.user, wanted, at=request.at)
    is_list = not wanted.gruppe or bool(wanted.teil)
    page = showing.page(request.user, wanted, found, kept=kept, at=request.at)
    rows = _rows(request, wanted) if is_list else {"page": None}
    ctx = {"shown": page, "wanted": wanted, "is_list": is_list, "sums": found, **rows}
    return render(request, "quotes/register.html", ctx)


@reads
def conditions(request: Request) -> HttpResponseBase:
    """The form of everything that narrows the register: as a sheet, or as a page of its own."""
    ctx = {"chosen": choosing.conditions(wanted_of(request)), "kind": "conditions"}
    return _choose(request, ctx)


@reads
def columns(request: Request) -> HttpResponseBase:
    """The form of the columns and their order."""
    return _choose(
        request, {"chosen": choosing.columns_of(request.user, wanted_of(request)), "kind": "columns"}
    )


def _choose(request: Request, ctx: dict[str, Any]) -> HttpResponseBase:
    kind = "_fragments/choose" if request.htmx else "choose"
    return render(request, f"quotes/{kind}.html", ctx)


def _rows(request: Request, wanted: Wanted) -> dict[str, Any]:
    page = listing.page(request.user, wanted, at=request.at)
    return {
        "page": page,
        "table": showing.table(request.user, wanted, page.quotes, at=request.at),
        "more": home() + wanted.address(ab=page.after) if page.after else "",
    }


@reads
def workbook(request: Request) -> HttpResponseBase:
    """The view as an Excel file."""
    wanted = wanted_of(request)
    content = sheet.write(request.user, wanted, at=request.at)
    name = f"{_('Quotes')} {timezone.localdate(request.at):%Y-%m-%d}.xlsx"
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
