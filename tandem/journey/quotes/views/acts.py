"""What moves a quote on: begin, send, follow up, new version, won, lost."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.links import queries as links
from tandem.essentials.people import queries as people
from tandem.essentials.people import web
from tandem.essentials.people.web import Request, acts
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import guard, sheets
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork.contacts import QUOTE_FOLLOW_UP
from tandem.essentials.teamwork.models import Matter
from tandem.essentials.teamwork.sheets import Made, Sheet
from tandem.journey.quotes import actions, copies, forms, queries, questions, wording
from tandem.journey.quotes.actions.drafts import VALID_DAYS
from tandem.journey.quotes.actions.mailing import LARGEST_MB, Upload, standard_text
from tandem.journey.quotes.models import SENT, Quote, QuoteVersion
from tandem.journey.quotes.queries import approvals, mails

# The customer is asked in the morning where only a day is given.
MORNING = time(10)


def url_of(quote: Quote) -> str:
    return reverse("quotes:quote", args=[quote.pk])


def _about(quote: Quote, *sentences: str) -> str:
    """Which quote the sheet is about, and what is asked for, a line each."""
    return "\n".join((f"{quote.label} · {quote.title}", *sentences))


def _start(request: Request, matter_pk: int) -> tuple[Matter, Made]:
    matter = teamwork.get_for(request.user, matter_pk)
    initial = {
        "title": matter.title,
        "payment": _("30 days net"),
        "valid_until": timezone.localdate(request.at) + timedelta(days=VALID_DAYS),
    }
    sheet = Sheet(
        title=_("Write the quote"),
        verb=_("Begin the quote"),
        back=f"/vorgaenge/{matter.pk}",
        about=matter.customer.name,
        icon="file-plus",
    )
    return matter, (sheet, forms.StartForm(request.POST or None, initial=initial))


def _show_start(request: Request, matter_pk: int) -> HttpResponseBase:
    matter, made = _start(request, matter_pk)
    quote = queries.of_matter(matter)
    if quote is not None:
        return web.go(request, url_of(quote))
    return sheets.show(request, *made)


def _do_start(request: Request, matter_pk: int) -> HttpResponseBase:
    matter, (sheet, form) = _start(request, matter_pk)
    made: list[Quote] = []

    def act(data: dict[str, Any]) -> str:
        made.append(actions.start(matter=matter, by=request.user, at=request.at, **data))
        return _("The quote is begun. It gets its number when it is sent.")

    response = sheets.send(request, sheet, form, act)
    return web.go(request, url_of(made[0])) if made else response


start = sheets.by_method(_show_start, _do_start)


def _send(request: Request, pk: int) -> tuple[QuoteVersion, rules.Verdict, Made]:
    quote = queries.get_for(request.user, pk)
    version = queries.current_version(quote)
    day = timezone.localdate(request.at)
    team = people.team(tandem_id=quote.matter.customer.tandem_id, day=day)
    copy = copies.copy_for(team, sender=request.user)
    about = _("As PDF, from %(address)s.") % {"address": request.user.email}
    verdict = _verdict(request, version, team)
    if verdict.is_forbidden:
        about += " " + str(rules.RuleForbids(verdict))
        if approvals.beyond(verdict):
            about += "\n" + _("Ask for the approval on the page of the quote, then send it.")
    about = "\n".join([about, *questions.holding_up(quote)])
    sheet = Sheet(
        title=_("Send the quote"),
        verb=_("Send"),
        back=url_of(quote),
        about=about,
        icon="send",
    )
    why = verdict.why if verdict.needs_reason and not verdict.is_forbidden else ""
    form = forms.SendForm(
        request.POST or None,
        request.FILES or None,
        initial=_proposed(version, request) if request.method != "POST" else None,
        copy_to=copy,
        why=why,
        texts=mails.mail_texts_for(request.user, language=version.language),
        url=request.path,
        largest=LARGEST_MB,
        attachable=mails.attachable(version),
    )
    return version, verdict, (sheet, form)


def _proposed(version: QuoteVersion, request: Request) -> dict[str, Any]:
    """What stands in the form before anything was typed."""
    quote = version.quote
    with translation.override(version.language):
        if quote.number:
            subject = _("Quote %(number)s: %(title)s") % {"number": quote.number, "title": quote.title}
        else:
            subject = _("Our quote: %(title)s") % {"title": quote.title}
        text = standard_text(version, by=request.user)
    company = people.company()
    begun = {
        "to": queries.recipient_of(quote.matter),
        "link": company is None or company.customer_links,
    }
    chosen = request.GET.get("mail_text", "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        kept = mails.get_mail_text_for(request.user, int(chosen))
        values = mails.values_for(version, queries.totals_of(version), by=request.user)
        subject, text = wording.filled(kept.subject, values), wording.filled(kept.text, values)
        begun["mail_text"] = chosen
    return {**begun, "subject": subject, "text": text}


def _verdict(request: Request, version: QuoteVersion, team: people.Team) -> rules.Verdict:
    """What the rules say of sending it now, as the form stands."""
    without_copy = request.method == "POST" and "copy" not in request.POST
    lines = queries.lines_of(version)
    sums = queries.totals_of_lines(version, lines)
    act = approvals.judged(
        version,
        lines,
        sums,
        left_out=copies.left_out(team, sender=request.user) if without_copy else "",
        by=request.user,
        at=request.at,
    )
    return rules.check(act).beside(approvals.allowance(version, lines, sums))


def _pointed_out(verdict: rules.Verdict) -> list[str]:
    """What the rules only point out: it holds nobody up, and whoever sent it reads it."""
    return [one.objection.sentence for one in verdict.findings if one.held.effect == rules.INFORM]


def _show_send(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_send(request, pk)[-1])


def _do_send(request: Request, pk: int) -> HttpResponseBase:
    version, verdict, (sheet, form) = _send(request, pk)

    def act(data: dict[str, Any]) -> str:
        with_link = data.pop("link")
        site = links.site(request) if with_link else ""
        # A rule that began to hold while the form stood open asks in a field of its own.
        late = data.pop(sheets.REASON, "")
        data.pop("mail_text", None)
        data["uploads"] = [
            Upload(name=one.name, content_type=one.content_type, content=one.read())
            for one in data.pop("attached", [])
        ]
        data["reason"] = data.get("reason") or late
        assert isinstance(form, forms.SendForm)
        data["chosen"] = form.chosen
        sent = actions.send(version=version, link_site=site, by=request.user, at=request.at, **data)
        said = _("Quote %(number)s is on its way to %(to)s.") % {
            "number": sent.quote.number,
            "to": sent.sent_to,
        }
        return " ".join([said, *_pointed_out(verdict)])

    return sheets.send(request, sheet, form, act)


send = sheets.by_method(_show_send, _do_send)


def _follow_up(request: Request, pk: int) -> tuple[Quote, Made]:
    quote = queries.get_for(request.user, pk)
    sheet = Sheet(
        title=_("Follow up"),
        verb=_("Keep it"),
        back=url_of(quote),
        about=_about(quote),
        icon="phone",
        guard=guard.of(
            user=request.user,
            customer=quote.matter.customer,
            matter=quote.matter,
            about=QUOTE_FOLLOW_UP,
            at=request.at,
        ),
    )
    return quote, (
        sheet,
        forms.FollowUpForm(request.POST or None, initial={"probability": quote.probability}),
    )


def _show_follow_up(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_follow_up(request, pk)[1])


def _do_follow_up(request: Request, pk: int) -> HttpResponseBase:
    quote, (sheet, form) = _follow_up(request, pk)

    def act(data: dict[str, Any]) -> str:
        day = data["day"]
        next_at = (
            datetime.combine(day, data["clock"] or MORNING, tzinfo=timezone.get_current_timezone())
            if day
            else None
        )
        actions.follow_up(
            quote=quote,
            situation=data["situation"],
            probability=data["probability"],
            next_at=next_at,
            reason=sheets.reason_in(data),
            by=request.user,
            at=request.at,
        )
        return _("Kept. Your partner sees it too.")

    return sheets.send(request, sheet, form, act)


follow_up = sheets.by_method(_show_follow_up, _do_follow_up)


def _win(request: Request, pk: int) -> tuple[Quote, Made]:
    quote = queries.get_for(request.user, pk)
    valid = next((version for version in quote.versions.all() if version.state == SENT), None)
    form = forms.WinForm(request.POST or None, version=valid or queries.current_version(quote))
    sheet = Sheet(
        title=_("Won"),
        verb=_("Mark as won"),
        back=url_of(quote),
        about=_about(quote, _("What proves the order? One of the two is enough.")),
        icon="handshake",
    )
    return quote, (sheet, form)


def _show_win(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_win(request, pk)[1])


def _do_win(request: Request, pk: int) -> HttpResponseBase:
    quote, (sheet, form) = _win(request, pk)
    valid = next((version for version in quote.versions.all() if version.state == SENT), None)

    def act(data: dict[str, Any]) -> str:
        actions.win(
            quote=quote,
            reference=data["reference"],
            accepted_version=valid if data["accepted"] else None,
            by=request.user,
            at=request.at,
        )
        return _("Won. Next: confirm the order.")

    return sheets.send(request, sheet, form, act)


win = sheets.by_method(_show_win, _do_win)


def _lose(request: Request, pk: int) -> tuple[Quote, Made]:
    quote = queries.get_for(request.user, pk)
    sheet = Sheet(
        title=_("Lost"),
        verb=_("Mark as lost"),
        back=url_of(quote),
        about=_about(quote, _("The reason helps you both next time.")),
        icon="circle-x",
    )
    begun = {"competitor": quote.competitor} | _declined(quote)
    return quote, (sheet, forms.LoseForm(request.POST or None, initial=begun))


def _declined(quote: Quote) -> dict[str, str]:
    """What the customer said by their link, where they declined the valid version."""
    for version in quote.versions.all():
        decision = getattr(version, "decision", None)
        if version.state == SENT and decision is not None:
            return {"reason": decision.reason, "words": decision.words}
    return {}


def _show_lose(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_lose(request, pk)[1])


def _do_lose(request: Request, pk: int) -> HttpResponseBase:
    quote, (sheet, form) = _lose(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.lose(quote=quote, by=request.user, at=request.at, **data)
        return _("Kept. You evaluate it together in the next monthly round.")

    return sheets.send(request, sheet, form, act)


lose = sheets.by_method(_show_lose, _do_lose)


@acts
def new_version(request: Request, pk: int) -> HttpResponseBase:
    """A draft that begins as the version that was sent."""
    quote = queries.get_for(request.user, pk)
    version = actions.new_version(quote=quote, by=request.user, at=request.at)
    messages.success(request, _("Version %(version)d is begun.") % {"version": version.number})
    return redirect(url_of(quote))


@acts
def send_mail_again(request: Request, pk: int) -> HttpResponseBase:
    """The mail of the newest version goes out once more."""
    quote = queries.get_for(request.user, pk)
    version = queries.current_version(quote)
    version.quote = quote
    actions.send_mail_again(version=version, by=request.user, at=request.at)
    messages.success(request, _("The mail is on its way again."))
    return redirect(url_of(quote))
