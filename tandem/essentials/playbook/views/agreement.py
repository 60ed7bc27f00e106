"""The agreement: to read, to acknowledge, to publish anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from tandem.base.files import actions as files
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import actions, queries
from tandem.essentials.playbook import agreement as agreements
from tandem.essentials.playbook.agreement import paper
from tandem.essentials.playbook.forms import AgreementForm
from tandem.essentials.playbook.models import Agreement


@reads
def current(request: Request) -> HttpResponseBase:
    """The version that holds, or why there should be one."""
    queries.require_rule_reader(request.user)
    newest = agreements.latest()
    if newest is None:
        ctx = {"may_publish": agreements.may_publish(request.user)}
        return render(request, "playbook/agreement_none.html", ctx)
    return _show(request, newest, newest=newest)


@reads
def version(request: Request, number: int) -> HttpResponseBase:
    """One version, also one that no longer holds."""
    return _show(request, agreements.get_for(request.user, number), newest=agreements.latest())


def _show(request: Request, shown: Agreement, *, newest: Agreement | None) -> HttpResponseBase:
    user = request.user
    whole = agreements.reads_whole(user)
    signatures = agreements.signatures(shown)
    is_newest = newest is not None and newest.pk == shown.pk
    ctx: dict[str, Any] = {
        "agreement": shown,
        "content": agreements.content_for(user, shown, at=request.at),
        "versions": agreements.versions(),
        "is_newest": is_newest,
        "own": next((one.at for one in signatures if one.user.pk == user.pk), None),
        "may_acknowledge": is_newest and agreements.must_acknowledge(user),
        # Who is no colleague of both sides learns of the own acknowledgement only.
        "signatures": signatures if whole or queries.may_make_rules(user) else [],
        "whole": whole,
        "may_publish": agreements.may_publish(user),
        "changes": agreements.changes_since(user, shown, at=request.at) if is_newest else 0,
    }
    return render(request, "playbook/agreement.html", ctx)


@reads
def pdf(request: Request, number: int) -> HttpResponseBase:
    """The document as it was published; for whoever does not read everything an excerpt of it."""
    found = agreements.get_for(request.user, number)
    if agreements.reads_whole(request.user):
        content = files.read(file=found.pdf)
    else:
        company = people.company()
        content = paper.render(
            agreements.content_for(request.user, found, at=request.at),
            language=translation.get_language()[:2],
            company=company.name if company else "",
            publisher=found.published_by,
            published_at=found.published_at,
            whole=False,
        )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.pdf.name}"'
    return response


@reads
def draft(request: Request) -> HttpResponseBase:
    """The agreement as it would read now, with a preamble to edit."""
    newest = agreements.latest()
    words = agreements.Content.read(newest.content).preamble if newest is not None else standard_preamble()
    return _show_draft(request, AgreementForm(initial={"preamble": words}), words=words)


@acts
def publish(request: Request) -> HttpResponseBase:
    """Put it before both sides."""
    form = AgreementForm(request.POST)
    if not form.is_valid():
        return _show_draft(request, form, words="", status=422)
    words = form.cleaned_data["preamble"]
    try:
        actions.publish(preamble=words, seen=form.cleaned_data["seen"], by=request.user, at=request.at)
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show_draft(request, form, words=words, status=422)
    messages.success(
        request, _("Published. Everybody finds it first thing on their day and acknowledges it.")
    )
    return redirect("playbook:agreement")


def _show_draft(request: Request, form: AgreementForm, *, words: str, status: int = 200) -> HttpResponseBase:
    if not agreements.may_publish(request.user):
        raise NotAllowed(_("Sales management and coordination publish the agreement."))
    newest = agreements.latest()
    content = agreements.draw_up(preamble=words, since=newest, at=request.at)
    ctx = {"form": form, "content": content, "newest": newest, "seen": content.read_as}
    return render(request, "playbook/agreement_draft.html", ctx, status=status)


@acts
def acknowledge(request: Request, number: int) -> HttpResponseBase:
    """Read, and agreed to."""
    found = agreements.get_for(request.user, number)
    actions.acknowledge(agreement=found, by=request.user, at=request.at)
    messages.success(request, _("Thank you. You work by this agreement from now on."))
    return redirect("playbook:agreement")


def state(request: Request) -> dict[str, Any]:
    """What the page of the rules says of the agreement."""
    newest = agreements.latest()
    return {
        "agreement": newest,
        "is_waiting": agreements.waiting_for(request.user) is not None,
        "may_publish": agreements.may_publish(request.user),
        "changes": agreements.changes_since(request.user, newest, at=request.at) if newest else 0,
    }


def standard_preamble() -> str:
    """What stands before the rules until the company finds its own words."""
    return _(
        "Inside and field sales look after our customers together. This agreement says who does what, until when, "
        "and how we let each other know. It holds for both sides alike. Whoever notices that a rule does not fit "
        "says so, and we change it."
    )
