"""The process board and what stands behind each number."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tandem.base.design import filters, parts
from tandem.essentials.people.models import AGENT, FIELD, INSIDE, READS_ALL
from tandem.essentials.people.queries import require_role
from tandem.essentials.people.web import Request, reads
from tandem.surfaces.desk import board, links
from tandem.surfaces.desk.queries import process as processes
from tandem.surfaces.desk.queries.process import Behind, Process, Standing

JOINT = (INSIDE, FIELD)
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
        "matters": _behind(matters),
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
    step_, figures = standing.step, standing.figures
    text = _short(standing) if by_value else str(figures.count)
    told = _("%(count)s open, %(old)s of them for more than 7 days")
    return {
        "key": step_.key,
        "position": standing.number,
        "name": step_.name,
        "hint": step_.hint,
        "figures": figures,
        "is_bottleneck": standing.is_bottleneck,
        "is_former": standing.is_former,
        "lanes": _lanes(standing, text),
        "bars": format_html_join("", _BAR, (_bar(bar) for bar in board.bars(standing.ages))),
        "url": links.to("desk:step", step_.key) + query,
        "median": filters.number(figures.median_days, 1),
        "deadline": step_.deadline_days,
        "target": _("target %(days)s") % {"days": step_.deadline_days},
        "label": told % {"count": figures.count, "old": figures.old},
    }


_BAR = (
    '<rect class="{}" x="{}" width="{}" height="18" rx="3"/>'
    '<text class="{}t" x="{}" y="13" text-anchor="middle">{}</text>'
)


def _bar(bar: board.Bar) -> tuple[object, ...]:
    """What `_BAR` takes."""
    return bar.css, bar.x, bar.width, bar.css, bar.middle, bar.text


def _lanes(standing: Standing, text: str) -> SafeString:
    """The three lanes of a step: who is responsible with the number, who is involved; jointly over two of them."""
    is_joint, lane, involved = _is_joint(standing), _place(standing).lane, _involved(standing)
    drawn = []
    if is_joint:
        joint = '<span class="zw"><span>{}</span><small>{}</small></span>'
        drawn.append(format_html(joint, text, _("the two of you")))
    for side in board.LANES:
        within: str | SafeString = ""
        if is_joint and side != "key_account":
            continue
        if not is_joint and side == lane:
            within = format_html('<span class="nod {}">{}</span>', board.CLASSES[side], text)
        elif not is_joint and side in involved:
            sign = parts.icon(_ICONS[side], size="s")
            within = format_html('<span class="inv {}">{}</span>', board.CLASSES[side], sign)
        drawn.append(format_html('<span class="ln">{}</span>', within))
    return mark_safe("".join(drawn))  # noqa: S308  # each is made by format_html


def _behind(found: list[Behind]) -> list[dict[str, Any]]:
    """The matters behind a number in words; the same few people stand on every row."""
    faces: dict[int, SafeString] = {}
    shown = []
    for one in found:
        worth = filters.money(one.value, one.currency) if one.value else ""
        pk = one.person.pk if one.person is not None else 0
        if pk not in faces:
            faces[pk] = parts.avatar(one.person, on=True)
        shown.append(
            {
                "url": one.url,
                "customer": one.customer,
                "what": f"{worth} · {one.title}" if worth else one.title,
                "days": one.days,
                "late": one.late,
                "face": faces[pk],
            }
        )
    return shown


def _short(standing: Standing) -> str:
    """Thousands of the dearest currency, so that the sum fits; currencies are never summed together."""
    values = standing.figures.values
    if not values:
        return "–"
    currency = max(values, key=lambda key: values[key])
    sign = {"EUR": "€", "CHF": "Fr."}.get(currency, currency)
    return f"{filters.number(values[currency] / 1000, 0)}\u00a0T{sign}"


def _involved(standing: Standing) -> list[str]:
    step_ = standing.step
    shared = [] if _is_joint(standing) else [side for side in standing.shares if side != standing.side]
    involved = dict.fromkeys([*shared, *step_.consulted, *_known(step_.informed)])
    return [side for side in involved if side in board.LANES]


def _is_joint(standing: Standing) -> bool:
    """Drawn across both lanes: inside and field answer together."""
    return all(side in standing.shares for side in JOINT)


def _known(sides: list[str]) -> list[str]:
    return [side for side in sides if side == "key_account"]


def _place(standing: Standing) -> board.Place:
    pill = ""
    if standing.waits:
        days = filters.number(standing.median_wait, 1)
        pill = _("%(count)s · %(days)s d") % {"count": len(standing.waits), "days": days}
    return board.Place(
        responsible=JOINT if _is_joint(standing) else (standing.side,),
        involved=tuple(_involved(standing)),
        acts_first=standing.side,
        pill=pill,
    )
