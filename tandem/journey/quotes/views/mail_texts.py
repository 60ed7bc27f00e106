"""The texts for mails with quotes: the company's and one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.teamwork import sheets
from tandem.essentials.teamwork.sheets import Made, Sheet
from tandem.journey.quotes import actions, forms, wording
from tandem.journey.quotes.actions.mail_texts import FOR_ALL
from tandem.journey.quotes.models import MailText
from tandem.journey.quotes.queries import mails


@reads
def mail_texts(request: Request) -> HttpResponseBase:
    """All that the person can send with."""
    ctx = {
        "texts": mails.mail_texts_for(request.user),
        "may_for_all": request.user.has_role(*FOR_ALL),
        "placeholders": [(f"{{{name}}}", words) for name, words in wording.PLACEHOLDERS.items()],
    }
    return render(request, "quotes/mail_texts.html", ctx)


def _edit(request: Request, pk: int | None) -> tuple[MailText | None, Made]:
    known = mails.get_mail_text_for(request.user, pk) if pk is not None else None
    initial: dict[str, Any] = {"language": request.user.language}
    if known is not None:
        initial = {
            "name": known.name,
            "language": known.language,
            "subject": known.subject,
            "text": known.text,
            "for_all": known.owner_id is None,
        }
    form = forms.MailTextForm(
        request.POST or None,
        initial=initial,
        may_for_all=request.user.has_role(*FOR_ALL),
        placeholders=" ".join(f"{{{name}}}" for name in wording.PLACEHOLDERS),
    )
    sheet = Sheet(
        title=_("Text for mails") if known is None else known.name,
        verb=_("Keep it"),
        back=reverse("quotes:mail_texts"),
        icon="mail",
    )
    return known, (sheet, form)


def _show_edit(request: Request, pk: int | None = None) -> HttpResponseBase:
    return sheets.show(request, *_edit(request, pk)[1])


def _do_edit(request: Request, pk: int | None = None) -> HttpResponseBase:
    known, (sheet, form) = _edit(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.keep_mail_text(known=known, by=request.user, at=request.at, **data)
        return _("Kept. You choose it when you send a quote.")

    return sheets.send(request, sheet, form, act)


edit = sheets.by_method(_show_edit, _do_edit)


@acts
def remove(request: Request, pk: int) -> HttpResponseBase:
    """A text is taken away."""
    known = mails.get_mail_text_for(request.user, pk)
    actions.remove_mail_text(known=known, by=request.user, at=request.at)
    messages.success(request, _("“%(name)s” is taken away.") % {"name": known.name})
    return redirect("quotes:mail_texts")
