"""The process as PDF: `?papier=a3`, `?sprache=en`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from tandem.essentials.people.web import Request, reads
from tandem.essentials.playbook import drafting, queries, sheets
from tandem.essentials.playbook.designing import StepDesign


@reads
def version(request: Request, number: int, what: str) -> HttpResponseBase:
    """A version as swimlanes or as matrix."""
    queries.require_rule_reader(request.user)
    found = next((one for one in queries.versions() if one.version == number), None)
    if found is None:
        raise Http404
    steps = drafting.design_of_version(found).steps
    return _pdf(request, steps, what=what, number=number, day=found.in_force_from)


@reads
def draft(request: Request, what: str) -> HttpResponseBase:
    """The draft, marked as such."""
    queries.require_rule_reader(request.user)
    found = drafting.get_open_draft()
    steps = drafting.design_of(found).steps
    return _pdf(request, steps, what=what, number=found.based_on.version + 1, day=None)


def _pdf(
    request: Request, steps: Sequence[StepDesign], *, what: str, number: int, day: date | None
) -> HttpResponse:
    if what not in (sheets.SWIMLANES, sheets.MATRIX):
        raise Http404
    paper = _one_of(request.GET.get("papier", ""), sheets.PAPERS, sheets.PAPERS[0])
    language = _one_of(request.GET.get("sprache", ""), sheets.LANGUAGES, request.user.language)
    content = sheets.render(
        steps, what=what, paper=paper, language=language, version=number, in_force_from=day, at=request.at
    )
    name = sheets.file_name(what, version=number, language=language, paper=paper)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    return response


def _one_of(given: str, known: Sequence[str], usual: str) -> str:
    return given if given in known else usual
