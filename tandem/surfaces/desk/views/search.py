"""Search: the page, and what Ctrl+K shows while one types."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from tandem.essentials.people.web import Request, reads
from tandem.surfaces.desk import hits, links
from tandem.surfaces.desk.queries import search as searches


@reads
def search(request: Request) -> HttpResponseBase:
    """Customers, contacts, quotes and orders; only what the person may see."""
    in_palette = request.GET.get("palette") == "1"
    found = searches.of(user=request.user, query=request.GET.get("q", ""), limit=6 if in_palette else 25)
    context = {
        "found": found,
        "groups": [_with_rows(group) for group in searches.groups(found)],
        "new_customer_url": links.to("customers:new"),
    }
    template = "desk/_fragments/hits.html" if in_palette or request.htmx else "desk/search.html"
    return render(request, template, context)


def _with_rows(group: dict[str, Any]) -> dict[str, Any]:
    if group["key"] not in ("customers", "contacts"):
        return group
    drawn = hits.rows(
        group["rows"],
        icon=group["icon"],
        customer_path=f"{links.to('customers:list')}/",
        take_call_url=links.to("teamwork:take_call"),
    )
    return group | {"drawn": drawn}
