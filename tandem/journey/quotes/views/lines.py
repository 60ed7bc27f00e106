"""What typing, moving and pasting in the grid does; who else is there. Answers say only what has changed."""

from __future__ import annotations

import json

from django.core import signing
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.essentials.people.web import Request, acts
from tandem.essentials.products import queries as products
from tandem.essentials.products import rights
from tandem.journey.quotes import actions, forms, paste, queries
from tandem.journey.quotes.actions import presence
from tandem.journey.quotes.models import CHOICES, COUNTED, ITEM, QuoteLine, QuoteVersion
from tandem.journey.quotes.queries import editing
from tandem.journey.quotes.views.grid import answer, in_json, wants_json

# Given out with a page on which a draft may be written: its holder is shown to the others as present.
PRESENCE = "quotes.present"
PRESENCE_SECONDS = 16 * 3600
# A clip of a spreadsheet beyond this is no quote.
LONGEST_CLIP = 1_000_000


def draft(request: Request, pk: int) -> QuoteVersion:
    """The newest version of a visible quote."""
    found = queries.get_for(request.user, pk)
    version = queries.current_version(found)
    version.quote = found
    return version


def answered(
    request: Request, change: actions.Change, *, with_order: bool = True, says: str = ""
) -> HttpResponseBase:
    """To the grid what changed; to a form without its script the page."""
    if wants_json(request):
        return answer(request, change, with_order=with_order, says=says)
    return redirect("quotes:quote", pk=change.version.quote_id)


def _line_of(request: Request, version: QuoteVersion, raw: str) -> QuoteLine | None:
    """The line of a number that came with a request; None where it is none of this draft."""
    return (
        version.lines.filter(pk=int(raw)).first()
        if raw.isascii() and raw.isdigit() and len(raw) < 19
        else None
    )


@acts
@in_json
def add_line(request: Request, pk: int) -> HttpResponseBase:
    """One more line, at the end or behind another one."""
    version = draft(request, pk)
    new = actions.NewLine(kind=request.POST.get("kind", ITEM))
    after = _line_of(request, version, request.POST.get("after", ""))
    change = actions.add_lines(version=version, new=[new], after=after, by=request.user, at=request.at)
    return answered(request, change)


@acts
@in_json
def set_line(request: Request, pk: int) -> HttpResponseBase:
    """One field of a line, as it was typed; `was` is what it held when the typing began."""
    line = queries.get_line_for(request.user, pk)
    name = request.POST.get("field", "")
    fields = forms.line_field(name, request.POST.get("value", ""))
    began = forms.line_field(name, request.POST["was"]) if "was" in request.POST else None
    change = actions.edit_line(line=line, fields=fields, began_with=began, by=request.user, at=request.at)
    return answered(request, change, with_order=False)


@acts
@in_json
def set_terms(request: Request, pk: int) -> HttpResponseBase:
    """One of the terms, as it was typed."""
    version = draft(request, pk)
    name = request.POST.get("field", "")
    terms = forms.terms_field(name, request.POST.get("value", ""))
    began = forms.terms_field(name, request.POST["was"]) if "was" in request.POST else None
    change = actions.edit_terms(
        version=version, terms=terms, began_with=began, by=request.user, at=request.at
    )
    response = answered(request, change, with_order=False)
    if not isinstance(response, JsonResponse):
        return response
    data = json.loads(response.content)
    return JsonResponse({**data, "terms": _terms(change.version)})


def _terms(version: QuoteVersion) -> dict[str, str]:
    """Every term as it stands in its input."""
    quote = version.quote
    held = {name: getattr(version, name) for name in forms.TERMS if name not in ("title", "competitor")}
    held |= {"title": quote.title, "competitor": quote.competitor}
    return {name: forms.field_shown(name, value) for name, value in held.items()}


@acts
@in_json
def remove_line(request: Request, pk: int) -> HttpResponseBase:
    """A line is gone; it can be brought back."""
    line = queries.get_line_for(request.user, pk)
    change = actions.remove_line(line=line, by=request.user, at=request.at)
    says = _("Item %(position)d is removed.") % {"position": line.position} if line.is_item else _("Removed.")
    return answered(request, change, says=says)


@acts
@in_json
def duplicate_line(request: Request, pk: int) -> HttpResponseBase:
    """The same once more, behind it."""
    line = queries.get_line_for(request.user, pk)
    return answered(request, actions.duplicate_line(line=line, by=request.user, at=request.at))


@acts
@in_json
def move_line(request: Request, pk: int) -> HttpResponseBase:
    """A line to another place: by `step`, or behind the line `after` (none: to the top)."""
    line = queries.get_line_for(request.user, pk)
    step = {"up": -1, "down": 1}.get(request.POST.get("step", ""), 0)
    after = _line_of(request, line.version, request.POST.get("after", ""))
    change = actions.move_line(line=line, after=after, step=step, by=request.user, at=request.at)
    # Who moves by the arrows sees it, and moves back by the other one.
    return answered(request, change, says="" if step else _("Moved."))


@acts
@in_json
def set_kind(request: Request, pk: int) -> HttpResponseBase:
    """What a line is: an item (counted, optional, alternative), a text, a heading, a page break."""
    line = queries.get_line_for(request.user, pk)
    asked = request.POST.get("kind", "")
    kind, choice = (ITEM, asked) if asked in CHOICES and asked else (asked, COUNTED)
    change = actions.set_kind(line=line, kind=kind, choice=choice, by=request.user, at=request.at)
    lost = line.is_item and kind != ITEM and (line.price or line.cost)
    return answered(request, change, says=_("The price of this line is gone.") if lost else "")


@acts
@in_json
def take_back(request: Request, pk: int) -> HttpResponseBase:
    """The act before is undone."""
    version = draft(request, pk)
    raw = request.POST.get("undo", "")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0
    change = actions.take_back(version=version, undo_id=number, by=request.user, at=request.at)
    return answered(request, change)


@acts
@in_json
def insert(request: Request, pk: int) -> HttpResponseBase:
    """Rows from a spreadsheet: at once where it is obvious what they are, else first as they were understood."""
    version = draft(request, pk)
    clip = request.POST.get("clip", "")
    if len(clip) > LONGEST_CLIP:
        raise actions.NotValid(_("This is too much for a quote. Paste fewer rows."))
    asked = tuple(request.POST.getlist("column"))
    found = paste.understood(clip, decimal_mark=filters.decimal_mark(), columns=asked)
    known = products.by_numbers(paste.numbers_in(found.rows)) if rights.may_read(request.user) else {}
    checked = [forms.pasted(row, paste.product_of(row, known)) for row in found.rows]
    problems = [problem for _line, problem in checked]
    # Rows that all name a product are no riddle either.
    sure = found.is_obvious or (found.is_readable and all(line.product_id for line, _problem in checked))
    sure = sure and not any(problems)
    if not found.rows or not (sure or request.POST.get("agreed")):
        return _preview(request, version, clip, found, problems)
    after = _line_of(request, version, request.POST.get("after", ""))
    change = actions.add_lines(
        version=version,
        new=[line for line, _problem in checked],
        after=after,
        is_undoable=True,
        by=request.user,
        at=request.at,
    )
    says = _("%(count)d lines are inserted.") % {"count": len(checked)}
    return answered(request, change, says=says)


def _preview(
    request: Request, version: QuoteVersion, clip: str, found: paste.Understood, problems: list[str]
) -> HttpResponseBase:
    context = {
        "quote": version.quote,
        "clip": clip,
        "after": request.POST.get("after", ""),
        "columns": [(place, name) for place, name in enumerate(found.columns)],
        "choices": [(name, forms.COLUMN_LABELS[name]) for name in paste.COLUMNS],
        "rows": list(zip(found.cells, problems, strict=True)),
        "troubled": sum(1 for problem in problems if problem),
    }
    if not wants_json(request):
        return render(request, "quotes/paste.html", context)
    return JsonResponse({"preview": get_template("quotes/_fragments/preview.html").render(context, request)})


@acts
@in_json
def standing(request: Request, pk: int) -> HttpResponseBase:
    """What has changed since a revision, and who else is here. Two queries where nothing has changed."""
    version = editing.version_at(request.user, pk)
    here = [
        {
            "id": one.person.pk,
            "name": one.person.first_name,
            "line": one.line,
            "avatar": get_template("quotes/_fragments/present.html").render({"person": one.person}, request),
        }
        for one in _present(request, version)
    ]
    since = request.POST.get("since", "")
    if since == str(version.revision) and version.is_draft:
        return JsonResponse({"here": here})
    if not version.is_draft or not version.quote.is_open:
        return JsonResponse({"here": here, "over": True})
    lines = queries.lines_of(version)
    sums = queries.totals_of_lines(version, lines)
    reached = int(since) if since.isascii() and since.isdigit() and len(since) < 10 else 0
    changed = [line for line in lines if line.revision > reached]
    response = answer(
        request,
        actions.Change(version=version, lines=lines, sums=sums, changed=changed),
        with_order=True,
    )
    return JsonResponse({**json.loads(response.content), "here": here, "terms": _terms(version)})


def _present(request: Request, version: QuoteVersion) -> list[presence.Present]:
    """Who else writes this draft; only whoever may write it themselves is among them."""
    try:
        mine = signing.loads(request.POST.get("pass", ""), salt=PRESENCE, max_age=PRESENCE_SECONDS)
    except signing.BadSignature:
        return []
    if mine != [version.pk, request.user.pk]:
        return []
    raw = request.POST.get("line", "")
    line = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None
    return presence.be_here(version_id=version.pk, line=line, by=request.user, at=request.at)
