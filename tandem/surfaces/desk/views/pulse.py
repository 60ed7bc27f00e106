"""What colleagues do while a page stands open: told within seconds, without a reload that would lose what is typed."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from tandem.base.tools import validation
from tandem.essentials.people.web import Request, reads
from tandem.surfaces.desk.queries import pulse as pulses


@reads
def pulse(request: Request) -> HttpResponseBase:
    """News since an entry of the journal (`seit`); nothing (204) while there is none. Without it, where to begin."""
    since = validation.whole_number(request.GET.get("seit", ""))
    if since is None or since < 0:
        return render(request, "desk/_fragments/pulse.html", {"since": pulses.newest(), "news": []})
    news = pulses.since(since, request=request)
    if not news:
        return HttpResponse(status=204)
    context = {"since": max(one.told.entry.pk for one in news), "news": news}
    return render(request, "desk/_fragments/pulse.html", context)
