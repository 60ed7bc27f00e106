"""The rows of the day's list: what it is about, why it stands here, and its one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.essentials.people.models import User
from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import (
    AFTER_SALES,
    APPOINTMENT,
    FOLLOW_UP,
    ORDER,
    PREPARE,
    QUOTE,
    VISIT,
)
from tandem.essentials.teamwork.models import (
    APPROVAL,
    CUSTOMER,
    EXPERT,
    REQUEST,
    Handover,
    Matter,
    Question,
)
from tandem.journey.calls.models import Booking
from tandem.surfaces.desk import links, ranking
from tandem.surfaces.desk.ranking import Standing

STEP_ICONS = {
    PREPARE: "user-check",
    APPOINTMENT: "phone",
    VISIT: "map-pin",
    QUOTE: "file-pen",
    FOLLOW_UP: "phone",
    ORDER: "package",
    AFTER_SALES: "smile",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The one thing to do with a row: a link, a form to send, or the row opened for an answer."""

    label: str
    url: str
    post: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the day."""

    key: str
    icon: str
    customer: str
    customer_id: int | None
    what: str
    reason: str
    standing: Standing
    act: Act
    owner: User | None
    waits: User | None = None
    question: Question | None = None
    handover: Handover | None = None
    matter_url: str = ""
    value: Decimal | None = None
    currency: str = "EUR"
    phone: str = ""


def due_words(due: datetime | None, *, at: datetime) -> str:
    """'jetzt', '14:00', 'seit 3 Tagen', 'morgen', 'Do 26.11.': short enough for a column."""
    if due is None:
        return ""
    local, today = timezone.localtime(due), timezone.localdate(at)
    days = (local.date() - today).days
    if due < at:
        if days == 0:
            return pgettext("due", "now")
        return ngettext("since %(count)s day", "since %(count)s days", -days) % {"count": -days}
    if days == 0:
        return f"{local:%H:%M}" if (local.hour, local.minute) != (23, 59) else pgettext("due", "today")
    if days == 1:
        return pgettext("due", "tomorrow")
    return formats.day(local.date(), this_year=today.year, language=get_language() or "de")


def moment(value: datetime) -> str:
    """'Mo 23.11. 17:05', of today the clock alone."""
    local = timezone.localtime(value)
    if local.date() == timezone.localdate():
        return f"{local:%H:%M}"
    return f"{formats.day(local.date(), this_year=local.year, language=get_language() or 'de')} {local:%H:%M}"


def standing_of(matter: Matter) -> Standing:
    """What the order of the day needs to know of a turn."""
    key = matter.step.key if matter.step else ""
    return Standing(
        due_at=matter.due_at,
        starts_at=matter.due_at if key == VISIT else None,
        promised=matter.kind == REQUEST or key == ORDER,
        urgent=matter.urgent,
        value=matter.value,
    )


def of_matter(matter: Matter, *, owner: User, at: datetime, user: User) -> Row:
    """A turn: the matter's next step, with what its step offers as the act."""
    key = matter.step.key if matter.step else ""
    is_request = matter.kind == REQUEST
    standing = standing_of(matter)
    url = links.to("teamwork:matter", matter.pk)
    what = matter.title if is_request or matter.title == matter.next_step else matter.next_step
    if not is_request and matter.title not in what:
        what = f"{what}, {matter.title}" if len(what) + len(matter.title) < 60 else what
    return Row(
        key=f"matter-{matter.pk}",
        icon="phone-incoming" if is_request else STEP_ICONS.get(key, "circle-check"),
        customer=matter.customer.name,
        customer_id=matter.customer_id,
        what=what,
        reason=_why_matter(matter, standing, at=at),
        standing=standing,
        act=_act_of(matter, user=user, url=url),
        owner=owner,
        matter_url=url,
        value=matter.value,
        currency=matter.currency,
    )


def _act_of(matter: Matter, *, user: User, url: str) -> Act:
    if matter.step is not None and matter.accountable_id == user.pk:
        for offer in offers.at_step(matter.step.key)[:1]:
            target = links.to(offer.url_name, matter.pk)
            if target:
                return Act(label=str(offer.short or offer.label), url=target)
    label = pgettext("verb, request", "Answer") if matter.kind == REQUEST else pgettext("verb", "Open")
    return Act(label=label, url=url)


def _why_matter(matter: Matter, standing: Standing, *, at: datetime) -> str:
    """The reason on line two."""
    due = matter.due_at or at
    words = {"moment": moment(due), "since": moment(matter.opened_at)}
    if matter.kind == REQUEST:
        if due < at:
            return _("The customer has been waiting since %(since)s, answer promised by %(moment)s") % words
        return _("The customer has been waiting since %(since)s") % words
    if matter.waiting_for in (EXPERT, APPROVAL):
        return _waits_inside(matter, matter.step.name if matter.step else "")
    words["step"] = matter.step.name if matter.step else ""
    return _why_step(matter, standing, is_over=due < at) % words


def _why_step(matter: Matter, standing: Standing, *, is_over: bool) -> str:
    if matter.waiting_for == CUSTOMER:
        if not is_over:
            return _("%(step)s · the customer will be in touch by %(moment)s")
        return _("%(step)s · the customer wanted to be in touch by %(moment)s")
    if standing.starts_at is not None and not is_over:
        return _("%(step)s · appointment %(moment)s")
    if standing.promised and is_over:
        return _("%(step)s · promised to the customer by %(moment)s")
    return _("%(step)s · was due %(moment)s") if is_over else _("%(step)s · due %(moment)s")


def _waits_inside(matter: Matter, step: str) -> str:
    whom = _("an answer from an expert") if matter.waiting_for == EXPERT else _("an approval")
    return _("%(step)s · waits for %(whom)s") % {"step": step, "whom": whom}


def of_handover(handover: Handover, *, at: datetime) -> Row:
    """An offered handover: the giver waits for a yes."""
    matter = handover.matter
    briefing = " ".join(handover.briefing.split())
    return Row(
        key=f"handover-{handover.pk}",
        icon="arrow-left-right",
        customer=matter.customer.name,
        customer_id=matter.customer_id,
        what=_("Take over: %(next_step)s") % {"next_step": handover.next_step},
        reason=_("Handover since %(moment)s: %(briefing)s")
        % {"moment": moment(handover.made_at), "briefing": briefing},
        standing=Standing(due_at=handover.answer_due_at, waits=True, value=matter.value),
        act=Act(
            label=pgettext("handover", "Accept"), url=links.to("teamwork:accept", handover.pk), post=True
        ),
        owner=handover.taker,
        waits=handover.giver,
        handover=handover,
        matter_url=links.to("teamwork:matter", matter.pk),
        value=matter.value,
        currency=matter.currency,
    )


def of_question(question: Question, *, at: datetime) -> Row:
    """A question that waits for an answer; with a fixed time it comes first."""
    matter = question.matter
    words = {"name": question.asker.first_name, "moment": moment(question.needed_at or question.asked_at)}
    return Row(
        key=f"question-{question.pk}",
        icon="circle-help",
        customer=matter.customer.name,
        customer_id=matter.customer_id,
        what=" ".join(question.text.split()),
        reason=_("%(name)s needs the answer before %(moment)s") % words
        if question.needed_at
        else _("Question from %(name)s, %(moment)s") % words,
        standing=Standing(
            due_at=question.due_at, needed_at=question.needed_at, waits=True, value=matter.value
        ),
        act=Act(label=pgettext("verb, question", "Answer"), url=f"?open=question-{question.pk}", opens=True),
        owner=question.asked,
        waits=question.asker,
        question=question,
        matter_url=links.to("teamwork:matter", matter.pk),
    )


def of_visit(booking: Booking) -> Row:
    """A visit that is over and not yet reported; from the next day on it is late."""
    appointment = booking.appointment
    ended = timezone.localtime(appointment.ends_at)
    return Row(
        key=f"visit-{appointment.pk}",
        icon="file-clock",
        customer=booking.matter.customer.name,
        customer_id=booking.matter.customer_id,
        what=_("Report the visit"),
        reason=_("Visit on %(moment)s: %(title)s")
        % {"moment": moment(appointment.starts_at), "title": appointment.title},
        standing=Standing(due_at=ended.replace(hour=23, minute=59, second=0, microsecond=0)),
        act=Act(label=pgettext("verb, visit", "Report"), url=links.to("visits:report", booking.matter_id)),
        owner=booking.person,
        matter_url=links.to("teamwork:matter", booking.matter_id),
    )


# What a row shows of a task, in the order of `Errand`.
ERRAND = (
    *(
        "pk",
        "title",
        "step_key",
        "due_at",
        "made_at",
        "matter_id",
        "customer_id",
        "accountable_id",
        "made_by_id",
    ),
    *("customer__name", "matter__value", "made_by__first_name"),
)


@dataclass(frozen=True, slots=True)
class Errand:
    """A task of a matter or a customer."""

    pk: int
    title: str
    step_key: str
    due_at: datetime
    made_at: datetime
    matter_id: int | None
    customer_id: int
    accountable_id: int
    made_by_id: int | None
    customer: str
    value: Decimal | None
    made_by: str | None

    @property
    def standing(self) -> Standing:
        """What the order of the day needs to know of it."""
        return Standing(due_at=self.due_at, value=self.value)


def of_errand(task: Errand, *, owner: User) -> Row:
    """A task with what it is done by."""
    words = {"name": task.made_by, "moment": moment(task.due_at)}
    if task.made_by is not None and task.made_by_id != task.accountable_id:
        reason = _("Task from %(name)s, due %(moment)s") % words
    else:
        reason = _("Task, due %(moment)s") % words
    return Row(
        key=f"task-{task.pk}",
        icon="list-checks",
        customer=task.customer,
        customer_id=task.customer_id,
        what=task.title,
        reason=reason,
        standing=task.standing,
        act=_act_of_errand(task),
        owner=owner,
        matter_url=links.to("teamwork:matter", task.matter_id)
        if task.matter_id
        else links.to("desk:customer", task.customer_id),
    )


def _act_of_errand(task: Errand) -> Act:
    if task.step_key and task.matter_id:
        for offer in offers.at_step(task.step_key)[:1]:
            target = links.to(offer.url_name, task.matter_id)
            if target:
                return Act(label=str(offer.short or offer.label), url=target)
    return Act(label=pgettext("task", "Done"), url=links.to("teamwork:finish_task", task.pk), post=True)


def ranked(rows: list[Row], *, at: datetime, day_ends: datetime) -> list[Row]:
    """The rows in the order of the day."""
    return sorted(rows, key=lambda row: (*ranking.order(row.standing, at=at, day_ends=day_ends), row.key))
