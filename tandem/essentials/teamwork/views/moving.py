"""On to the next step, and moving running matters to another version of the process."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.base.tools.errors import Refused
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import drafting
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.teamwork import actions, forms, moving, queries, sheets
from tandem.essentials.teamwork.models import Matter
from tandem.essentials.teamwork.sheets import Made, Sheet
from tandem.essentials.teamwork.views.matters import url_of


def _move_on(request: Request, pk: int) -> tuple[Matter, Made]:
    found = queries.get_for(request.user, pk)
    sheet = Sheet(
        title=_("On to the next step"),
        verb=_("Go on"),
        back=url_of(found),
        about=found.title,
        icon="arrow-right",
    )
    form = forms.MoveOnForm(request.POST or None)
    form.offer(playbook.steps_after(found.step) if found.step is not None else [])
    return found, (sheet, form)


def _show_move_on(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_move_on(request, pk)[1])


def _do_move_on(request: Request, pk: int) -> HttpResponseBase:
    found, made = _move_on(request, pk)

    def act(data: dict[str, Any]) -> str:
        moved = actions.move_on(
            matter=found, step_key=data["step"], result=data["result"], by=request.user, at=request.at
        )
        assert moved.accountable is not None
        return _("It is %(name)s's turn now.") % {"name": moved.accountable.first_name}

    return sheets.send(request, *made, act)


move_on = sheets.by_method(_show_move_on, _do_move_on)


@reads
def move_all(request: Request) -> HttpResponseBase:
    """Which running matters are on an older version, and where they would go."""
    return _show(request)


@acts
def move_all_now(request: Request) -> HttpResponseBase:
    """They follow the version in force from now on."""
    drafting.require_designer(request.user)
    process = playbook.process(day=timezone.localdate(request.at))
    sent = {name.removeprefix("to_"): key for name, key in request.POST.items() if name.startswith("to_")}
    mapping = {int(pk): str(key) for pk, key in sent.items() if pk.isascii() and pk.isdigit()}
    try:
        count = actions.move_to_version(process=process, mapping=mapping, by=request.user, at=request.at)
    except Refused as refusal:
        return _show(request, problem=str(refusal), status=422)
    said = ngettext(
        "%(count)d matter follows the version in force now.",
        "%(count)d matters follow the version in force now.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("playbook:template")


def _show(request: Request, *, problem: str = "", status: int = 200) -> HttpResponseBase:
    drafting.require_designer(request.user)
    process = playbook.process(day=timezone.localdate(request.at))
    groups = moving.preview(process, user=request.user)
    ctx = {
        "process": process,
        "groups": groups,
        "steps": playbook.steps_of_version(process),
        "total": sum(group.count for group in groups),
        "problem": problem,
    }
    return render(request, "teamwork/move_all.html", ctx, status=status)
