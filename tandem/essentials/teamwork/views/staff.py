"""Somebody leaves the company: the account is switched off, and what is open goes to a successor."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.essentials.people import actions as people_actions
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request
from tandem.essentials.teamwork import actions, forms, sheets
from tandem.essentials.teamwork.sheets import Made, Sheet


def _leaving(request: Request, pk: int) -> tuple[User, Made]:
    people_actions.require_administrator(request.user)
    user = get_object_or_404(people.colleagues(), pk=pk)
    form = forms.SuccessorForm(request.POST or None)
    field = form.fields["successor"]
    assert isinstance(field, forms.PersonField)
    field.offer([(_("Colleagues"), list(people.colleagues().exclude(pk=pk)))])
    sheet = Sheet(
        title=_("%(name)s leaves the company") % {"name": user.full_name},
        verb=_("Switch the account off"),
        back=reverse("people:people"),
        about=_("Everything stays in the journal. Open turns, tasks and questions go to the successor."),
        icon="user-round",
    )
    return user, (sheet, form)


def _show(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_leaving(request, pk)[1])


def _do(request: Request, pk: int) -> HttpResponseBase:
    user, (sheet, form) = _leaving(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.let_go(user=user, successor=data["successor"], by=request.user, at=request.at)
        return _("%(name)s can no longer sign in.") % {"name": user.full_name}

    return sheets.send(request, sheet, form, act)


let_go = sheets.by_method(_show, _do)
