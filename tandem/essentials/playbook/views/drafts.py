"""Designing the next version of the process: one page, one fragment per step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import actions, drafting, matrix, offers, parties, queries
from tandem.essentials.playbook.designing import StepDesign
from tandem.essentials.playbook.models import Draft, DraftComment
from tandem.essentials.playbook.step_form import InForceForm, StepForm


@reads
def draft(request: Request) -> HttpResponseBase:
    """The draft: its steps, what was said to them, what is missing, how it came about."""
    queries.require_rule_reader(request.user)
    found = drafting.open_draft()
    if found is None:
        return redirect("playbook:template")
    return render(request, "playbook/draft.html", _page(request, found))


@acts
def begin(request: Request) -> HttpResponseBase:
    """Begin the next version."""
    actions.begin_draft(by=request.user, at=request.at)
    return redirect("playbook:draft")


@reads
def edit(request: Request, key: str) -> HttpResponseBase:
    """One step as a form."""
    drafting.require_designer(request.user)
    found = drafting.get_open_draft()
    return _show_form(request, found, _form(request, found, key))


@acts
def change(request: Request, key: str) -> HttpResponseBase:
    """Save the step as it is typed."""
    drafting.require_designer(request.user)
    found = drafting.get_open_draft()
    form = _form(request, found, key)
    if not form.is_valid():
        return _show_form(request, found, form, status=422)
    try:
        changed = actions.change_step(
            draft=found, key=key, values=form.values(), revision=_number(request, "revision"),
            by=request.user, at=request.at,
        )  # fmt: skip
    except actions.ChangedMeanwhile as refusal:
        return _show_form(request, found, form, status=409, problem=str(refusal))
    if not request.htmx:
        return redirect("playbook:draft")
    if form.names_somebody:
        return _show_form(request, changed, _form(request, changed, key, sent=False))
    return render(request, "playbook/_fragments/saved.html", {**_one(changed, key), "at": request.at})


@acts
def add(request: Request) -> HttpResponseBase:
    """Another step."""
    found = drafting.get_open_draft()
    names = _names(request)
    actions.add_step(
        draft=found, after=request.POST.get("after", ""), **names, by=request.user, at=request.at
    )
    messages.success(request, _("Added. Say who is responsible."))
    return redirect("playbook:draft")


@acts
def split(request: Request, key: str) -> HttpResponseBase:
    """One step becomes two."""
    actions.split_step(
        draft=drafting.get_open_draft(), key=key, **_names(request), revision=_number(request, "revision"),
        by=request.user, at=request.at,
    )  # fmt: skip
    messages.success(request, _("Split. The second half comes after the first and brings its result."))
    return redirect("playbook:draft")


@acts
def remove(request: Request, key: str) -> HttpResponseBase:
    """Without this step."""
    actions.remove_step(
        draft=drafting.get_open_draft(), key=key, into=request.POST.get("into", ""),
        revision=_number(request, "revision"), by=request.user, at=request.at,
    )  # fmt: skip
    return redirect("playbook:draft")


@acts
def assign(request: Request, key: str) -> HttpResponseBase:
    """Which step stands for one that is gone."""
    actions.assign_step(
        draft=drafting.get_open_draft(), key=key, into=request.POST.get("into", ""),
        by=request.user, at=request.at,
    )  # fmt: skip
    return redirect("playbook:draft")


@acts
def move(request: Request, key: str) -> HttpResponseBase:
    """The step at another place."""
    place = _number(request, "to")
    actions.move_step(draft=drafting.get_open_draft(), key=key, to=place - 1, by=request.user, at=request.at)
    return redirect("playbook:draft")


@acts
def restore(request: Request, number: int) -> HttpResponseBase:
    """Back to how the draft read."""
    actions.restore(draft=drafting.get_open_draft(), number=number, by=request.user, at=request.at)
    messages.success(request, _("The draft reads as it did then."))
    return redirect("playbook:draft")


@acts
def give_up(request: Request) -> HttpResponseBase:
    """No other version."""
    actions.give_up_draft(draft=drafting.get_open_draft(), by=request.user, at=request.at)
    messages.success(request, _("The draft is given up. The version in force stays."))
    return redirect("playbook:template")


@acts
def comment(request: Request) -> HttpResponseBase:
    """Say something to the draft."""
    actions.comment(
        draft=drafting.get_open_draft(), text=request.POST.get("text", ""),
        step_key=request.POST.get("step", "")[:20], by=request.user, at=request.at,
    )  # fmt: skip
    return redirect("playbook:draft")


@acts
def settle(request: Request, pk: int) -> HttpResponseBase:
    """A comment has been talked over."""
    queries.require_rule_reader(request.user)
    found = get_object_or_404(DraftComment, pk=pk)
    actions.settle_comment(comment=found, by=request.user, at=request.at)
    return redirect("playbook:draft")


@reads
def in_force(request: Request) -> HttpResponseBase:
    """What will be different, from when on."""
    drafting.require_designer(request.user)
    found = drafting.get_open_draft()
    return _show_in_force(request, found, InForceForm(initial={"from_day": timezone.localdate(request.at)}))


@acts
def put_into_force(request: Request) -> HttpResponseBase:
    """The draft becomes the next version."""
    drafting.require_designer(request.user)
    found = drafting.get_open_draft()
    form = InForceForm(request.POST)
    if form.is_valid():
        try:
            process = actions.put_into_force(
                draft=found, revision=_number(request, "revision"), **form.cleaned_data,
                by=request.user, at=request.at,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Version %(version)d is written.") % {"version": process.version})
            return redirect("playbook:template")
    return _show_in_force(request, found, form, status=422)


def _page(request: Request, found: Draft) -> dict[str, Any]:
    design = drafting.design_of(found)
    who = parties.directory()
    said: dict[str, list[DraftComment]] = {}
    for one in drafting.comments_of(found):
        said.setdefault(one.step_key if design.find(one.step_key) else "", []).append(one)
    return {
        "draft": found,
        "rows": [
            {"row": row, "comments": said.get(row.step.key, [])} for row in matrix.rows(design.steps, who=who)
        ],
        "said": said.get("", []),
        "faults": drafting.faults_of(design),
        "steps": design.steps,
        "history": drafting.history(found),
        "may_design": queries.may_make_rules(request.user),
        "may_comment": drafting.may_comment(request.user),
        "offered": offers.for_designers(),
    }


def _one(found: Draft, key: str) -> dict[str, Any]:
    design = drafting.design_of(found)
    step = _step(found, key)
    rows = matrix.rows(design.steps, who=parties.directory())
    return {
        "draft": found,
        "row": next(row for row in rows if row.step.key == step.key),
        "faults": [fault for fault in drafting.faults_of(design) if fault.key == key],
    }


def _form(request: Request, found: Draft, key: str, *, sent: bool = True) -> StepForm:
    data = request.POST if sent and request.method == "POST" else None
    return StepForm(data, step=_step(found, key), who=parties.directory())


def _show_form(
    request: Request, found: Draft, form: StepForm, *, status: int = 200, problem: str = ""
) -> HttpResponseBase:
    ctx = {"draft": found, "form": form, "step": form.step, "problem": problem}
    if problem:
        # What stands there now, beside what was typed.
        ctx["now"] = StepForm(step=form.step, who=parties.directory())
    template = "playbook/_fragments/step_form.html" if request.htmx else "playbook/step.html"
    # htmx swaps what is not an error; the sentence says what is.
    response = render(request, template, ctx, status=200 if request.htmx else status)
    if request.htmx and request.method == "POST":
        response["HX-Retarget"] = f"#edit-{form.step.key}"
        response["HX-Reswap"] = "innerHTML"
    return response


def _show_in_force(
    request: Request, found: Draft, form: InForceForm, *, status: int = 200
) -> HttpResponseBase:
    design = drafting.design_of(found)
    ctx = {
        "draft": found,
        "form": form,
        "faults": drafting.faults_of(design),
        "changes": drafting.changes_of(found, design),
        "open_comments": [one for one in drafting.comments_of(found) if one.settled_at is None],
    }
    return render(request, "playbook/in_force.html", ctx, status=status)


def _step(found: Draft, key: str) -> StepDesign:
    step = drafting.design_of(found).find(key)
    if step is None:
        raise Http404
    return step


def _names(request: Request) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:80] for name in ("name_de", "name_en")}


def _number(request: Request, name: str) -> int:
    raw = request.POST.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
