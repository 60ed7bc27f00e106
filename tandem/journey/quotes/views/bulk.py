"""Changing many quotes of the register at once: the sheet, the act, what came of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.base.design import filters
from tandem.base.tools import validation
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import READS_ALL
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.teamwork import sheets
from tandem.essentials.teamwork.sheets import Made, Sheet
from tandem.journey.quotes import queries
from tandem.journey.quotes.actions import bulk
from tandem.journey.quotes.models import TO_DAY, TO_PERSON, BulkEdit
from tandem.journey.quotes.register import forms, listing, sums, views
from tandem.journey.quotes.register.wanted import Wanted


def _chosen(request: Request) -> list[int]:
    """The quotes that are ticked, or all of the view."""
    if request.GET.get("alle_der_ansicht") != "1":
        return list(dict.fromkeys(_ticked(request)))
    wanted = Wanted.from_query(request.GET.get("ansicht_adresse", ""))
    # One more than is allowed is enough to refuse.
    return listing.ids_of(request.user, wanted, at=request.at, limit=bulk.MOST + 1)


def _ticked(request: Request) -> Iterator[int]:
    """The numbers one by one, or all in one word to the base of 36."""
    for raw in request.GET.getlist("q"):
        number = validation.whole_number(raw)
        if number is not None:
            yield number
    for word in request.GET.get("qs", "").split("."):
        if word.isascii() and word.isalnum() and len(word) < 12:
            yield int(word, 36)


def _counted(request: Request, ids: list[int]) -> int:
    if len(ids) <= bulk.MOST or request.GET.get("alle_der_ansicht") != "1":
        return len(ids)
    wanted = Wanted.from_query(request.GET.get("ansicht_adresse", ""))
    return sums.count(request.user, wanted, at=request.at)


def _back(request: Request) -> str:
    wanted = Wanted.from_query(request.GET.get("ansicht_adresse", ""))
    return reverse("quotes:register") + wanted.address()


def _edit(request: Request) -> tuple[list[int], Made]:
    ids = _chosen(request)
    count = _counted(request, ids)
    about = ngettext("%(count)d quote", "%(count)d quotes", count) % {"count": count}
    if count > bulk.MOST:
        about += ". " + _("At most %(most)d at once: narrow the view.") % {"most": bulk.MOST}
    if request.GET.get("was") == TO_DAY:
        sheet = Sheet(
            title=_("Move the follow-up"),
            verb=_("Move"),
            back=_back(request),
            about=about,
            icon="calendar-clock",
        )
        return ids, (sheet, forms.MoveForm(request.POST or None))
    sheet = Sheet(
        title=_("Hand over"),
        verb=_("Hand over"),
        back=_back(request),
        about=about,
        icon="arrow-left-right",
    )
    colleagues = [person for person in people.colleagues() if person.has_role(*READS_ALL, "agent")]
    return ids, (sheet, forms.HandOverForm(request.POST or None, people=colleagues))


def _show_edit(request: Request) -> HttpResponseBase:
    return sheets.show(request, *_edit(request)[1])


def _do_edit(request: Request) -> HttpResponseBase:
    ids, (sheet, form) = _edit(request)
    made: list[BulkEdit] = []

    def act(data: dict[str, Any]) -> str:
        by, at = request.user, request.at
        if isinstance(form, forms.MoveForm):
            made.append(bulk.move_follow_ups(quotes=ids, due_at=form.due_at, by=by, at=at))
        else:
            to, briefing = data["to"], data["briefing"]
            made.append(bulk.hand_over_many(quotes=ids, to=to, briefing=briefing, by=by, at=at))
        return _said(made[0])

    response = sheets.send(request, sheet, form, act)
    if made:
        _lead(request, response, reverse("quotes:bulk_result", args=[made[0].pk]))
    return response


def _lead(request: Request, response: HttpResponseBase, url: str) -> None:
    """On to what was made, wherever the sheet would have led back to."""
    response.headers["Location"] = url
    if request.htmx:
        response.headers["HX-Redirect"] = url


edit = sheets.by_method(_show_edit, _do_edit)


def _said(made: BulkEdit) -> str:
    done = sum(not row["said"] for row in made.rows)
    refused = len(made.rows) - done
    words = ngettext("%(count)d quote changed", "%(count)d quotes changed", done) % {"count": done}
    return words + (", " + _("%(count)d refused") % {"count": refused} if refused else "") + "."


@reads
def result(request: Request, pk: int) -> HttpResponseBase:
    """What came of each quote."""
    made = views.edit_of(request.user, pk)
    found = queries.visible_to(request.user).filter(pk__in=[row["quote"] for row in made.rows])
    quotes = found.select_related("matter__customer").in_bulk()
    lines = [
        {"quote": quotes[row["quote"]], "said": row["said"], "change": _change(made, row)}
        for row in sorted(made.rows, key=lambda row: not row["said"])
        if row["quote"] in quotes
    ]
    done = sum(not row["said"] for row in made.rows)
    ctx = {
        "made": made,
        "lines": lines,
        "done": done,
        "refused": len(made.rows) - done,
        "title": _("Handed over to %(name)s") % {"name": made.wanted}
        if made.kind == TO_PERSON
        else _("Follow-up: %(day)s") % {"day": made.wanted},
        "may_undo": made.kind == TO_DAY and made.undone_at is None and done > 0,
    }
    return render(request, "quotes/bulk_result.html", ctx)


def _change(made: BulkEdit, row: dict[str, str]) -> str:
    if row["said"]:
        return ""
    if made.kind == TO_DAY:
        return " → ".join(filters.plain_date(parse_datetime(row[name])) for name in ("before", "after"))
    return f"{row['before']} → {row['after']}"


@acts
def undo(request: Request, pk: int) -> HttpResponseBase:
    """Put the dates back that nobody has changed since."""
    made = views.edit_of(request.user, pk)
    back = bulk.undo(bulk=made, by=request.user, at=request.at)
    messages.success(request, _said(back))
    return redirect("quotes:bulk_result", pk=back.pk)
