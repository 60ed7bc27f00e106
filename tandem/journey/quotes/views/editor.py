"""The page of a quote: lines saved as typed, sums live, the document."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as quoted

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.files import actions as files
from tandem.base.journal.entry_types import EntryType
from tandem.base.post.models import OutgoingMail
from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import offers, rules
from tandem.essentials.teamwork import lists, turn
from tandem.essentials.teamwork import queries as teamwork
from tandem.journey.quotes import actions, copies, forms, queries, strip, totals
from tandem.journey.quotes.models import OPEN, Quote, QuoteLine, QuoteVersion

# So many events of the matter fit the strip beside what is planned.
PAST_STOPS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its money, as the grid draws it."""

    line: QuoteLine
    sums: totals.LineSum

    @property
    def quantity(self) -> str:
        return forms.shown(self.line.quantity)

    @property
    def price(self) -> str:
        return forms.price_shown(self.line)

    @property
    def price_places(self) -> int:
        return forms.places_of(self.line.price)

    @property
    def cost(self) -> str:
        return (
            ""
            if self.line.cost is None
            else forms.shown(self.line.cost, places=forms.places_of(self.line.cost))
        )

    @property
    def discount(self) -> str:
        return forms.shown(self.line.discount)

    @property
    def vat_rate(self) -> str:
        return forms.shown(self.line.vat_rate)


@reads
def quote(request: Request, pk: int) -> HttpResponseBase:
    """Price, margin, terms, versions and how to go on: one quote."""
    found = queries.get_for(request.user, pk)
    versions = sorted(found.versions.all(), key=lambda version: -version.number)
    version = _chosen(versions, request.GET.get("version", ""))
    version.quote = found
    matter = found.matter
    day = timezone.localdate(request.at)
    team = people.team(tandem_id=matter.customer.tandem_id, day=day)
    may_act = matter.is_open and teamwork.may_act(request.user, matter, day=day)
    follow_up = queries.open_follow_up(found)
    standing = (
        turn.of(matter, viewer=request.user, at=request.at, stand_ins=people.stand_ins(day=day))
        if matter.is_open
        else None
    )
    ctx = {
        **_grid(request, version, editable=may_act and version.is_draft and found.is_open),
        "quote": found,
        "matter": matter,
        "versions": versions,
        "newest": versions[0],
        "is_newest": version.pk == versions[0].pk,
        "team": team,
        "copy_to": copies.copy_for(team, sender=request.user),
        "copied": _named(versions[0].copy_mail, team),
        "recipient": queries.recipient_of(matter) if versions[0].is_draft else "",
        "turn": standing,
        # The one black button is the next act of whoever has the turn; others may act too, more quietly.
        "is_acting": standing is not None and request.user in (standing.person, standing.stand_in),
        "next_act": _next_act(found) if may_act else None,
        "may_act": may_act,
        "may_decide": may_act and found.state == OPEN,
        "follow_up": follow_up,
        "cells": strip.cells(_stops(found, version)),
        "troubled": [
            mail
            for mail in (versions[0].mail, versions[0].copy_mail)
            if mail is not None and mail.is_in_trouble
        ],
    }
    return render(request, "quotes/quote.html", ctx)


def _next_act(found: Quote) -> tuple[offers.Offer, str] | None:
    """After the quote is won its matter goes on in a later room."""
    matter = found.matter
    if found.is_open or matter.step is None:
        return None
    for offer in offers.at_step(*matter.step.keys, matter_id=matter.pk):
        return offer, offer.url(matter.pk)
    return None


def _named(mail: OutgoingMail | None, team: people.Team) -> User | None:
    """The colleague to whom a mail went, where they still sit in the tandem."""
    return next((person for person in team.people if mail is not None and person.email in mail.to), None)


@reads
def mail_state(request: Request, pk: int) -> HttpResponseBase:
    """How far the mails of the newest version have come; the page asks again while they are being sent."""
    found = queries.get_for(request.user, pk)
    newest = queries.current_version(found)
    team = people.team(tandem_id=found.matter.customer.tandem_id, day=timezone.localdate(request.at))
    ctx = {"quote": found, "newest": newest, "copied": _named(newest.copy_mail, team)}
    response = render(request, "quotes/_fragments/mails.html", ctx)
    if any(mail is not None and mail.is_in_trouble for mail in (newest.mail, newest.copy_mail)):
        # The page says above what to do about it.
        response["HX-Refresh"] = "true"
    return response


def _chosen(versions: list[QuoteVersion], wanted: str) -> QuoteVersion:
    if not wanted:
        return versions[0]
    for version in versions:
        if str(version.number) == wanted:
            return version
    raise Http404


def _grid(request: Request, version: QuoteVersion, *, editable: bool) -> dict[str, Any]:
    viewer = request.user
    lines = queries.lines_of(version)
    sums = queries.totals_of_lines(version, lines)
    verdict = (
        rules.check(actions.judged(version, lines, sums, by=viewer, at=request.at)) if editable else None
    )
    return {
        "version": version,
        "rows": [Row(line, part) for line, part in zip(lines, sums.lines, strict=True)],
        "sums": sums,
        "discount": forms.shown(version.discount),
        "may_see_margin": queries.may_see_margin(viewer),
        "warnings": _warnings(verdict, viewer) if verdict is not None else [],
        "editable": editable,
    }


def _warnings(verdict: rules.Verdict, viewer: User) -> list[rules.Finding]:
    """What the rules will say when it is sent; what tells of the margin only to those who may see it."""
    shown = queries.may_see_margin(viewer)
    return [finding for finding in verdict.findings if shown or not finding.held.kind.is_confidential]


def _stops(found: Quote, version: QuoteVersion) -> list[strip.Stop]:
    """The last events of the matter, then what is planned."""
    told = [
        entry
        for entry in lists.history(found.matter, limit=20)
        if entry.event.group in ("contact", "document", "handover")
    ]
    stops = [
        strip.Stop(
            side=entry.entry.lane or entry.entry.side,
            icon=entry.event.icon,
            label=_short(entry.event),
            at=entry.entry.at,
        )
        for entry in told[:PAST_STOPS]
    ][::-1]
    matter = found.matter
    if not matter.is_open or matter.accountable is None:
        return stops
    side = matter.accountable.side
    if version.is_draft:
        label = _("Send version %(version)d") % {"version": version.number}
        stops.append(strip.Stop(side=side, icon="send", label=label, at=matter.due_at, planned=True))
    elif matter.next_step:
        stops.append(
            strip.Stop(
                side=side,
                icon="phone" if found.state == OPEN else "package",
                label=_("Follow up") if found.state == OPEN else matter.step.name if matter.step else "",
                at=matter.due_at,
                planned=True,
            )
        )
    if found.is_open and version.valid_until:
        stops.append(
            strip.Stop(
                side="customer",
                icon="gavel",
                label=_("Decision, valid until"),
                at=version.valid_until,
                planned=True,
            )
        )
    return stops


def _short(event: EntryType) -> str:
    """A few words where the entry type has them, else its sentence."""
    words: Callable[[], str] = getattr(event, "short", event.sentence)
    return words()


@acts
def add_line(request: Request, pk: int) -> HttpResponseBase:
    """An empty line at the end of the grid, with the focus in it."""
    version = _draft(request, pk)
    line = actions.add_line(version=version, by=request.user, at=request.at)
    if not request.htmx:
        return _back(request, version)
    grid = _grid(request, version, editable=True)
    row = next(row for row in grid["rows"] if row.line.pk == line.pk)
    return render(
        request, "quotes/_fragments/added.html", {**grid, "row": row, "quote": version.quote, "is_new": True}
    )


@acts
def set_line(request: Request, pk: int) -> HttpResponseBase:
    """One field of a line, as it was typed."""
    line = queries.get_line_for(request.user, pk)
    name = request.POST.get("field", "")
    try:
        fields = forms.line_field(name, request.POST.get(name, ""))
        saved = actions.set_line(line=line, by=request.user, at=request.at, **fields)
    except actions.NotValid as refusal:
        return _refused(request, refusal)
    grid = _grid(request, line.version, editable=True)
    rows = [row for row in grid["rows"] if row.line.pk == saved.pk]
    response = render(
        request, "quotes/_fragments/saved.html", {**grid, "rows": rows, "quote": line.version.quote}
    )
    return _kept(response, shown=getattr(rows[0], name) if name in forms.LINE_AMOUNTS else None)


@acts
def remove_line(request: Request, pk: int) -> HttpResponseBase:
    """A line is gone; so is its row."""
    line = queries.get_line_for(request.user, pk)
    actions.remove_line(line=line, by=request.user, at=request.at)
    grid = _grid(request, line.version, editable=True)
    return render(request, "quotes/_fragments/saved.html", {**grid, "rows": [], "quote": line.version.quote})


@acts
def set_terms(request: Request, pk: int) -> HttpResponseBase:
    """One of the terms, as it was typed."""
    version = _draft(request, pk)
    name = request.POST.get("field", "")
    try:
        terms = forms.terms_field(name, request.POST.get(name, ""))
        version = actions.set_terms(version=version, by=request.user, at=request.at, **terms)
    except actions.NotValid as refusal:
        return _refused(request, refusal)
    grid = _grid(request, version, editable=True)
    response = render(
        request, "quotes/_fragments/saved.html", {**grid, "quote": version.quote, "terms": True}
    )
    return _kept(response, shown=grid["discount"] if name == "discount" else None)


def _refused(request: Request, refusal: Refused) -> HttpResponse:
    """The value stays in its field as typed, and the sentence is shown there."""
    if not request.htmx:
        raise refusal
    response = HttpResponse(status=422)
    response["HX-Trigger"] = json.dumps({"quotes:refused": {"says": str(refusal)}})
    return response


def _kept(response: HttpResponse, *, shown: str | None) -> HttpResponse:
    """An amount is shown as it was understood: 10,50 for what was typed as 10,5 %."""
    response["HX-Trigger"] = json.dumps({"quotes:kept": {} if shown is None else {"shown": shown}})
    return response


def _draft(request: Request, pk: int) -> QuoteVersion:
    found = queries.get_for(request.user, pk)
    version = queries.current_version(found)
    version.quote = found
    return version


def _back(request: Request, version: QuoteVersion) -> HttpResponseBase:
    return redirect("quotes:quote", pk=version.quote_id)


@reads
def document(request: Request, pk: int) -> HttpResponseBase:
    """The PDF: as it was sent, or how it would look now."""
    version = queries.get_version_for(request.user, pk)
    if version.pdf is not None:
        content, name = files.read(file=version.pdf), version.pdf.name
    else:
        content = actions.preview(version=version, by=request.user, at=request.at)
        name = _("Draft") + ".pdf"
    response = HttpResponse(content, content_type="application/pdf")
    shown = "attachment" if request.GET.get("laden") else "inline"
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quoted(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
