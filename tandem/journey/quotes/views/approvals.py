"""The yes beyond a limit: asked for, answered in two clicks, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.design import filters
from tandem.essentials.people.web import Request, acts
from tandem.essentials.teamwork import sheets
from tandem.essentials.teamwork.sheets import Made, Sheet, Verb
from tandem.journey.quotes import actions, approving, forms, queries
from tandem.journey.quotes.models import GRANTED, REFUSED, QuoteApproval, QuoteVersion
from tandem.journey.quotes.queries import approvals
from tandem.journey.quotes.views.acts import url_of


def _ask(request: Request, pk: int) -> tuple[QuoteVersion, Made]:
    quote = queries.get_for(request.user, pk)
    version = queries.current_version(quote)
    sheet = Sheet(
        title=_("Ask for approval"),
        verb=pgettext("verb, approval", "Ask"),
        back=url_of(quote),
        about=" · ".join(filter(None, [quote.number, quote.title])),
        icon="scale",
    )
    return version, (sheet, forms.AskApprovalForm(request.POST or None))


def _show_ask(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_ask(request, pk)[1])


def _do_ask(request: Request, pk: int) -> HttpResponseBase:
    version, (sheet, form) = _ask(request, pk)

    def act(data: dict[str, Any]) -> str:
        asked = actions.ask_approval(version=version, by=request.user, at=request.at, **data)
        return _("%(name)s is asked. You read the answer here and on Today.") % {
            "name": asked.asked.first_name
        }

    return sheets.send(request, sheet, form, act)


ask = sheets.by_method(_show_ask, _do_ask)


def _answer(request: Request, pk: int) -> tuple[QuoteApproval, Made]:
    approval = approvals.get_for(request.user, pk)
    version = approval.version
    quote = version.quote
    lines = queries.lines_of(version)
    sums = queries.totals_of_lines(version, lines)
    digest = approving.digest_of(version, lines, sums)
    about = [
        " · ".join(filter(None, [quote.matter.customer.name, quote.number, quote.title])),
        " ".join(approval.objections),
        _figures(request, quote.currency, sums),
        _("“%(words)s”") % {"words": approval.reason},
    ]
    if digest != approval.digest:
        about.append(_("It has been changed since it was asked for. This is how it stands now."))
    sheet = Sheet(
        title=_("%(name)s asks for your yes") % {"name": approval.asked_by.first_name},
        verb=pgettext("verb, approval", "Approve"),
        back=url_of(quote),
        about="\n".join(about),
        icon="scale",
        verbs=(
            Verb(GRANTED, pgettext("verb, approval", "Approve"), "check"),
            Verb(REFUSED, pgettext("verb, approval", "Do not approve"), "x"),
        ),
    )
    form = forms.AnswerApprovalForm(request.POST or None, initial={"seen": digest})
    return approval, (sheet, form)


def _figures(request: Request, currency: str, sums: Any) -> str:
    """Net, discount and, for who may see it, margin."""
    parts = [
        _("Net %(net)s") % {"net": filters.money_exact(sums.net, currency)},
        _("Discount %(share)s") % {"share": filters.percent(sums.reduction_percent) or "–"},
    ]
    if queries.may_see_margin(request.user) and sums.margin_percent is not None:
        parts.append(_("Contribution margin %(share)s") % {"share": filters.percent(sums.margin_percent)})
    return " · ".join(parts)


def _show_answer(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_answer(request, pk)[1])


def _do_answer(request: Request, pk: int) -> HttpResponseBase:
    approval, (sheet, form) = _answer(request, pk)

    def act(data: dict[str, Any]) -> str:
        granted = request.POST.get("reply") == GRANTED
        actions.answer_approval(approval=approval, granted=granted, by=request.user, at=request.at, **data)
        return _("%(name)s has your answer.") % {"name": approval.asked_by.first_name}

    return sheets.send(request, sheet, form, act, to=sheets.came_from(request, sheet.back))


answer = sheets.by_method(_show_answer, _do_answer)


@acts
def take_back(request: Request, pk: int) -> HttpResponseBase:
    """The request, or the yes, is taken back."""
    approval = approvals.get_for(request.user, pk)
    actions.take_approval_back(approval=approval, by=request.user, at=request.at)
    messages.success(request, _("Taken back."))
    return redirect(url_of(approval.version.quote))
