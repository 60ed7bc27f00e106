"""The process board and what stands behind each number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.essentials.people.models import AGENT, READS_ALL
from tandem.essentials.people.queries import require_role
from tandem.essentials.people.web import Request, reads
from tandem.surfaces.desk import board, links
from tandem.surfaces.desk.queries import process as processes
from tandem.surfaces.desk.queries.process import Process, Standing

_ICONS = {"inside": "headset", "field": "car", "key_account": "star"}


@reads
def process(request: Request) -> HttpResponseBase:
    """Where do matters pile up between us?"""
    return _page(request, key="")


@reads
def step(request: Request, key: str) -> HttpResponseBase:
    """The matters behind one step."""
    return _page(request, key=key)


def _page(request: Request, *, key: str) -> HttpResponseBase:
    require_role(
        request.user, *READS_ALL, AGENT, sentence=_("The process is for sales. Ask your administration.")
    )
    tandem_id = _number(request.GET.get("tandem", ""))
    found = processes.of(user=request.user, at=request.at, tandem_id=tandem_id)
    chosen = found.at(key) if key else next(iter(found.bottlenecks), None)
    if key and chosen is None:
        raise Http404
    return render(
        request, "desk/process.html", _context(request, found, chosen, tandem_id, is_step=bool(key))
    )


def _context(
    request: Request, found: Process, chosen: Standing | None, tandem_id: int | None, *, is_step: bool
) -> dict[str, Any]:
    by_value = request.GET.get("zeige") == "wert"
    only_late = request.GET.get("frist") == "1"
    matters = (
        processes.behind(
            user=request.user, step=chosen.step, at=request.at, tandem_id=tandem_id, overdue=only_late
        )
        if chosen is not None
        else []
    )
    query = _query(tandem_id, by_value=by_value)
    return {
        "process": found,
        "rows": [_row(standing, by_value=by_value, query=query) for standing in found.standings],
        "drawing": board.draw([_place(standing) for standing in found.standings]),
        "chosen": chosen,
        "matters": matters,
        "is_step": is_step,
        "by_value": by_value,
        "only_late": only_late,
        "tandem_id": tandem_id,
        "tandem_name": next((tandem.name for tandem in found.tandems if tandem.pk == tandem_id), ""),
        "query": query,
    }


def _number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def _query(tandem_id: int | None, *, by_value: bool) -> str:
    parts = [f"tandem={tandem_id}"] if tandem_id is not None else []
    parts += ["zeige=wert"] if by_value else []
    return "?" + "&".join(parts) if parts else ""


def _row(standing: Standing, *, by_value: bool, query: str) -> dict[str, Any]:
    step_ = standing.step
    is_joint = step_.is_joint
    lane = _place(standing).lane
    text = _short(standing) if by_value else str(standing.figures.count)
    return {
        "standing": standing,
        "step": step_,
        "joint": is_joint,
        "text": text,
        "cells": [
            {
                "side": side,
                "css": board.CLASSES[side],
                "node": not is_joint and side == lane,
                "involved": not is_joint and side != lane and side in _involved(standing),
                "icon": _ICONS[side],
            }
            for side in board.LANES
        ],
        "bars": board.bars(standing.ages),
        "url": links.to("desk:step", step_.key) + query,
        "median": formats.number(
            Decimal(str(standing.figures.median_days)), places=1, language=get_language() or "de"
        ),
        "label": _("%(count)s open, %(old)s of them for more than 7 days")
        % {"count": standing.figures.count, "old": standing.figures.old},
    }


def _short(standing: Standing) -> str:
    """Thousands of the dearest currency, so that the sum fits; currencies are never summed together."""
    values = standing.figures.values
    if not values:
        return "–"
    currency = max(values, key=lambda key: values[key])
    sign = {"EUR": "€", "CHF": "Fr."}.get(currency, currency)
    return f"{values[currency] / 1000:.0f}\u00a0T{sign}"


def _involved(standing: Standing) -> list[str]:
    step_ = standing.step
    return [
        side for side in dict.fromkeys([*step_.consulted, *_known(step_.informed)]) if side in board.LANES
    ]


def _known(sides: list[str]) -> list[str]:
    return [side for side in sides if side == "key_account"]


def _place(standing: Standing) -> board.Place:
    pill = ""
    if standing.waits:
        days = formats.number(Decimal(str(standing.median_wait)), places=1, language=get_language() or "de")
        pill = _("%(count)s · %(days)s d") % {"count": len(standing.waits), "days": days}
    return board.Place(
        responsible=tuple(standing.step.responsible),
        involved=tuple(_involved(standing)),
        acts_first=standing.step.acts_first,
        pill=pill,
    )
