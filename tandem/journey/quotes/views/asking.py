"""Questions on a quote, and the links that were given out: sheets and acts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote as quoted

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.files import actions as files
from tandem.base.files.models import File
from tandem.base.links import queries as links
from tandem.base.tools import text as texts
from tandem.base.tools import validation
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.teamwork import guard, lists, sheets
from tandem.essentials.teamwork.contacts import OPEN_QUESTION
from tandem.essentials.teamwork.forms import PersonField
from tandem.essentials.teamwork.sheets import Made, Sheet, Verb
from tandem.journey.quotes import actions, forms, letters, queries, questions
from tandem.journey.quotes.models import (
    ASKED,
    COLLEAGUE,
    CUSTOMER,
    SHOWABLE,
    CustomerQuestion,
    Quote,
    QuoteLine,
    QuoteQuestion,
)
from tandem.journey.quotes.views.acts import url_of

# What the button sends that answers by mail as well.
BY_MAIL = "mail"


def _ask(request: Request, pk: int) -> tuple[Quote, list[QuoteLine], str, Made]:
    quote = queries.get_for(request.user, pk)
    to = request.GET.get("an", "")
    to = to if to in ASKED else COLLEAGUE
    version = queries.current_version(quote)
    version.quote = quote
    lines = queries.lines_of(version)
    form = forms.AskOnQuoteForm(
        request.POST or None,
        request.FILES or None,
        to=to,
        lines=lines,
        files=questions.files_of(quote),
        initial={"line": validation.whole_number(request.GET.get("pos", ""))},
    )
    if to == COLLEAGUE:
        day = timezone.localdate(request.at)
        who = lists.colleagues_at(quote.matter.customer, user=request.user, day=day, readers_only=False)
        field = form.fields["asked"]
        assert isinstance(field, PersonField)
        field.offer([(quote.matter.customer.tandem.name, who.team), (_("Other colleagues"), who.others)])
    titles = {COLLEAGUE: _("Ask a colleague or expert"), CUSTOMER: _("Ask the customer")}
    sheet = Sheet(
        title=titles.get(to, _("Ask an expert without an account")),
        verb=_("Ask"),
        back=url_of(quote),
        about=_about(quote, to=to),
        icon="circle-help",
    )
    return quote, lines, to, (sheet, form)


def _about(quote: Quote, *, to: str) -> str:
    about = f"{quote.number} · {quote.title}" if quote.number else quote.title
    if to != CUSTOMER:
        return about
    return about + "\n" + _("Whoever speaks with the customer by the rules asks them; you write what.")


def _show_ask(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_ask(request, pk)[-1])


def _do_ask(request: Request, pk: int) -> HttpResponseBase:
    quote, lines, to, (sheet, form) = _ask(request, pk)
    assert isinstance(form, forms.AskOnQuoteForm)

    def act(data: dict[str, Any]) -> str:
        line = next((line for line in lines if line.pk == data["line"]), None)
        offered = {one.pk: one for one in questions.files_of(quote)}
        chosen = [offered[one] for one in data.get("chosen", []) if one in offered]
        made = actions.ask(
            quote=quote,
            kind=data["kind"],
            to=to,
            text=data["text"],
            asked=data.get("asked"),
            name=data.get("name", ""),
            email=data.get("email", ""),
            line=line,
            holds=form.holds_up,
            due_at=form.due_at,
            shown=data["shown"],
            files=[*chosen, *stored(data["upload"], request=request)],
            by=request.user,
            at=request.at,
        )
        if made.is_outside and made.question.asked_id == request.user.pk:
            return _("Kept. Send the link when it is ready, or note the answer yourself.")
        return _("%(name)s is asked. The turn stays where it is.") % {"name": made.question.asked.first_name}

    return sheets.send(request, sheet, form, act)


def stored(given: UploadedFile[Any] | None, *, request: Request | None, at: Any = None) -> list[File]:
    """A file that came with a form, kept under a name that reads as what it is."""
    if not given:
        return []
    return [
        files.store(
            content=given.read(),
            name=texts.clean(given.name or "", limit=200) or "Datei",
            content_type=(given.content_type or "application/octet-stream")[:100],
            by=request.user if request is not None else None,
            at=request.at if request is not None else at,
        )
    ]


def _mail(request: Request, pk: int) -> tuple[QuoteQuestion, Made]:
    found = questions.get_for(request.user, pk)
    question, matter = found.question, found.quote.matter
    to = found.email or (question.asked.email if found.to == COLLEAGUE else "")
    if found.is_for_customer:
        to = queries.recipient_of(matter)
    sheet = Sheet(
        title=_("Send the link"),
        verb=_("Send"),
        back=url_of(found.quote),
        about="\n".join(
            (_("From %(address)s.") % {"address": request.user.email}, *_shows(found), question.text)
        ),
        icon="send",
        guard=guard.of(
            user=request.user, customer=matter.customer, matter=matter, about=OPEN_QUESTION, at=request.at
        )
        if found.is_for_customer
        else None,
    )
    form = forms.MailLinkForm(request.POST or None, initial={"to": to, **_proposed(found, request)})
    return found, (sheet, form)


def _shows(found: QuoteQuestion) -> list[str]:
    if not found.shown:
        return [_("The link shows the question and its files, nothing else.")]
    also = ", ".join(str(SHOWABLE[key]) for key in found.shown)
    return [_("The link shows the question, its files and: %(also)s.") % {"also": also}]


def _proposed(found: QuoteQuestion, request: Request) -> dict[str, str]:
    """What stands in the mail before anything was typed."""
    contact = found.quote.matter.contact
    country = found.quote.matter.customer.country
    language = request.user.language
    if found.is_for_customer:
        language = "de" if country in ("DE", "AT", "CH", "LI") else "en"
    with translation.override(language):
        greeting = letters.salutation(contact) if found.is_for_customer else _("Good day,")
        if not found.is_for_customer and found.question.source:
            greeting = _("Good day %(name)s,") % {"name": found.question.source}
        asks = _("may I ask you something? You can answer by this link, without signing in.")
        closing = _("Kind regards") + "\n" + request.user.full_name
        return {"subject": _("A question for you"), "text": "\n\n".join([greeting, asks, closing])}


def _show_mail(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_mail(request, pk)[1])


def _do_mail(request: Request, pk: int) -> HttpResponseBase:
    found, (sheet, form) = _mail(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.mail_link(
            question=found,
            to=data["to"],
            subject=data["subject"],
            text=data["text"],
            site=links.site(request),
            reason=sheets.reason_in(data),
            by=request.user,
            at=request.at,
        )
        return _("The link is on its way to %(to)s.") % {"to": data["to"]}

    return sheets.send(request, sheet, form, act)


def _answer(request: Request, pk: int) -> tuple[QuoteQuestion, Made]:
    found = questions.get_for(request.user, pk)
    sheet = Sheet(
        title=_("Note the answer") if found.is_outside else _("Answer the question"),
        verb=pgettext("verb", "Answer"),
        back=url_of(found.quote),
        about=found.question.text,
        icon="messages-square",
    )
    return found, (sheet, forms.AnswerOnQuoteForm(request.POST or None, request.FILES or None))


def _show_answer(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_answer(request, pk)[1])


def _do_answer(request: Request, pk: int) -> HttpResponseBase:
    found, made = _answer(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.answer(
            question=found,
            text=data["text"],
            files=stored(data["upload"], request=request),
            by=request.user,
            at=request.at,
        )
        return _("Kept. The question is answered.")

    return sheets.send(request, *made, act)


def _reply(request: Request, pk: int) -> tuple[CustomerQuestion, Made]:
    found = questions.customer_question_for(request.user, pk)
    version = found.version
    sheet = Sheet(
        title=_("Answer to the customer"),
        verb=_("Answer on the link"),
        back=url_of(version.quote),
        about="\n".join(
            (f"{found.name}: {found.text}", _("Whoever has the link to this quote reads the answer."))
        ),
        icon="messages-square",
        verbs=(
            Verb("page", _("Answer on the link"), "link"),
            Verb(BY_MAIL, _("Answer on the link and by mail"), "send"),
        ),
    )
    initial = {"to": version.sent_to or queries.recipient_of(version.quote.matter)}
    return found, (sheet, forms.ReplyForm(request.POST or None, initial=initial))


def _show_reply(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_reply(request, pk)[1])


def _do_reply(request: Request, pk: int) -> HttpResponseBase:
    found, made = _reply(request, pk)
    is_mailed = request.POST.get("reply") == BY_MAIL
    form = made[1]
    form.fields["to"].required = is_mailed

    def act(data: dict[str, Any]) -> str:
        to = data["to"] if is_mailed else ""
        actions.reply(question=found, text=data["text"], mail_to=to, by=request.user, at=request.at)
        if to:
            return _("The customer reads it on their link, and it is on its way to %(to)s.") % {"to": to}
        return _("The customer reads it on their link.")

    return sheets.send(request, *made, act)


@acts
def make_link(request: Request, pk: int) -> HttpResponseBase:
    """A link to a question, to pass on by hand; its address is shown once."""
    found = questions.get_for(request.user, pk)
    _tell_address(request, actions.make_link(question=found, by=request.user, at=request.at))
    return redirect(url_of(found.quote))


@acts
def close_link(request: Request, pk: int) -> HttpResponseBase:
    """Nobody opens the link to a question any more."""
    found = questions.get_for(request.user, pk)
    actions.close_link(question=found, by=request.user, at=request.at)
    messages.success(request, _("The link is closed."))
    return redirect(url_of(found.quote))


@acts
def give_link(request: Request, pk: int) -> HttpResponseBase:
    """A link to a sent version, to pass on by hand; its address is shown once."""
    version = queries.get_version_for(request.user, pk)
    _tell_address(request, actions.give_link(version=version, by=request.user, at=request.at))
    return redirect(url_of(version.quote))


@acts
def close_customer_link(request: Request, pk: int) -> HttpResponseBase:
    """The customer no longer opens a version."""
    version = queries.get_version_for(request.user, pk)
    actions.close_customer_link(version=version, by=request.user, at=request.at)
    messages.success(request, _("The link is closed."))
    return redirect(url_of(version.quote))


def _tell_address(request: Request, token: str) -> None:
    address = links.address(token, site=links.site(request))
    messages.success(
        request, _("Copy the link now, it is not shown again: %(address)s") % {"address": address}
    )


@reads
def file(request: Request, pk: int, file_pk: int) -> HttpResponseBase:
    """A file of a question or its answer."""
    found = questions.get_for(request.user, pk)
    for one in (*found.files.all(), *found.answer_files.all()):
        if one.pk == file_pk:
            return downloaded(one)
    raise Http404


def downloaded(one: File) -> HttpResponse:
    """A file as a download: what people bring in is never shown in place."""
    response = HttpResponse(files.read(file=one), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quoted(one.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


ask = sheets.by_method(_show_ask, _do_ask)
mail = sheets.by_method(_show_mail, _do_mail)
answer = sheets.by_method(_show_answer, _do_answer)
reply = sheets.by_method(_show_reply, _do_reply)
