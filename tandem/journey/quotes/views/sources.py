"""Sheets around the grid: a line and the terms in whole, beginning with what is there, keeping a template."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.people import web
from tandem.essentials.people.web import Request
from tandem.essentials.teamwork import sheets
from tandem.essentials.teamwork.sheets import Made, Sheet, Verb
from tandem.journey.quotes import actions, forms, queries
from tandem.journey.quotes.models import COUNTED, ITEM, QuoteLine, QuoteVersion
from tandem.journey.quotes.queries import editing
from tandem.journey.quotes.views.acts import url_of
from tandem.journey.quotes.views.lines import draft

# --- one line


def _line(request: Request, pk: int) -> tuple[QuoteLine, Made]:
    line = queries.get_line_for(request.user, pk)
    sheet = Sheet(
        title=_("Item %(position)d") % {"position": line.position} if line.is_item else line.kind_label,
        verb=_("Save"),
        back=url_of(line.version.quote),
        about=line.version.quote.title,
        icon="file-pen",
        verbs=(
            Verb("save", _("Save"), "check"),
            Verb("up", _("Move up"), "arrow-up"),
            Verb("down", _("Move down"), "arrow-down"),
            Verb("remove", _("Remove"), "trash-2"),
        ),
    )
    shows_cost = queries.may_see_margin(request.user)
    return line, (sheet, forms.LineForm(request.POST or None, line=line, shows_cost=shows_cost))


def _show_line(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_line(request, pk)[1])


def _do_line(request: Request, pk: int) -> HttpResponseBase:
    line, (sheet, form) = _line(request, pk)
    given: dict[str, Any] = {"line": line, "by": request.user, "at": request.at}
    reply = request.POST.get("reply", "save")

    def act(_data: dict[str, Any]) -> str:
        if reply == "remove":
            actions.remove_line(**given)
            return _("The line is removed.")
        if reply in ("up", "down"):
            actions.move_line(**given, step=-1 if reply == "up" else 1)
            return _("The line is moved.")
        _save(form, given)
        return _("The line is saved.")

    return sheets.send(request, sheet, form, act)


def _save(form: django_forms.Form, given: dict[str, Any]) -> None:
    """Only what was changed in the sheet is written, so that what a colleague types meanwhile stays."""
    fields: dict[str, Any] = {}
    began: dict[str, Any] = {}
    kind = ""
    for name in form.changed_data:
        if name == "kind":
            kind = form.cleaned_data[name]
            continue
        fields |= forms.line_field(name, form.cleaned_data[name])
        began |= forms.line_field(name, form.data.get(f"initial-{name}", ""))
    if kind:
        is_choice = kind in forms.ITEM_CHOICES
        actions.set_kind(
            **given,
            kind=ITEM if is_choice else kind,
            choice=forms.ITEM_CHOICES.get(kind, COUNTED),
        )
    if fields:
        actions.edit_line(**given, fields=fields, began_with=began)


line = sheets.by_method(_show_line, _do_line)


# --- the terms, for whoever has no script


def _terms(request: Request, pk: int) -> tuple[QuoteVersion, Made]:
    version = draft(request, pk)
    sheet = Sheet(title=_("Terms"), verb=_("Save"), back=url_of(version.quote), about=version.quote.title)
    return version, (sheet, forms.TermsForm(request.POST or None, version=version))


def _show_terms(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_terms(request, pk)[1])


def _do_terms(request: Request, pk: int) -> HttpResponseBase:
    version, (sheet, form) = _terms(request, pk)

    def act(data: dict[str, Any]) -> str:
        terms: dict[str, Any] = {}
        began: dict[str, Any] = {}
        for name in form.changed_data:
            terms |= forms.terms_field(name, data[name])
            began |= forms.terms_field(name, form.data.get(f"initial-{name}", ""))
        actions.edit_terms(version=version, terms=terms, began_with=began, by=request.user, at=request.at)
        return _("The terms are saved.")

    return sheets.send(request, sheet, form, act)


terms = sheets.by_method(_show_terms, _do_terms)


# --- beginning with what is there


def _take(request: Request, version: QuoteVersion, *, wrong: str = "") -> HttpResponseBase:
    text = texts.clean(request.GET.get("q", ""), limit=100)
    context = {
        "quote": version.quote,
        "q": text,
        "sources": editing.sources(request.user, version.quote.matter, text),
        "templates": editing.templates(text)[: editing.MOST_SOURCES],
        "report": editing.requirement_of(version.quote.matter),
        "wrong": wrong,
    }
    name = "quotes/_fragments/take.html" if request.htmx else "quotes/take.html"
    return render(request, name, context, status=422 if wrong else 200)


def _show_take(request: Request, pk: int) -> HttpResponseBase:
    return _take(request, draft(request, pk))


def _do_take(request: Request, pk: int) -> HttpResponseBase:
    version = draft(request, pk)
    try:
        change = _taken(request, version)
    except Refused as refusal:
        return _take(request, version, wrong=str(refusal))
    words = _("%(count)d lines are inserted.") % {"count": len(change.changed)}
    messages.success(request, words)
    return web.go(request, url_of(version.quote))


def _taken(request: Request, version: QuoteVersion) -> actions.Change:
    kind, _sign, raw = request.POST.get("source", "").partition(":")
    pk = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0
    given: dict[str, Any] = {"version": version, "by": request.user, "at": request.at}
    with_terms = "terms" in request.POST
    if kind == "quote":
        source = queries.get_for(request.user, pk)
        return actions.copy_quote(source=source, with_terms=with_terms, **given)
    if kind == "template":
        template = get_object_or_404(editing.templates(), pk=pk)
        return actions.copy_template(template=template, with_terms=with_terms, **given)
    if kind == "report":
        return actions.copy_requirement(**given)
    raise actions.NotValid(_("Choose what the quote begins with."))


take = sheets.by_method(_show_take, _do_take)


# --- a template


def _keep(request: Request, pk: int) -> tuple[QuoteVersion, Made]:
    version = draft(request, pk)
    sheet = Sheet(
        title=_("Keep as a template"),
        verb=_("Keep"),
        back=url_of(version.quote),
        about=_(
            "Lines, prices and terms as they stand now. Everybody who writes quotes finds it by its name."
        ),
        icon="copy-plus",
    )
    return version, (
        sheet,
        forms.TemplateForm(request.POST or None, initial={"name": version.quote.title[:80]}),
    )


def _show_keep(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_keep(request, pk)[1])


def _do_keep(request: Request, pk: int) -> HttpResponseBase:
    version, (sheet, form) = _keep(request, pk)

    def act(data: dict[str, Any]) -> str:
        kept = actions.keep_as_template(version=version, by=request.user, at=request.at, **data)
        return _("The template “%(name)s” is kept.") % {"name": kept.name}

    return sheets.send(request, sheet, form, act)


keep = sheets.by_method(_show_keep, _do_keep)
