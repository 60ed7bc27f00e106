"""Saved views of the register: keep, change, take away, bring back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts
from tandem.essentials.teamwork import sheets
from tandem.essentials.teamwork.sheets import Made, Sheet
from tandem.journey.quotes.actions import kept_views
from tandem.journey.quotes.models import SavedView
from tandem.journey.quotes.register import forms, views
from tandem.journey.quotes.register.wanted import Wanted


def _url(view: SavedView) -> str:
    return f"{reverse('quotes:register')}?{view.address}&ansicht={view.pk}"


def _form(request: Request, **given: Any) -> forms.ViewForm:
    """Tandems in which one sits, all for those who arrange the register for everybody."""
    everybody = views.may_share_with_everybody(request.user)
    own = people.tandem_ids_of(user=request.user, day=timezone.localdate(request.at))
    tandems = [tandem for tandem in people.tandems_by_name() if everybody or tandem.pk in own]
    return forms.ViewForm(request.POST or None, tandems=tandems, everybody=everybody, **given)


def _keep(request: Request) -> tuple[Wanted, Made]:
    wanted = Wanted.from_address(request.GET.dict())
    sheet = Sheet(
        title=_("Save this view"),
        verb=_("Save"),
        back=reverse("quotes:register") + wanted.address(),
        about=_("Filters, grouping, columns and order are kept."),
        icon="save",
    )
    return wanted, (sheet, _form(request))


def _show_keep(request: Request) -> HttpResponseBase:
    return sheets.show(request, *_keep(request)[1])


def _do_keep(request: Request) -> HttpResponseBase:
    wanted, (sheet, form) = _keep(request)
    assert isinstance(form, forms.ViewForm)
    made: list[SavedView] = []

    def act(data: dict[str, Any]) -> str:
        made.append(
            kept_views.keep(
                name=data["name"], address=wanted.kept, by=request.user, at=request.at, **form.sharing
            )
        )
        return _("“%(name)s” is saved.") % {"name": made[0].name}

    response = sheets.send(request, sheet, form, act)
    if made:
        response.headers["Location"] = _url(made[0])
        if request.htmx:
            response.headers["HX-Redirect"] = _url(made[0])
    return response


keep = sheets.by_method(_show_keep, _do_keep)


def _rename(request: Request, pk: int) -> tuple[SavedView, Made]:
    view = views.get_for(request.user, pk, day=timezone.localdate(request.at))
    sheet = Sheet(title=_("Rename or share"), verb=_("Save"), back=_url(view), about=view.name, icon="pencil")
    return view, (sheet, _form(request, initial=forms.ViewForm.told(view)))


def _show_rename(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_rename(request, pk)[1])


def _do_rename(request: Request, pk: int) -> HttpResponseBase:
    view, (sheet, form) = _rename(request, pk)
    assert isinstance(form, forms.ViewForm)

    def act(data: dict[str, Any]) -> str:
        kept_views.rename(view=view, name=data["name"], by=request.user, at=request.at, **form.sharing)
        return _("Changed.")

    return sheets.send(request, sheet, form, act)


rename = sheets.by_method(_show_rename, _do_rename)


@acts
def write_over(request: Request, pk: int) -> HttpResponseBase:
    """The view shows what is shown now."""
    view = views.get_for(request.user, pk, day=timezone.localdate(request.at))
    now = kept_views.write_over(
        view=view, address=request.POST.get("address", ""), by=request.user, at=request.at
    )
    messages.success(request, _("“%(name)s” shows this from now on.") % {"name": now.name})
    return redirect(_url(now))


@acts
def remove(request: Request, pk: int) -> HttpResponseBase:
    """Take a view away; the banner brings it back."""
    view = views.get_for(request.user, pk, day=timezone.localdate(request.at))
    kept_views.remove(view=view, by=request.user, at=request.at)
    # Only who keeps a view brings it back.
    undo = f"undo:{reverse('quotes:bring_view_back', args=[pk])}" if view.owner_id == request.user.pk else ""
    messages.success(request, _("“%(name)s” is removed.") % {"name": view.name}, extra_tags=undo)
    return redirect("quotes:register")


@acts
def bring_back(request: Request, pk: int) -> HttpResponseBase:
    """Undo the removal."""
    view = views.removed_of(request.user, pk)
    kept_views.bring_back(view=view, by=request.user, at=request.at)
    return redirect(_url(view))
