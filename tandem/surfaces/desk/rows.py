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
from tandem.essentials.teamwork.contacts import OCCASIONS
from tandem.essentials.teamwork.models import (
    APPROVAL,
    CUSTOMER,
    EXPERT,
    REQUEST,
    Consultation,
    Handover,
    Question,
)
from tandem.journey.calls.models import Booking
from tandem.journey.quotes.models import QuoteApproval
from tandem.surfaces.desk import links
from tandem.surfaces.desk.ranking import Standing
from tandem.surfaces.desk.records import Errand, Turn

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
    # Of a turn: with the inside of this tandem one can share the work.
    turn_in: int | None = None
    delegate_url: str = ""


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


def of_turn(turn: Turn, *, owner: User, at: datetime, is_own: bool) -> Row:
    """A turn: the matter's next step, with what is offered for it as the act of whose turn it is."""
    is_request = turn.kind == REQUEST
    url = links.to("teamwork:matter", turn.pk)
    what = turn.title if is_request or turn.title == turn.next_step else turn.next_step
    if not is_request and turn.title not in what:
        what = f"{what}, {turn.title}" if len(what) + len(turn.title) < 60 else what
    return Row(
        key=turn.key,
        icon="phone-incoming" if is_request else STEP_ICONS.get(turn.step_key or "", "circle-check"),
        customer=turn.customer,
        customer_id=turn.customer_id,
        what=what,
        reason=_why_turn(turn, at=at),
        standing=turn.standing,
        act=_act_of(turn, offer=turn.offer if is_own else None, url=url),
        owner=owner,
        matter_url=url,
        value=turn.value,
        currency=turn.currency,
        turn_in=None if is_request else turn.tandem_id,
        delegate_url=links.to("teamwork:delegate", turn.pk),
    )


def _act_of(turn: Turn, *, offer: offers.Offer | None, url: str) -> Act:
    target = links.to(offer.url_name, turn.pk) if offer is not None else ""
    if offer is not None and target:
        return Act(label=str(offer.short or offer.label), url=target)
    label = pgettext("verb, request", "Answer") if turn.kind == REQUEST else pgettext("verb", "Open")
    return Act(label=label, url=url)


def _why_turn(turn: Turn, *, at: datetime) -> str:
    """The reason on line two."""
    words = {"moment": moment(turn.due_at), "since": moment(turn.opened_at), "step": turn.step or ""}
    if turn.kind == REQUEST:
        if turn.due_at < at:
            return _("The customer has been waiting since %(since)s, answer promised by %(moment)s") % words
        return _("The customer has been waiting since %(since)s") % words
    if turn.waiting_for in (EXPERT, APPROVAL):
        return _waits_inside(turn, turn.step or "")
    return _why_step(turn, turn.standing, is_over=turn.due_at < at) % words


def _why_step(turn: Turn, standing: Standing, *, is_over: bool) -> str:
    if turn.waiting_for == CUSTOMER:
        if not is_over:
            return _("%(step)s · the customer will be in touch by %(moment)s")
        return _("%(step)s · the customer wanted to be in touch by %(moment)s")
    if standing.starts_at is not None and not is_over:
        return _("%(step)s · appointment %(moment)s")
    if standing.promised and is_over:
        return _("%(step)s · promised to the customer by %(moment)s")
    return _("%(step)s · was due %(moment)s") if is_over else _("%(step)s · due %(moment)s")


def _waits_inside(turn: Turn, step: str) -> str:
    whom = _("an answer from an expert") if turn.waiting_for == EXPERT else _("an approval")
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
        else _("To be found out from %(source)s, %(moment)s") % {**words, "source": question.source}
        if question.source
        else _("Question from %(name)s, %(moment)s") % words,
        standing=Standing(
            due_at=question.due_at, needed_at=question.needed_at, waits=True, value=matter.value
        ),
        act=Act(label=pgettext("verb, question", "Answer"), url=f"?open=question-{question.pk}", opens=True),
        owner=question.asked,
        waits=question.asker if question.asker_id != question.asked_id else None,
        question=question,
        matter_url=links.to("teamwork:matter", matter.pk),
    )


def of_consultation(consultation: Consultation) -> Row:
    """A colleague who waits to be in touch with a customer; the time to answer is short, so it comes first."""
    words = {
        "name": consultation.asker.first_name,
        "moment": moment(consultation.due_at),
        "what": str(OCCASIONS.get(consultation.about, consultation.about)),
    }
    text = " ".join(consultation.text.split())
    return Row(
        key=f"consultation-{consultation.pk}",
        icon="messages-square",
        customer=consultation.customer.name,
        customer_id=consultation.customer_id,
        what=_("%(name)s asks before a contact: %(what)s") % words,
        reason=" · ".join(filter(None, [_("Answer by %(moment)s") % words, text])),
        standing=Standing(due_at=consultation.due_at, needed_at=consultation.due_at, waits=True),
        act=Act(label=pgettext("verb, question", "Answer"), url=links.to("teamwork:decide", consultation.pk)),
        owner=consultation.asked,
        waits=consultation.asker,
        matter_url=links.to("desk:customer", consultation.customer_id),
    )


def of_approval(approval: QuoteApproval) -> Row:
    """A quote that a colleague may only send with a yes."""
    quote = approval.version.quote
    words = {"name": approval.asked_by.first_name, "title": quote.title}
    return Row(
        key=f"approval-{approval.pk}",
        icon="scale",
        customer=quote.matter.customer.name,
        customer_id=quote.matter.customer_id,
        what=_("%(name)s needs your yes: %(title)s") % words,
        reason=" · ".join([*approval.objections, approval.reason]),
        standing=Standing(due_at=approval.due_at, waits=True, value=quote.net),
        act=Act(
            label=pgettext("verb, question", "Answer"), url=links.to("quotes:answer_approval", approval.pk)
        ),
        owner=approval.asked,
        waits=approval.asked_by,
        matter_url=links.to("quotes:quote", quote.pk),
        value=quote.net,
        currency=quote.currency,
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


def of_errand(task: Errand, *, owner: User) -> Row:
    """A task with what it is done by."""
    words = {"name": task.made_by, "moment": moment(task.due_at)}
    if task.made_by is not None and task.made_by_id != task.accountable_id:
        reason = _("Task from %(name)s, due %(moment)s") % words
    else:
        reason = _("Task, due %(moment)s") % words
    return Row(
        key=task.key,
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
