"""Raising something openly, and the page on which the two settle it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import SALES_LEAD
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import lists
from tandem.essentials.teamwork import queries as turns
from tandem.steering.reviews import actions, forms, queries
from tandem.steering.reviews.models import Conflict


@reads
def overview(request: Request) -> HttpResponseBase:
    """What was raised with me or by me, and what has come up to me."""
    found = queries.list_for(request.user)
    ctx = {
        "open": [one for one in found if one.is_open],
        "solved": [one for one in found if not one.is_open],
        "waiting": {one.pk for one in queries.waiting_for(request.user)},
        "wanted": [
            (one, queries.could_help(one.kind)) for one in queries.rules_wanted(request.user, at=request.at)
        ],
    }
    return render(request, "reviews/list.html", ctx)


def _raise_form(request: Request, pk: int) -> tuple[dict[str, Any], forms.RaiseForm]:
    matter = turns.get_for(request.user, pk)
    who = lists.colleagues_at(matter.customer, user=request.user, day=timezone.localdate(request.at))
    people = [person for person in [*who.team, *who.others] if person.pk != request.user.pk]
    first = people[0].pk if people else None
    form = forms.RaiseForm(request.POST or None, people=people, initial={"other": first})
    turns.require_act(request.user, matter, day=timezone.localdate(request.at))
    return {"matter": matter, "form": form}, form


@reads
def _show_raise(request: Request, pk: int) -> HttpResponseBase:
    return render(request, "reviews/raise.html", _raise_form(request, pk)[0])


@acts
def _do_raise(request: Request, pk: int) -> HttpResponseBase:
    ctx, form = _raise_form(request, pk)
    if form.is_valid():
        try:
            made = actions.raise_conflict(
                matter=ctx["matter"], by=request.user, at=request.at, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("%(name)s is asked for the other view. Only you two see it.")
                % {"name": made.other.first_name},
            )
            return redirect("reviews:conflict", made.pk)
    return render(request, "reviews/raise.html", ctx, status=422)


def raise_it(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Reading shows the form, sending raises it."""
    return (_do_raise if request.method == "POST" else _show_raise)(request, pk)


@reads
def conflict(request: Request, pk: int) -> HttpResponseBase:
    """Both views, the proposals, the solution."""
    found = queries.get_for(request.user, pk)
    views = queries.views_for(found, request.user)
    proposals = queries.proposals(found)
    latest = proposals[0] if proposals else None
    mine = found.concerns(request.user)
    has_written = any(view.person_id == request.user.pk for view in views)
    helps = queries.helps(request.user, found)
    both = queries.both_written(found)
    ctx = {
        "conflict": found,
        "views": views,
        "other": found.other if found.raised_by_id == request.user.pk else found.raised_by,
        "proposals": proposals,
        "latest": latest,
        "is_mine": mine,
        "may_write": found.is_open and mine and not has_written,
        "waits_for_view": mine and has_written and not both,
        "may_propose": found.is_open and ((mine and both) or helps),
        "may_answer": found.is_open
        and mine
        and latest is not None
        and not latest.is_answered_by(request.user),
        "may_decide": found.is_open and found.level == SALES_LEAD and request.user.has_role(SALES_LEAD),
        "may_withdraw": found.is_open and found.raised_by_id == request.user.pk,
        **_rule(request, found),
    }
    return render(request, "reviews/conflict.html", ctx)


def _rule(request: Request, found: Conflict) -> dict[str, Any]:
    """The rule that came of it, or those that could help when the like happened often enough."""
    rule = queries.rule_of(found)
    cases = queries.like_cases(matter=found.matter, kind=found.kind, at=request.at)
    helpful = queries.could_help(found.kind)
    return {
        "rule": rules.read(rule) if rule else None,
        "may_make_rule": playbook.may_make_rules(request.user),
        "origin": queries.origin(found),
        "proposes_rule": rule is None and cases >= queries.LIKE_CASES,
        "helpful": helpful if rule is None else [],
        "may_ask_for_rule": rule is None
        and not found.is_open
        and found.rule_wanted_at is None
        and found.concerns(request.user),
    }


@acts
def write_view(request: Request, pk: int) -> HttpResponseBase:
    """The other side's view."""
    actions.write_view(
        conflict=queries.get_for(request.user, pk), text=_text(request), by=request.user, at=request.at
    )
    messages.success(request, _("Now you both see both views."))
    return redirect("reviews:conflict", pk)


@acts
def propose(request: Request, pk: int) -> HttpResponseBase:
    """How it could be solved."""
    actions.propose(
        conflict=queries.get_for(request.user, pk), text=_text(request), by=request.user, at=request.at
    )
    messages.success(request, _("Proposed. It is solved when both agree."))
    return redirect("reviews:conflict", pk)


@acts
def answer(request: Request, pk: int) -> HttpResponseBase:
    """Agree, or say what stands against it."""
    proposal = queries.get_proposal_for(request.user, pk)
    agrees = request.POST.get("agrees") == "1"
    now = actions.answer(
        proposal=proposal, agrees=agrees, reason=_text(request), by=request.user, at=request.at
    )
    messages.success(request, _("Kept.") if now.is_open else _("Solved. You both agree."))
    return redirect("reviews:conflict", proposal.conflict_id)


@acts
def decide(request: Request, pk: int) -> HttpResponseBase:
    """Sales management decides."""
    actions.decide(
        conflict=queries.get_for(request.user, pk), text=_text(request), by=request.user, at=request.at
    )
    messages.success(request, _("Decided. Both see it."))
    return redirect("reviews:conflict", pk)


@acts
def ask_for_rule(request: Request, pk: int) -> HttpResponseBase:
    """The solution shall become a rule for all."""
    actions.ask_for_rule(conflict=queries.get_for(request.user, pk), by=request.user, at=request.at)
    messages.success(
        request, _("Coordination and sales management have your solution, and nothing else of it.")
    )
    return redirect("reviews:conflict", pk)


@acts
def withdraw(request: Request, pk: int) -> HttpResponseBase:
    """It has settled itself."""
    actions.withdraw(
        conflict=queries.get_for(request.user, pk), text=_text(request), by=request.user, at=request.at
    )
    messages.success(request, _("Settled."))
    return redirect(reverse("reviews:list"))


def _text(request: Request) -> str:
    return request.POST.get("text", "")
