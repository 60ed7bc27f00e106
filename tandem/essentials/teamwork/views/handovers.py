"""Passing the turn and answering an offer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.people.web import Request, acts
from tandem.essentials.teamwork import actions, forms, lists, queries, sheets
from tandem.essentials.teamwork.models import ACCEPTED, Handover, Matter
from tandem.essentials.teamwork.sheets import Made, Sheet
from tandem.essentials.teamwork.views.matters import url_of


def _hand_over(request: Request, pk: int) -> tuple[Matter, Made]:
    found = queries.get_for(request.user, pk)
    who = lists.colleagues_at(found.customer, user=request.user, day=timezone.localdate(request.at))
    team = [person for person in who.team if person.pk != found.accountable_id]
    others = [person for person in who.others if person.pk != found.accountable_id]
    initial: dict[str, Any] = {"next_step": found.next_step, **forms.due_initial(found.due_at)}
    if found.due_at is not None and found.due_at < request.at:
        initial |= {"day": timezone.localdate(request.at), "clock": None}
    if team:
        initial["to"] = str(team[0].pk)
    form = forms.HandOverForm(request.POST or None, initial=initial)
    field = form.fields["to"]
    assert isinstance(field, forms.PersonField)
    field.offer([(found.customer.tandem.name, team), (_("Other colleagues (they accept first)"), others)])
    sheet = Sheet(
        title=_("Hand over"),
        verb=_("Hand over"),
        back=url_of(found),
        about=found.title,
        icon="arrow-left-right",
    )
    return found, (sheet, form)


def _show_hand_over(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_hand_over(request, pk)[1])


def _do_hand_over(request: Request, pk: int) -> HttpResponseBase:
    found, (sheet, form) = _hand_over(request, pk)
    assert isinstance(form, forms.HandOverForm)

    def act(data: dict[str, Any]) -> str:
        made = actions.hand_over(
            matter=found,
            to=data["to"],
            briefing=data["briefing"],
            next_step=data["next_step"],
            due_at=form.due_at,
            by=request.user,
            at=request.at,
        )
        name = {"name": made.taker.first_name}
        if made.state == ACCEPTED:
            return _("%(name)s has the turn now.") % name
        return _("Offered to %(name)s. It stays your turn until it is accepted.") % name

    return sheets.send(request, sheet, form, act)


def _take_over(request: Request, pk: int) -> tuple[Matter, Made]:
    found = queries.get_for(request.user, pk)
    form = forms.TakeOverForm(request.POST or None, initial={"seen": found.revision})
    sheet = Sheet(
        title=_("I take over"), verb=_("I take over"), back=url_of(found), about=found.title, icon="hand"
    )
    return found, (sheet, form)


def _show_take_over(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_take_over(request, pk)[1])


def _do_take_over(request: Request, pk: int) -> HttpResponseBase:
    found, (sheet, form) = _take_over(request, pk)
    assert isinstance(form, forms.TakeOverForm)

    def act(data: dict[str, Any]) -> str:
        actions.take_over(
            matter=found,
            reason=data["reason"],
            seen_revision=data["seen"],
            until=form.until_at(request.at),
            by=request.user,
            at=request.at,
        )
        return _("It is your turn now.")

    return sheets.send(request, sheet, form, act)


@acts
def accept(request: Request, pk: int) -> HttpResponseBase:
    """Take the turn that was offered."""
    offer = queries.get_handover_for(request.user, pk)
    actions.accept(handover=offer, by=request.user, at=request.at)
    # Read again: a room of the journey may have moved the matter on, also to somebody else.
    found = queries.get_for(request.user, offer.matter_id)
    assert found.accountable is not None  # who could accept holds an open matter: open_matter_has_a_turn
    if found.accountable_id == request.user.pk:
        said = _("Accepted. It is your turn: %(step)s.") % {"step": found.next_step}
    else:
        names = {"name": found.accountable.first_name, "step": found.next_step}
        said = _("Accepted. %(name)s has the turn now: %(step)s.") % names
    messages.success(request, said)
    return redirect(url_of(found))


@acts
def take_back(request: Request, pk: int) -> HttpResponseBase:
    """Withdraw an offer."""
    offer = queries.get_handover_for(request.user, pk)
    actions.take_back(handover=offer, by=request.user, at=request.at)
    messages.success(request, _("Taken back."))
    return redirect(url_of(offer.matter))


def _decline(request: Request, pk: int) -> tuple[Handover, Made]:
    offer = queries.get_handover_for(request.user, pk)
    sheet = Sheet(
        title=_("Decline"), verb=_("Decline"), back=url_of(offer.matter), about=offer.matter.title, icon="x"
    )
    return offer, (sheet, forms.ReasonForm(request.POST or None))


def _show_decline(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_decline(request, pk)[1])


def _do_decline(request: Request, pk: int) -> HttpResponseBase:
    offer, made = _decline(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.decline(handover=offer, by=request.user, at=request.at, **data)
        return _("Declined. %(name)s reads your reason.") % {"name": offer.giver.first_name}

    return sheets.send(request, *made, act)


hand_over = sheets.by_method(_show_hand_over, _do_hand_over)
take_over = sheets.by_method(_show_take_over, _do_take_over)
decline = sheets.by_method(_show_decline, _do_decline)
