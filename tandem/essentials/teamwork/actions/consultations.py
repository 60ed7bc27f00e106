"""Rücksprache: the partner is asked before a contact and answers in one of three ways. Without an answer it is free."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import consulting, contacts, entries, queries
from tandem.essentials.teamwork.actions.matters import StepIncomplete, tell
from tandem.essentials.teamwork.actions.questions import AnsweredAlready
from tandem.essentials.teamwork.models import REPLIES, WAIT, Consultation, Matter
from tandem.essentials.teamwork.rules import ConsultationFirst
from tandem.essentials.teamwork.situation import LONGEST_WAIT, Situation


class NobodyToAsk(Refused):
    """There is no partner, or it is oneself: nothing stands in the way."""


class AskedAlready(Refused):
    """The partner has been asked and the time to answer is running."""


@transaction.atomic
def consult(
    *,
    customer: Customer,
    by: User,
    at: datetime,
    channel: str = contacts.CALL,
    about: str = "",
    text: str = "",
    matter: Matter | None = None,
) -> Consultation:
    """Ask the partner before contacting the customer. Without an answer in time one is free to go."""
    customers.require_write(by, customer, day=timezone.localdate(at))
    about = about or contacts.occasion_of(matter)
    if channel not in contacts.CHANNELS or about not in contacts.OCCASIONS:
        raise StepIncomplete(_("How and about what do you want to be in touch?"))
    # Two who ask at once: the second learns of the first.
    Customer.objects.select_for_update().only("pk").get(pk=customer.pk)
    situation = Situation(customer=customer, at=at)
    asked, acting = _whom(situation, by=by)
    side = contacts.side_of(by)
    consultation = Consultation.objects.create(
        customer=customer,
        matter=matter,
        side=side,
        asker=by,
        asked=asked,
        channel=channel,
        about=about,
        text=texts.clean(text, limit=2_000, lines=True),
        asked_at=at,
        due_at=playbook.hours_after(_hours(customer, side=side, at=at), user=acting, at=at),
    )
    event = entries.ConsultationAsked(
        asker=by.full_name,
        asked=asked.full_name,
        due=consultation.due_at.isoformat(),
        text=consultation.text,
    )
    _tell(event, consultation, by=by, at=at)
    return consultation


def _whom(situation: Situation, *, by: User) -> tuple[User, User]:
    """Who is asked, and who acts for them: in that one's working time the answer falls due."""
    side = contacts.side_of(by)
    if not side:
        raise NobodyToAsk(_("You speak for neither side here. Leave the contact to the tandem."))
    partner = situation.partner_of(by)
    if partner is None:
        raise NobodyToAsk(_("Nobody holds the other seat here: nobody has to be asked."))
    acting = situation.acting_for(partner)
    if acting.pk == by.pk:
        raise NobodyToAsk(_("You stand in for %(name)s: decide for yourself.") % {"name": partner.first_name})
    before = situation.consulted(side)
    if before is not None and before.state == consulting.PENDING:
        raise AskedAlready(
            _("%(asker)s has asked %(name)s already; the answer is due by %(moment)s.")
            % {
                "asker": before.consultation.asker.first_name,
                "name": before.consultation.asked.first_name,
                "moment": f"{timezone.localtime(before.consultation.due_at):%d.%m. %H:%M}",
            }
        )
    return partner, acting


def _hours(customer: Customer, *, side: str, at: datetime) -> int:
    """How long the partner has, by the rule for this side; without one, as every company starts."""
    found = rules.holding_for(customer=customer, kind_keys=[ConsultationFirst.key], at=at)
    kinds = [held.kind for held in found if isinstance(held.kind, ConsultationFirst)]
    return next((kind.hours for kind in kinds if kind.side == side), ConsultationFirst().hours)


@transaction.atomic
def decide(
    *,
    consultation: Consultation,
    reply: str,
    by: User,
    at: datetime,
    wait_until: date | None = None,
    background: str = "",
) -> Consultation:
    """Answer: go ahead, wait until a day, I do it myself. Also late: from then on it counts."""
    # Two statements, see `matters.locked`.
    Consultation.objects.select_for_update().only("pk").get(pk=consultation.pk)
    current = Consultation.objects.select_related(
        "customer", "matter__accountable", "asker", "asked", "answered_by"
    ).get(pk=consultation.pk)
    if current.answered_at is not None:
        who = current.answered_by.full_name if current.answered_by else _("Somebody")
        raise AnsweredAlready(
            _("%(name)s was faster and answered: %(answer)s")
            % {"name": who, "answer": str(REPLIES[current.reply])}
        )
    if not queries.may_decide(by, current, day=timezone.localdate(at)):
        raise NotAllowed(_("%(name)s was asked.") % {"name": current.asked.full_name})
    if reply not in REPLIES:
        raise StepIncomplete(_("Go ahead, wait, or do you do it yourself?"))
    current.wait_until = _from(wait_until, by=by, at=at) if reply == WAIT else None
    current.reply, current.background = reply, texts.clean(background, limit=2_000, lines=True)
    current.answered_at, current.answered_by = at, by
    current.save()
    event = entries.ConsultationAnswered(
        who=by.full_name,
        reply=reply,
        until=current.wait_until.isoformat() if current.wait_until else "",
        background=current.background,
    )
    _tell(event, current, by=by, at=at)
    return current


def _from(day: date | None, *, by: User, at: datetime) -> datetime:
    """The beginning of the day from which on the contact is free."""
    zone = ZoneInfo(by.zone)
    today = at.astimezone(zone).date()
    if day is None or not today < day <= today + LONGEST_WAIT:
        raise StepIncomplete(
            _("Until which day? From tomorrow on, at most %(days)d days.") % {"days": LONGEST_WAIT.days}
        )
    return datetime.combine(day, time(), tzinfo=zone)


def _tell(event: EntryType, consultation: Consultation, *, by: User, at: datetime) -> None:
    """It moves no turn: of a matter the lane stays with whoever has it."""
    if consultation.matter is not None:
        tell(event, matter=consultation.matter, by=by, at=at)
    else:
        journal.record(event, customer_id=consultation.customer_id, by=by, at=at)
