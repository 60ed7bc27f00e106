"""The process in force and its earlier versions, to read; where designing begins."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from tandem.essentials.people.models import ROLES
from tandem.essentials.people.web import Request, reads
from tandem.essentials.playbook import drafting, lanes, matrix, offers, parties, queries
from tandem.essentials.playbook.models import Process


@reads
def template(request: Request) -> HttpResponseBase:
    """Who is responsible, consulted and informed in each step, what goes in and comes out, until when."""
    return _show(request, queries.process(day=timezone.localdate(request.at)))


@reads
def version(request: Request, number: int) -> HttpResponseBase:
    """Another version: an earlier one, or one that is set for a later day."""
    found = next((one for one in queries.versions() if one.version == number), None)
    if found is None:
        raise Http404
    return _show(request, found)


def _show(request: Request, process: Process) -> HttpResponseBase:
    queries.require_rule_reader(request.user)
    day = timezone.localdate(request.at)
    steps = drafting.design_of_version(process).steps
    who = parties.directory()
    ctx = {
        "process": process,
        "now": queries.process(day=day),
        "rows": matrix.rows(steps, who=who),
        "sides": [(side, str(ROLES[side])) for side in parties.SIDES],
        "lanes": lanes.of(steps, who=who) if request.GET.get("ansicht") == "bahnen" else [],
        "versions": queries.versions(),
        "day": day,
        "draft": drafting.open_draft(),
        "may_design": queries.may_make_rules(request.user),
        "offered": offers.for_designers(),
    }
    return render(request, "playbook/template.html", ctx)
