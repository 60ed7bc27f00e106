"""The template of the process, to read."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from tandem.essentials.people.models import ROLES
from tandem.essentials.people.web import Request, reads
from tandem.essentials.playbook import matrix, queries


@reads
def template(request: Request) -> HttpResponseBase:
    """Who is responsible, consulted and informed in each step, what goes in and comes out, until when."""
    day = timezone.localdate(request.at)
    ctx = {
        "process": queries.process(day=day),
        "rows": matrix.rows(queries.steps(day=day)),
        "sides": [(side, str(ROLES[side])) for side in matrix.SIDES],
    }
    return render(request, "playbook/template.html", ctx)
