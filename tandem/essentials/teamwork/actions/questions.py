"""Questions between colleagues; the turn stays where it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal.entry_types import EntryType
from tandem.base.tools import working_time
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.teamwork import entries, queries
from tandem.essentials.teamwork.actions.matters import StepIncomplete, locked, require_future, tell
from tandem.essentials.teamwork.models import Matter, Question
from tandem.essentials.teamwork.rules import QuestionAnswer


class AnsweredAlready(Refused):
    """Somebody was faster with the answer."""


@transaction.atomic
def ask(
    *,
    matter: Matter,
    asked: User,
    text: str,
    by: User,
    at: datetime,
    due_at: datetime | None = None,
    needed_at: datetime | None = None,
    source: str = "",
    event: EntryType | None = None,
) -> Question:
    """Ask a colleague something about a matter, with a date. Experts see what they are asked, no more.

    `source` is somebody outside the house who knows it: the colleague gets the answer from them, and may be the one
    who asks. `event` replaces the plain entry where a room has better words.
    """
    current = locked(matter)
    queries.require_act(by, current, day=timezone.localdate(at))
    if not text.strip():
        raise StepIncomplete(_("The question is empty."))
    if (asked.pk == by.pk and not source) or not asked.is_active:
        raise StepIncomplete(_("Choose a colleague to ask."))
    if due_at is not None:
        require_future(due_at, at=at)
    question = Question.objects.create(
        matter=current,
        asker=by,
        asked=asked,
        source=source[:160],
        text=text.strip(),
        asked_at=at,
        due_at=due_at
        or playbook.answer_due(rule=QuestionAnswer, customer=current.customer, user=asked, at=at),
        needed_at=needed_at,
    )
    plain = entries.QuestionAsked(
        asker=by.full_name, asked=question.source or asked.full_name, text=question.text
    )
    tell(event or plain, matter=current, by=by, at=at)
    return question


def _worked(asked: User, *, since: datetime, until: datetime) -> int:
    """The minutes that whoever was asked has worked in between: hours, holidays of the region, absences."""
    hours = people.working_calendar(asked, around=since)
    return max(0, round(working_time.working_hours_between(since, until, hours) * 60))


@transaction.atomic
def reopen(*, question: Question, reason: str, by: User, at: datetime) -> Question:
    """Ask the same again because the answer did not help yet; the answer given stays in the journal."""
    matter = locked(question.matter)
    # Two statements, see `matters.locked`.
    Question.objects.select_for_update().only("pk").get(pk=question.pk)
    current = Question.objects.select_related("asked", "asker").get(pk=question.pk)
    day = timezone.localdate(at)
    if current.answered_at is None:
        raise StepIncomplete(_("This question is open."))
    if current.asker_id not in queries.acts_as(by, day=day):
        queries.require_act(by, matter, day=day)
    if not reason.strip():
        raise StepIncomplete(
            _("What is still missing? One sentence helps %(name)s.") % {"name": current.asked.first_name}
        )
    if not current.asked.is_active:
        raise StepIncomplete(
            _("%(name)s no longer works here. Ask somebody else.") % {"name": current.asked.full_name}
        )
    current.answer, current.answered_at, current.answered_by, current.working_minutes = "", None, None, None
    current.answered_name = ""
    current.asked_at = at
    current.due_at = playbook.answer_due(
        rule=QuestionAnswer, customer=matter.customer, user=current.asked, at=at
    )
    # The fixed time that waited for the first answer has gone by.
    current.needed_at = current.needed_at if current.needed_at and current.needed_at > at else None
    current.save()
    event = entries.QuestionReopened(
        who=by.full_name, asked=current.asked.full_name, text=current.text, reason=reason.strip()
    )
    tell(event, matter=matter, by=by, at=at)
    return current


@transaction.atomic
def answer(
    *,
    question: Question,
    text: str,
    by: User | None,
    at: datetime,
    name: str = "",
    event: EntryType | None = None,
) -> Question:
    """Answer a question: whom it was put to, the stand-in, or anybody who may act on the matter.

    Also after the matter was closed: an answer is never lost. Somebody without an account (`by` None) gives a `name`;
    the room that let them in has asked whether they may. `event` replaces the plain entry.
    """
    # Two statements, see `matters.locked`.
    Question.objects.select_for_update().only("pk").get(pk=question.pk)
    current = Question.objects.select_related(
        "matter__customer", "matter__accountable", "asked", "answered_by"
    ).get(pk=question.pk)
    if current.answered_at is not None:
        who = current.who_answered or _("Somebody")
        raise AnsweredAlready(
            _("%(name)s was faster and answered: %(answer)s") % {"name": who, "answer": current.answer}
        )
    if by is None and not name.strip():
        raise StepIncomplete(_("Who answers? A name is enough."))
    if by is not None and not queries.may_reply(by, current, day=timezone.localdate(at)):
        raise NotAllowed(_("%(name)s was asked.") % {"name": current.asked.full_name})
    if not text.strip():
        raise StepIncomplete(_("The answer is empty."))
    current.answer, current.answered_at, current.answered_by = text.strip(), at, by
    current.answered_name = "" if by is not None else name.strip()[:160]
    current.working_minutes = _worked(current.asked, since=current.asked_at, until=at)
    current.save()
    plain = entries.QuestionAnswered(who=current.who_answered, text=current.text, answer=current.answer)
    tell(event or plain, matter=current.matter, by=by, at=at)
    return current
