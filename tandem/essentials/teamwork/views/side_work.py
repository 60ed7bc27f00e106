"""Questions and tasks beside the turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.tools import validation
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import queries as customers
from tandem.essentials.people.models import COORDINATOR, EXPERT, User
from tandem.essentials.people.web import Request, acts
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.teamwork import actions, forms, lists, queries, sheets, things
from tandem.essentials.teamwork.models import Matter, Question, Task
from tandem.essentials.teamwork.rules import QuestionAnswer
from tandem.essentials.teamwork.sheets import Made, Sheet
from tandem.essentials.teamwork.views.matters import url_of


def _ask(request: Request, pk: int) -> tuple[Matter, Made]:
    found = queries.get_for(request.user, pk)
    day = timezone.localdate(request.at)
    who = lists.colleagues_at(found.customer, user=request.user, day=day, readers_only=False)
    due = playbook.answer_due(
        rule=QuestionAnswer, customer=found.customer, user=(who.team or [request.user])[0], at=request.at
    )
    form = forms.QuestionForm(
        request.POST or None, initial={**forms.due_initial(due), **_proposed(request, found)}
    )
    field = form.fields["asked"]
    assert isinstance(field, forms.PersonField)
    field.offer([(found.customer.tandem.name, who.team), *_beside(who.others)])
    sheet = Sheet(
        title=_("Ask a question"), verb=_("Ask"), back=url_of(found), about=found.title, icon="circle-help"
    )
    return found, (sheet, form)


def _proposed(request: Request, found: Matter) -> dict[str, Any]:
    """`?wen=`: whom the process consults at this step, with the question that suggests itself."""
    asked = validation.whole_number(request.GET.get("wen", ""))
    if found.step is None or asked is None:
        return {}
    text = _("We are at “%(step)s”. What should we know before we go on?") % {"step": found.step.name}
    return {"asked": asked, "text": text}


def _beside(others: list[User]) -> list[tuple[str, list[User]]]:
    """Whom one asks beside the tandem: coordination, experts, everybody else."""
    coordination = [person for person in others if person.has_role(COORDINATOR)]
    experts = [person for person in others if person.has_role(EXPERT) and person not in coordination]
    rest = [person for person in others if person not in coordination and person not in experts]
    return [(_("Coordination"), coordination), (_("Experts"), experts), (_("Other colleagues"), rest)]


def _show_ask(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_ask(request, pk)[1])


def _do_ask(request: Request, pk: int) -> HttpResponseBase:
    found, (sheet, form) = _ask(request, pk)
    assert isinstance(form, forms.QuestionForm)

    def act(data: dict[str, Any]) -> str:
        question = actions.ask(
            matter=found,
            asked=data["asked"],
            text=data["text"],
            due_at=form.due_at,
            by=request.user,
            at=request.at,
        )
        return _("%(name)s is asked. The turn stays where it is.") % {"name": question.asked.first_name}

    return sheets.send(request, sheet, form, act)


def _answer(request: Request, pk: int) -> tuple[Question, Made]:
    question = queries.get_question_for(request.user, pk)
    is_visible = queries.visible_to(request.user).filter(pk=question.matter_id).exists()
    sheet = Sheet(
        title=_("%(name)s asks") % {"name": question.asker.first_name},
        verb=pgettext("verb", "Answer"),
        back=url_of(question.matter) if is_visible else "/heute",
        about=question.text,
        icon="messages-square",
    )
    return question, (sheet, forms.AnswerForm(request.POST or None))


def _show_answer(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_answer(request, pk)[1])


def _do_answer(request: Request, pk: int) -> HttpResponseBase:
    question, (sheet, form) = _answer(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.answer(question=question, by=request.user, at=request.at, **data)
        return _("%(name)s has your answer.") % {"name": question.asker.first_name}

    return sheets.send(request, sheet, form, act, to=sheets.came_from(request, sheet.back))


def _reopen(request: Request, pk: int) -> tuple[Question, Made]:
    question = queries.get_question_for(request.user, pk)
    sheet = Sheet(
        title=_("Ask %(name)s again") % {"name": question.asked.first_name},
        verb=_("Ask again"),
        back=url_of(question.matter),
        about=question.text,
        icon="undo-2",
    )
    return question, (sheet, forms.MissingForm(request.POST or None))


def _show_reopen(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_reopen(request, pk)[1])


def _do_reopen(request: Request, pk: int) -> HttpResponseBase:
    question, made = _reopen(request, pk)

    def act(data: dict[str, Any]) -> str:
        actions.reopen(question=question, by=request.user, at=request.at, **data)
        return _("%(name)s is asked again.") % {"name": question.asked.first_name}

    return sheets.send(request, *made, act, to=sheets.came_from(request, made[0].back))


def _task(request: Request, pk: int) -> tuple[Matter, Made]:
    found = queries.get_for(request.user, pk)
    day = timezone.localdate(request.at)
    who = lists.colleagues_at(found.customer, user=request.user, day=day)
    form = forms.TaskForm(request.POST or None, initial={"day": day + timedelta(days=1)})
    field = form.fields["accountable"]
    assert isinstance(field, forms.PersonField)
    field.offer(
        [(found.customer.tandem.name, [*who.team, request.user]), (_("Other colleagues"), who.others)]
    )
    sheet = Sheet(
        title=_("Give a task"), verb=_("Give"), back=url_of(found), about=found.title, icon="list-checks"
    )
    return found, (sheet, form)


def _show_task(request: Request, pk: int) -> HttpResponseBase:
    return sheets.show(request, *_task(request, pk)[1])


def _add_task(request: Request, pk: int) -> HttpResponseBase:
    found, (sheet, form) = _task(request, pk)
    assert isinstance(form, forms.TaskForm)

    def act(data: dict[str, Any]) -> str:
        task = actions.add_task(
            customer=found.customer,
            matter=found,
            title=data["title"],
            accountable=data["accountable"],
            due_at=form.due_at,
            by=request.user,
            at=request.at,
        )
        return _("%(name)s has the task. The turn stays where it is.") % {"name": task.accountable.first_name}

    return sheets.send(request, sheet, form, act)


@acts
def delegate(request: Request, pk: int) -> HttpResponseBase:
    """Side work in one tap; the turn stays."""
    found = queries.get_for(request.user, pk)
    task = actions.delegate(matter=found, by=request.user, at=request.at)
    messages.success(
        request, _("%(name)s helps. The turn stays where it is.") % {"name": task.accountable.first_name}
    )
    return redirect(sheets.came_from(request, url_of(found)))


@acts
def remind(request: Request, kind: str, pk: int) -> HttpResponseBase:
    """Ask again, kindly: one line on the other's Heute."""
    found = things.kinds().get(kind)
    thing = things.get(found, pk, door=customers.door(request.user)) if found else None
    if thing is None:
        raise Http404
    reminder = actions.remind(kind=kind, pk=pk, by=request.user, at=request.at)
    messages.success(request, _("%(name)s reads it on Heute.") % {"name": reminder.reminded.first_name})
    home = thing.matter_id and reverse("teamwork:matter", args=[thing.matter_id])
    return redirect(sheets.came_from(request, home or f"/kunden/{thing.customer_id}"))


@acts
def finish_task(request: Request, pk: int) -> HttpResponseBase:
    """Tick a task off; for eight seconds there is an undo."""
    task = queries.get_task_for(request.user, pk)
    form = forms.ResultForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(map(str, form.errors["result"])))
    actions.finish_task(task=task, result=form.cleaned_data["result"], by=request.user, at=request.at)
    undo = reverse("teamwork:reopen_task", args=[pk])
    messages.success(request, _("Done: %(title)s") % {"title": task.title}, extra_tags=f"undo:{undo}")
    return redirect(sheets.came_from(request, _home(task)))


@acts
def reopen_task(request: Request, pk: int) -> HttpResponseBase:
    """Undo 'done'."""
    task = queries.get_task_for(request.user, pk)
    actions.reopen_task(task=task, by=request.user, at=request.at)
    messages.success(request, _("Open again: %(title)s") % {"title": task.title})
    return redirect(sheets.came_from(request, _home(task)))


def _home(task: Task) -> str:
    if task.matter_id is not None:
        return reverse("teamwork:matter", args=[task.matter_id])
    return f"/kunden/{task.customer_id}"


ask = sheets.by_method(_show_ask, _do_ask)
reopen = sheets.by_method(_show_reopen, _do_reopen)
answer = sheets.by_method(_show_answer, _do_answer)
add_task = sheets.by_method(_show_task, _add_task)
