"""The page of a quote, and its document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote as quoted

from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.files import actions as files
from tandem.base.journal.entry_types import EntryType
from tandem.base.post.models import OutgoingMail
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request, reads
from tandem.essentials.playbook import offers
from tandem.essentials.teamwork import lists, turn
from tandem.essentials.teamwork import queries as teamwork
from tandem.journey.quotes import actions, copies, forms, queries, strip
from tandem.journey.quotes.models import INCOTERMS, OPEN, Quote, QuoteVersion
from tandem.journey.quotes.queries import approvals
from tandem.journey.quotes.views import card, grid, lines

# So many events of the matter fit the strip beside what is planned.
PAST_STOPS = 4


@reads
def quote(request: Request, pk: int) -> HttpResponseBase:
    """Price, margin, terms, versions and how to go on: one quote."""
    found = queries.get_for(request.user, pk)
    versions = sorted(found.versions.all(), key=lambda version: -version.number)
    version = _chosen(versions, request.GET.get("version", ""))
    version.quote = found
    matter = found.matter
    day = timezone.localdate(request.at)
    team = people.team_of(matter.customer.tandem, day=day)
    may_reply = teamwork.may_act(request.user, matter, day=day)
    may_act = matter.is_open and may_reply
    # A quote that was never sent is not followed up.
    follow_up = queries.open_follow_up(found) if found.number else None
    standing = (
        turn.of(
            matter,
            viewer=request.user,
            at=request.at,
            stand_ins=people.stand_ins_of(matter.accountable, day=day, team=team),
        )
        if matter.is_open and matter.accountable is not None
        else None
    )
    editable = may_act and version.is_draft and found.is_open
    ctx = {
        **grid.grid(request, version, editable=editable),
        "pass": signing.dumps([version.pk, request.user.pk], salt=lines.PRESENCE) if editable else "",
        "incoterms": INCOTERMS,
        "kinds": forms.kinds(),
        **card.of(found, versions),
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
        # What a customer asked is answered also when the quote is decided.
        "may_reply": may_reply,
        "may_decide": may_act and found.state == OPEN,
        "follow_up": follow_up,
        **_approvals(request, version),
        "cells": strip.cells(_stops(found, version)),
    }
    return render(request, "quotes/quote.html", ctx)


def _approvals(request: Request, version: QuoteVersion) -> dict[str, Any]:
    """Every time a yes was asked for, and which of them the person can answer or take back."""
    found = approvals.of_version(version)
    day = timezone.localdate(request.at)
    open_ones = [one for one in found if (one.is_asked or one.is_granted) and version.is_draft]
    return {
        "approvals": found,
        "decides": {one.pk for one in open_ones if approvals.may_decide(request.user, one, day=day)},
    }


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
    decision = version.decide_on or version.valid_until
    if found.is_open and decision:
        stops.append(
            strip.Stop(
                side="customer",
                icon="gavel",
                label=_("Decision") if version.decide_on else _("Decision, valid until"),
                at=decision,
                planned=True,
            )
        )
    return stops


def _short(event: EntryType) -> str:
    """A few words where the entry type has them, else its sentence."""
    words: Callable[[], str] = getattr(event, "short", event.sentence)
    return words()


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
