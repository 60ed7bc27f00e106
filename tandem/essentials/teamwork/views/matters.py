"""The page of a matter, and what changes its turn: next step, note, close; a new matter by hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.customers import queries as customers
from tandem.essentials.people import queries as people
from tandem.essentials.people import web
from tandem.essentials.people.web import Request, reads
from tandem.essentials.playbook import conditions, offers, rulebook
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import BEGINS_AT
from tandem.essentials.teamwork import (
    actions,
    contacts,
    forms,
    guard,
    lists,
    queries,
    sheets,
    step_card,
    track,
    turn,
)
from tandem.essentials.teamwork.models import DONE, OUTCOMES, REQUEST, Matter
from tandem.essentials.teamwork.sheets import Made, Sheet


def url_of(matter: Matter) -> str:
    return reverse("teamwork:matter", args=[matter.pk])


@reads
def matter(request: Request, pk: int) -> HttpResponseBase:
    """Whose turn is it, what happened, what is open: one matter."""
    found = queries.get_page_for(request.user, pk, at=request.at)
    day = timezone.localdate(request.at)
    stand_ins = people.stand_ins(day=day)
    acting_as = {request.user.pk, *stand_ins.represented_by(request.user)}
    team = people.team_of(found.customer.tandem, day=day)
    offer = queries.open_offer(found) if found.is_open and found.has_offer else None
    # Who holds a seat here may: known already, so nothing is asked.
    is_ours = request.user in team or queries.may_act(request.user, found, day=day)
    may_act = found.is_open and is_ours
    ctx = {
        "matter": found,
        "team": team,
        "turn": turn.of(found, viewer=request.user, at=request.at, stand_ins=stand_ins)
        if found.is_open
        else None,
        "outcome": OUTCOMES.get(found.outcome, ""),
        "may_act": may_act,
        "steps": playbook.steps_of(found.step) if found.step else [],
        "step_card": step_card.of(
            found,
            customer=found.customer,
            viewer=request.user,
            team=team,
            may_act=may_act,
            ticks=found.told_ticks,
            day=day,
        ),
        "needs": conditions.standing(found.step.needs, matter_id=found.pk)
        if found.step and found.is_open
        else [],
        "history": track.rows(lists.history_with_actors(found)),
        "documents": offers.documents_of(found.pk),
        "questions": [
            (
                question,
                not question.answered_at and (question.asked_id in acting_as or is_ours),
                question.asked_id in acting_as,
            )
            for question in lists.questions_of(found)
        ],
        "tasks": lists.open_tasks(found),
        "claim": queries.claim_told(found.told_claim) if found.is_open else None,
        "here": rulebook.most_relevant(rulebook.here(found.customer, at=request.at), most=1),
        "offer": offer,
        "may_answer": offer is not None and offer.taker_id in acting_as,
        "may_take_back": offer is not None
        and not acting_as.isdisjoint((offer.giver_id, found.accountable_id)),
        "is_acting": found.accountable_id in acting_as,
        **_acts(
            request, found, team=team, may_act=may_act, acting_as=acting_as, is_offered=offer is not None
        ),
    }
    return render(request, "teamwork/matter.html", ctx)


def _acts(
    request: Request,
    found: Matter,
    *,
    team: people.Team,
    may_act: bool,
    acting_as: set[int],
    is_offered: bool,
) -> dict[str, Any]:
    """What can be done now: the playbook's first offer is the one primary button."""
    if not may_act:
        return {}
    offered = offers.at_step(*found.step.keys, matter_id=found.pk) if found.step else []
    linked = [(offer, offer.url(found.pk)) for offer in offered]
    always = [(offer, offer.url(found.pk)) for offer in offers.anytime()]
    is_mine = found.accountable_id == request.user.pk
    partner = team.partner_of(request.user) if request.user in team else None
    holder = found.accountable
    taker = partner if is_mine or partner is None or partner.pk != found.accountable_id else None
    return {
        "primary": linked[0] if linked else None,
        "more_offers": [*linked[1:], *always],
        "taker": taker if taker and holder and taker.pk != holder.pk and taker.is_active else None,
        "may_take_over": not is_mine,
        "may_remind": found.accountable_id not in acting_as and not is_offered,
        "helper": queries.helper_in(team, request.user) if is_mine and found.kind != REQUEST else None,
    }


def _next_step(request: Request, pk: int) -> tuple[Matter, Made]:
    found = queries.get_for(request.user, pk)
    sheet = Sheet(
        title=_("Next step"), verb=_("Save"), back=url_of(found), about=found.title, icon="calendar-clock"
    )
    initial = {
        "next_step": found.next_step,
        "waiting_for": found.waiting_for,
        **forms.due_initial(found.due_at),
    }
    return found, (sheet, forms.NextStepForm(request.POST or None, initial=initial))


def _show_next_step(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_next_step(request, pk)[1])


def _set_next_step(request: Request, pk: int) -> HttpResponseBase:
    found, (sheet, form) = _next_step(request, pk)
    assert isinstance(form, forms.NextStepForm)

    def act(data: dict[str, Any]) -> str:
        actions.set_next_step(
            matter=found,
            next_step=data["next_step"],
            due_at=form.due_at,
            waiting_for=data["waiting_for"],
            reason=data["reason"],
            by=request.user,
            at=request.at,
        )
        return _("The next step is set.")

    return sheets.send(request, sheet, form, act)


def _note(request: Request, pk: int) -> tuple[Matter, Made]:
    found = queries.get_for(request.user, pk)
    sheet = Sheet(
        title=_("Log something"),
        verb=_("Save"),
        back=url_of(found),
        about=found.title,
        icon="message-square-quote",
        guard=guard.of(user=request.user, customer=found.customer, matter=found, at=request.at),
    )
    form = forms.NoteForm(
        request.POST or None,
        initial={
            "contact": found.contact.full_name if found.contact else "",
            "about": contacts.occasion_of(found),
        },
    )
    form.offer(lists.contacts_of(found.customer))
    return found, (sheet, form)


def _show_note(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_note(request, pk)[1])


def _add_note(request: Request, pk: int) -> HttpResponseBase:
    found, made = _note(request, pk)

    def act(data: dict[str, Any]) -> str:
        said = {name: data[name] for name in ("channel", "about", "contact", "text")}
        reason = sheets.reason_in(data)
        actions.note(
            customer=found.customer, matter=found, by=request.user, at=request.at, reason=reason, **said
        )
        return _("It is in the timeline.")

    return sheets.send(request, *made, act)


def _close(request: Request, pk: int) -> tuple[Matter, Made]:
    found = queries.get_for(request.user, pk)
    is_request = found.kind == REQUEST
    title = _("Keep the answer") if is_request else _("Close the matter")
    verb = _("Save") if is_request else _("Close the matter")
    sheet = Sheet(title=title, verb=verb, back=url_of(found), about=found.title)
    form = forms.CloseForm(request.POST or None)
    form.offer(found.kind)
    return found, (sheet, form)


def _show_close(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_close(request, pk)[1])


def _do_close(request: Request, pk: int) -> HttpResponseBase:
    found, made = _close(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.close(matter=found, by=request.user, at=request.at, **data)
        if found.kind == REQUEST and data["outcome"] == DONE:
            return _("Answered: %(title)s") % {"title": found.title}
        return _("“%(title)s” is closed.") % {"title": found.title}

    return sheets.send(request, *made, act)


def _new(request: Request, pk: int) -> tuple[Any, Made]:
    customer = customers.get_for(request.user, pk)
    customers.require_write(request.user, customer, day=timezone.localdate(request.at))
    sheet = Sheet(
        title=_("New matter"),
        verb=_("Begin"),
        back=f"/kunden/{pk}",
        about=customer.name,
        icon="plus",
    )
    form = forms.MatterForm(request.POST or None)
    running = [
        step for step in playbook.steps(day=timezone.localdate(request.at)) if step.stands_for(*BEGINS_AT)
    ]
    form.offer(running, lists.contacts_of(customer))
    return customer, (sheet, form)


def _show_new(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_new(request, pk)[1])


def _begin(request: Request, pk: int) -> HttpResponseBase:
    customer, (sheet, form) = _new(request, pk)
    assert isinstance(form, forms.MatterForm)
    opened: list[Matter] = []

    def act(data: dict[str, Any]) -> str:
        fields = {
            name: data[name] for name in ("kind", "title", "contact", "value", "next_step", "description")
        }
        begun = actions.begin(
            customer=customer,
            step_key=data["step"],
            due_at=form.due_at,
            by=request.user,
            at=request.at,
            **fields,
        )
        opened.append(begun)
        assert begun.accountable is not None
        return _("Begun. It is %(name)s's turn.") % {"name": begun.accountable.first_name}

    if form.is_valid():
        response = sheets.send(request, sheet, form, act)
        return web.go(request, url_of(opened[0])) if opened else response
    return sheets.show(request, sheet, form, status=422)


next_step = sheets.by_method(_show_next_step, _set_next_step)
note = sheets.by_method(_show_note, _add_note)
close = sheets.by_method(_show_close, _do_close)
begin = sheets.by_method(_show_new, _begin)
