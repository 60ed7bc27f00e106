"""What stands behind the links of this room: a question for an expert or the customer, a quote for its customer."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as quoted
from zoneinfo import ZoneInfo

from django import forms as django_forms
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tandem.base.files import actions as files
from tandem.base.links import actions as links
from tandem.base.links.purposes import Purpose, Visit
from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.teamwork.actions import AnsweredAlready
from tandem.journey.quotes import actions, documents, forms, letters, queries, questions
from tandem.journey.quotes.actions.customer import decision_on, has_run_out
from tandem.journey.quotes.models import (
    COLLEAGUE,
    CUSTOMER_NAME,
    LINE,
    OPEN,
    QUANTITY,
    SENT,
    SUPERSEDED,
    QuoteQuestion,
    QuoteVersion,
)
from tandem.journey.quotes.views.asking import downloaded, stored


def _frame(visit: Visit) -> dict[str, Any]:
    """What every page by a link shows."""
    return {
        "company": people.company(),
        "language": visit.language,
        "other_language": visit.other_language,
        "here": f"{reverse('links:page', args=[visit.token])}?sprache={visit.language}",
        "token": visit.token,
    }


# --- a question


def question(visit: Visit) -> HttpResponseBase:
    """The question, its files and what the asker chose to show; the answer."""
    found = questions.by_pk(visit.link.subject_id)
    if found is None:
        raise Http404
    if visit.part:
        return _question_file(found, visit.part)
    is_known = found.to == COLLEAGUE
    if visit.request.method != "POST":
        return _show_question(visit, found, forms.AnswerByLinkForm(is_known=is_known))
    form = forms.AnswerByLinkForm(visit.request.POST, visit.request.FILES, is_known=is_known)
    if not form.is_valid() or found.question.answered_at is not None:
        return _show_question(visit, found, form, status=422)
    try:
        _answer(visit, found, form.cleaned_data)
    except AnsweredAlready:
        # Two at once: the second sees what the first has answered.
        pass
    except links.Closed:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show_question(visit, found, form, status=refusal.status)
    return redirect(_frame(visit)["here"])


def _answer(visit: Visit, found: QuoteQuestion, data: dict[str, Any]) -> None:
    # One with the answer: a file that came with a refused one does not stay.
    with transaction.atomic():
        actions.answer_by_link(
            question=found,
            link=visit.link,
            name=data.get("name", ""),
            text=data["text"],
            files=stored(data["file"], request=None, at=visit.at),
            at=visit.at,
        )


def _question_file(found: QuoteQuestion, part: str) -> HttpResponse:
    for one in found.files.all():
        if str(one.pk) == part:
            return downloaded(one)
    raise Http404


def _show_question(
    visit: Visit, found: QuoteQuestion, form: django_forms.Form, *, status: int = 200
) -> HttpResponse:
    customer, line = found.quote.matter.customer, found.line
    context = {
        **_frame(visit),
        "question": found.question,
        "files": list(found.files.all()),
        "line": line.text if line is not None and LINE in found.shown else "",
        "quantity": line if line is not None and QUANTITY in found.shown else None,
        "customer": customer.name if CUSTOMER_NAME in found.shown else "",
        "form": form,
        "answer_files": [one.name for one in found.answer_files.all()],
    }
    return render(visit.request, "quotes/by_link/question.html", context, status=status)


# --- a quote


@dataclass(frozen=True, slots=True)
class _Act:
    """One of the three things a customer can do: which form, which action."""

    form: type[django_forms.Form]
    do: Callable[[Visit, QuoteVersion, dict[str, Any]], object]
    # What the address says afterwards, where the page itself does not show it.
    said: str = ""


def _accept(visit: Visit, version: QuoteVersion, data: dict[str, Any]) -> object:
    return actions.accept(version=version, link=visit.link, at=visit.at, **data)


def _decline(visit: Visit, version: QuoteVersion, data: dict[str, Any]) -> object:
    return actions.decline(version=version, link=visit.link, at=visit.at, **data)


def _ask(visit: Visit, version: QuoteVersion, data: dict[str, Any]) -> object:
    return actions.ask_by_link(version=version, link=visit.link, key=_key(visit), at=visit.at, **data)


ACTS = {
    "accept": _Act(forms.AcceptForm, _accept),
    "decline": _Act(forms.DeclineForm, _decline),
    "ask": _Act(forms.AskForm, _ask, said="&gefragt=1"),
}


def _key(visit: Visit) -> uuid.UUID:
    """The key of the form; without one the same words by the same link are the same question."""
    try:
        return uuid.UUID(visit.request.POST.get("_key", ""))
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{visit.link.pk} {visit.request.POST.get('text', '')}")


def customer(visit: Visit) -> HttpResponseBase:
    """A sent version for its customer: to read, to load down, to ask about, to accept or decline."""
    version = queries.sent_version(visit.link.subject_id)
    if version is None or (visit.part and visit.part != "pdf"):
        raise Http404
    company = people.company()
    with timezone.override(ZoneInfo(company.zone if company else "Europe/Berlin")):
        if visit.part == "pdf":
            return _pdf(version)
        if visit.request.method == "POST":
            return _act(visit, version)
        return _show_quote(visit, version)


def _act(visit: Visit, version: QuoteVersion) -> HttpResponseBase:
    name = visit.request.POST.get("act", "")
    act = ACTS.get(name)
    if act is None:
        return _show_quote(visit, version, status=422)
    form = act.form(visit.request.POST)
    if not form.is_valid():
        return _show_quote(visit, version, filled={name: form}, status=422)
    try:
        act.do(visit, version, form.cleaned_data)
    except links.Closed:
        raise
    except (actions.DecidedAlready, actions.Replaced, actions.RunOut):
        # The page says how it stands: decided and by whom, replaced, no longer valid.
        again = queries.sent_version(version.pk)
        assert again is not None  # what was sent stays
        return _show_quote(visit, again, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show_quote(visit, version, filled={name: form}, status=refusal.status)
    return redirect(_frame(visit)["here"] + act.said)


def _pdf(version: QuoteVersion) -> HttpResponse:
    assert version.pdf is not None  # what was sent has a document: constraint frozen_version_is_whole
    response = HttpResponse(files.read(file=version.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quoted(version.pdf.name, safe='')}"
    return response


def _show_quote(
    visit: Visit,
    version: QuoteVersion,
    *,
    filled: dict[str, django_forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    decision = decision_on(version)
    letter = _letter(visit, version)
    state = _state(visit, version, is_decided=decision is not None)
    context = {
        **_frame(visit),
        "version": version,
        "quote": version.quote,
        "letter": letter,
        "decision": decision,
        "state": state,
        "forms": {
            name: (filled or {}).get(name) or act.form(auto_id=f"{name}_%s") for name, act in ACTS.items()
        },
        "open": next(iter(filled or {}), ""),
        "gross": letter.sums[-1],
        "asked": questions.of_customer(version.quote),
        "has_asked": "gefragt" in visit.request.GET,
        "has_choice": any(not line.is_counted for line in letter.lines if line.kind == "item"),
    }
    return render(visit.request, "quotes/by_link/quote.html", context, status=status)


def _letter(visit: Visit, version: QuoteVersion) -> documents.Letter:
    """The words of the document, with the labels in the reader's language."""
    matter, lines = version.quote.matter, queries.lines_of(version)
    assert version.sent_at is not None  # it was sent
    shown = copy.copy(version)
    shown.language = visit.language
    return letters.compose(
        version=shown,
        lines=lines,
        sums=queries.totals_of_lines(version, lines),
        parties=letters.parties(
            customer=matter.customer, contact=matter.contact, by=version.sent_by, at=visit.at
        ),
        at=version.sent_at,
    )


def _state(visit: Visit, version: QuoteVersion, *, is_decided: bool) -> str:
    """How it stands for the customer: decided, replaced, closed, run_out or open."""
    if is_decided:
        return "decided"
    if version.state == SUPERSEDED:
        return "replaced"
    if version.quote.state != OPEN or version.state != SENT:
        return "closed"
    return "run_out" if has_run_out(version, at=visit.at) else "open"


PURPOSES = (
    Purpose(key=questions.ANSWER, view=question),
    Purpose(key=questions.CUSTOMER_PAGE, view=customer),
)
