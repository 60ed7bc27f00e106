"""The step at which a matter stands: ticking its checklist off, and reading that it came there."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts
from tandem.essentials.teamwork import actions, queries, sheets, step_card
from tandem.essentials.teamwork.views.matters import url_of


@acts
def tick(request: Request, pk: int) -> HttpResponseBase:
    """Tick an item off, or take the tick back; the card is drawn anew."""
    found = queries.get_for(request.user, pk)
    change = actions.untick if request.POST.get("off") else actions.tick
    change(matter=found, item=request.POST.get("item", ""), by=request.user, at=request.at)
    if not request.htmx:
        return redirect(sheets.came_from(request, url_of(found)))
    shown = queries.get_page_for(request.user, pk, at=request.at)
    day = timezone.localdate(request.at)
    card = step_card.of(
        shown,
        customer=shown.customer,
        viewer=request.user,
        team=people.team_of(shown.customer.tandem, day=day),
        may_act=True,
        ticks=shown.told_ticks,
        day=day,
    )
    return render(request, "teamwork/_fragments/step_card.html", {"step_card": card})


@acts
def see_all(request: Request) -> HttpResponseBase:
    """Read everything one was told."""
    actions.see_all(by=request.user, at=request.at)
    return redirect("/heute")


@acts
def see(request: Request, pk: int) -> HttpResponseBase:
    """Read what one was told: on to the matter, or back to the day."""
    found = queries.get_notice_for(request.user, pk, day=timezone.localdate(request.at))
    notice = actions.see(notice=found, by=request.user, at=request.at)
    if request.POST.get("open") and queries.visible_to(request.user).filter(pk=notice.matter_id).exists():
        return redirect(url_of(notice.matter))
    return redirect("/heute")
