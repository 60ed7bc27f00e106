"""The process as an Excel file: out, and back in as a draft."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import actions, designing, drafting, parties
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.designing import Design
from tandem.surfaces.exchange import process_sheet
from tandem.surfaces.exchange.forms import ProcessSheetForm
from tandem.surfaces.exchange.process_sheet.reading import MOST_BYTES
from tandem.surfaces.exchange.tables import TableError

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reads
def page(request: Request) -> HttpResponseBase:
    """Download the process, and read it back."""
    drafting.require_designer(request.user)
    return _page(request, ProcessSheetForm())


@reads
def workbook(request: Request) -> HttpResponseBase:
    """The version in force, or with `?entwurf=1` the draft."""
    playbook.require_rule_reader(request.user)
    design, version = _wanted(request)
    content = process_sheet.write(design, who=parties.directory())
    name = f"{_('Process')} V{version}.xlsx"
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _wanted(request: Request) -> tuple[Design, int]:
    draft = drafting.open_draft() if request.GET.get("entwurf") == "1" else None
    if draft is not None:
        return drafting.design_of(draft), draft.based_on.version + 1
    process = playbook.process(day=timezone.localdate(request.at))
    return drafting.design_of_version(process), process.version


@acts
def read_back(request: Request) -> HttpResponseBase:
    """What the sheet says becomes the newest state of the draft; what could not be read is listed."""
    drafting.require_designer(request.user)
    form = ProcessSheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    draft = drafting.open_draft()
    base = drafting.design_of(draft) if draft else drafting.design_of_version(playbook.versions()[0])
    who = parties.directory()
    try:
        found = process_sheet.read(
            file.read(MOST_BYTES + 1),
            file_name=file.name or "",
            base=base,
            who=who,
            taken=drafting.taken_keys(),
        )
    except TableError as error:
        form.add_error("file", str(error))
        return _page(request, form, status=422)
    changes = designing.differences(base, found.design, names=who.names)
    if changes:
        actions.begin_draft(design=found.design, by=request.user, at=request.at)
    ctx = {"changes": changes, "problems": found.problems, "faults": drafting.faults_of(found.design)}
    return render(request, "exchange/process_read.html", ctx)


def _page(request: Request, form: ProcessSheetForm, *, status: int = 200) -> HttpResponseBase:
    ctx = {"form": form, "draft": drafting.open_draft()}
    return render(request, "exchange/process.html", ctx, status=status)
