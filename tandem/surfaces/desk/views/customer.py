"""The file of one customer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from tandem.base.journal.entry_types import CONTACT, DOCUMENT
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import LIFE_CYCLE
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import offers, rulebook
from tandem.essentials.playbook.models import APPOINTMENT
from tandem.essentials.playbook.rules import ReasonWanted, RuleForbids
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import guard, sheets, step_card
from tandem.essentials.teamwork import turn as turns
from tandem.essentials.teamwork.models import REQUEST, Matter
from tandem.essentials.teamwork.rules import asks_basis
from tandem.essentials.teamwork.step_card import StepCard
from tandem.surfaces.desk import links, timeline
from tandem.surfaces.desk.forms import NoteForm
from tandem.surfaces.desk.queries import circle as circles
from tandem.surfaces.desk.queries import customer_file as files
from tandem.surfaces.desk.queries.circle import Circle
from tandem.surfaces.desk.queries.customer_file import CustomerFile
from tandem.surfaces.desk.rows import STEP_ICONS

FILTERS = {"": (), "kontakte": (CONTACT,), "belege": (DOCUMENT,)}


@reads
def customer(request: Request, pk: int) -> HttpResponseBase:
    """Whose turn is it, what happened, what is open?"""
    circle = circles.of(request)
    found = files.of(user=request.user, pk=pk, circle=circle, at=request.at)
    if found.customer.pk != pk:
        return redirect("desk:customer", found.customer.pk)
    return render(request, "desk/customer.html", _context(request, found, circle, NoteForm()))


@reads
def history(request: Request, pk: int) -> HttpResponseBase:
    """A piece of the timeline: filtered, or the older entries; by itself a page."""
    found = customers.get_for(request.user, pk)
    wanted = request.GET.get("gruppe", "")
    wanted = wanted if wanted in FILTERS else ""
    before = request.GET.get("vor", "")
    piece = files.history(customer_ids=customers.alias_ids(found), groups=FILTERS[wanted], before=before)
    context = {"customer": found, "history": piece, "wanted": wanted, "is_older": bool(before)}
    if not request.htmx:
        return render(request, "desk/history.html", context)
    template = "desk/_fragments/history_rows.html" if before else "desk/_fragments/history.html"
    return render(request, template, context)


@acts
def note(request: Request, pk: int) -> HttpResponseBase:
    """Keep a contact or note in the journal."""
    found = customers.get_for(request.user, pk)
    form = NoteForm(request.POST)
    sheets.keep_reason(form)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("channel", "text", "contact")}
        reason = sheets.reason_in(form.cleaned_data)
        try:
            teamwork.note(customer=found, by=request.user, at=request.at, reason=reason, **said)
        except (RuleForbids, ReasonWanted) as refusal:
            sheets.refuse(form, refusal)
        else:
            return redirect("desk:customer", found.pk)
    circle = circles.of(request)
    shown = files.of(user=request.user, pk=found.pk, circle=circle, at=request.at)
    return render(request, "desk/customer.html", _context(request, shown, circle, form), status=422)


def _context(request: Request, found: CustomerFile, circle: Circle, form: NoteForm) -> dict[str, Any]:
    headline = found.headline
    held = rulebook.here(found.customer, at=request.at)
    acts = _acts(headline, found, circle) if headline is not None else None
    watch = (
        guard.of(
            user=request.user,
            customer=found.customer,
            at=request.at,
            matter=headline,
            team=found.team,
            away=circle.stand_ins(),
            held=held,
        )
        if found.may_write
        else None
    )
    return {
        "file": found,
        "watch": watch,
        "anyway_url": _anyway(headline),
        "here": rulebook.most_relevant(held, verdict=watch.verdict if watch is not None else None),
        "customer": found.customer,
        "team": found.team,
        "year": timezone.localdate(request.at).year,
        "turn": turns.of(headline, viewer=request.user, at=request.at, stand_ins=circle.stand_ins())
        if headline
        else None,
        "headline": headline,
        "acts": acts,
        "step_card": _step_card(found, circle, may_act=bool(acts and acts["may_act"])),
        "open": [_open_row(matter) for matter in found.matters],
        "holder": headline.accountable if headline is not None else None,
        "history": found.history,
        "wanted": "",
        "planned": _planned(headline),
        "form": form,
        "since": found.customer.created_at,
        "edit_url": links.to("customers:edit", found.customer.pk),
        "contacts_card": {
            "customer": found.customer,
            "contacts": found.contacts,
            "asks_basis": asks_basis(held),
            "may_write": found.may_write,
        },
        "master_card": _master_card(found),
        "take_call_url": _with(links.to("teamwork:take_call"), customer=found.customer.pk),
        "new_matter_url": _with(links.to("leads:new"), kunde=found.customer.pk),
    }


def _step_card(found: CustomerFile, circle: Circle, *, may_act: bool) -> StepCard | None:
    """The step of the headline: its checklist, whom to ask, who is told."""
    if found.headline is None:
        return None
    return step_card.of(
        found.headline, customer=found.customer, viewer=circle.user, team=found.team, may_act=may_act,
        ticks=getattr(found.headline, "told_ticks", []), day=circle.day,
    )  # fmt: skip


def _master_card(found: CustomerFile) -> dict[str, Any]:
    """What `customers.cards.master` says, from what the file has fetched with the customer's own row."""
    parent = found.parent
    return {
        "customer": found.customer,
        "channels": found.channels,
        "told_reach": found.told_reach,
        "parent": (parent, customers.file_path(parent.pk)) if parent is not None else None,
        "branches": [(branch, customers.file_path(branch["pk"])) for branch in found.branches],
        "life_cycle": LIFE_CYCLE.items(),
        "may_write": found.may_write,
    }


def _with(url: str, **query: int) -> str:
    return f"{url}?{urlencode(query)}" if url else ""


def _acts(matter: Matter, found: CustomerFile, circle: Circle) -> dict[str, Any]:
    """What can be done with the headline: the step's most likely act first."""
    offered = [
        {"label": offer.label, "icon": offer.icon, "url": url}
        for offer in (
            offers.at_step(*matter.step.keys, matter_id=matter.pk) if matter.step is not None else []
        )
        if (url := links.to(offer.url_name, matter.pk))
    ]
    acting = {circle.user.pk, *(person.pk for person in circle.represented())}
    is_asked = found.offer is not None and found.offer.taker_id in acting
    partner = found.team.partner_of(matter.accountable) if matter.accountable is not None else None
    is_partner = partner is not None and partner.pk == circle.user.pk
    passing = "teamwork:take_over" if is_partner else "teamwork:hand_over"
    return {
        "may_act": found.may_write or matter.accountable_id in acting,
        "is_mine": matter.accountable_id in acting,
        "is_partner": is_partner,
        "offered": offered,
        "matter_url": links.to("teamwork:matter", matter.pk),
        "accept_url": links.to("teamwork:accept", found.offer.pk)
        if found.offer is not None and is_asked
        else "",
        "pass_url": links.to(passing, matter.pk) if found.offer is None else "",
        "partner": partner,
    }


def _anyway(matter: Matter | None) -> str:
    """Where a contact about the headline is logged: the call of its step, else a note in the matter."""
    if matter is None:
        return "#note"
    is_call = matter.step is not None and matter.step.key == APPOINTMENT
    return links.to("calls:log" if is_call else "teamwork:note", matter.pk)


def _planned(matter: Matter | None) -> dict[str, Any] | None:
    """The next step on top of the timeline, dashed on the lane of whoever has the turn."""
    if matter is None or matter.accountable is None:
        return None
    lane = timeline.lane_of(matter.accountable.side)
    key = matter.step.key if matter.step is not None else ""
    return {
        "run": timeline.run_class(lane) or "id",
        "side": lane or "inside",
        "icon": "phone-incoming" if matter.kind == REQUEST else STEP_ICONS.get(key, "circle-check"),
        "text": matter.next_step,
        "at": matter.due_at,
    }


def _open_row(matter: Matter) -> dict[str, Any]:
    """One open matter with its number and amount."""
    order, quote = getattr(matter, "order", None), getattr(matter, "quote", None)
    return {
        "matter": matter,
        "order": order,
        "quote": quote,
        "amount": files.amount_of(matter),
        "icon": "package" if order else "file-text" if quote else STEP_ICONS.get(_key(matter), "inbox"),
        "url": links.to("teamwork:matter", matter.pk),
    }


def _key(matter: Matter) -> str:
    return matter.step.key if matter.step is not None else ""
