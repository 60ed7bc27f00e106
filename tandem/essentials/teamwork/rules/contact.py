"""The rules about who speaks with a customer, when, and after asking whom. The system derives what they need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.base.design import formats
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import FIELD, INSIDE, User
from tandem.essentials.playbook import facts
from tandem.essentials.playbook.rules import (
    CONTACT,
    Act,
    Objection,
    RuleKind,
    calendar_days,
    choice,
    holding_for,
    number,
    rule_kind,
    several,
    working_hours,
)
from tandem.essentials.teamwork import consulting, contacts
from tandem.essentials.teamwork.contacts import CALL, MAIL, NEW_BUSINESS, QUOTE_FOLLOW_UP
from tandem.essentials.teamwork.rules.acts import ContactCustomer

# What a contact is about, as a rule's sentence says it.
ON: dict[str, Promise] = {
    NEW_BUSINESS: pgettext_lazy("rule, beginning", "About new business"),
    contacts.CAME_UP: pgettext_lazy("rule, beginning", "When something came up"),
    contacts.OPEN_QUESTION: pgettext_lazy("rule, beginning", "About open questions"),
    contacts.PHONE_FOLLOW_UP: pgettext_lazy("rule, beginning", "When following up by phone"),
    contacts.DELIVERY: pgettext_lazy("rule, beginning", "About delivery trouble"),
    QUOTE_FOLLOW_UP: pgettext_lazy("rule, beginning", "When following up quotes"),
    contacts.COMPLAINT: pgettext_lazy("rule, beginning", "About complaints"),
    contacts.SATISFACTION: pgettext_lazy("rule, beginning", "When asking whether they are satisfied"),
}
PURPOSES: dict[str, Promise] = {
    NEW_BUSINESS: pgettext_lazy("rule, end", "about new business"),
    contacts.OPEN_QUESTION: pgettext_lazy("rule, end", "about open questions"),
    contacts.PHONE_FOLLOW_UP: pgettext_lazy("rule, end", "to follow up by phone"),
    QUOTE_FOLLOW_UP: pgettext_lazy("rule, end", "to follow up quotes"),
    contacts.SATISFACTION: pgettext_lazy("rule, end", "to ask whether they are satisfied"),
}


def _agree(act: ContactCustomer, partner: User) -> tuple[str, str]:
    """The way that is left: agree it with the partner."""
    return gettext("Agree it with %(name)s") % {"name": partner.first_name}, ask_url(act.customer.pk)


def ask_url(customer_pk: int) -> str:
    """Where a partner is asked before a contact."""
    return reverse("teamwork:consult", args=[customer_pk])


@rule_kind
@dataclass(frozen=True, kw_only=True)
class ConsultationFirst(RuleKind):
    """Before one side contacts a customer the partner is asked. No answer in time means: free to go."""

    key: ClassVar[str] = "teamwork.consultation_first"
    label: ClassVar[Promise] = _("Talk to the partner first")
    area: ClassVar[str] = CONTACT
    acts: ClassVar[tuple[type[Act], ...]] = (ContactCustomer,)
    side: str = choice(contacts.SIDES, default=INSIDE)
    channels: tuple[str, ...] = several(contacts.CHANNELS, default=(CALL, MAIL))
    hours: int = number(1, 80, default=8, unit=working_hours)

    def template(self) -> str:
        return gettext(
            "Before {side} contacts a customer {channels}, the partner is asked and answers within {hours}."
        )

    @property
    def topic(self) -> str:
        return self.side

    @property
    def strictness(self) -> int:
        return 100 * len(self.channels) + self.hours

    def judge(self, act: ContactCustomer) -> Objection | None:
        if act.side != self.side or act.channel not in self.channels or act.by is None:
            return None
        partner = act.situation.partner_of(act.by)
        if partner is None:
            return None
        consulted = act.situation.consulted(self.side)
        if consulted is not None and consulted.is_free:
            return None
        if act.situation.acting_for(partner).pk == act.by.pk:
            return None
        if consulted is not None:
            return Objection(sentence=_standing(consulted, act.by))
        way, url = _agree(act, partner)
        sentence = gettext("%(name)s is asked first.") % {"name": partner.first_name}
        return Objection(sentence=sentence, way=way, way_url=url)


def _standing(consulted: consulting.Consulted, reader: User) -> str:
    asked = consulted.consultation
    answered_by = asked.answered_by or asked.asked
    if consulted.state == consulting.THEIRS:
        return gettext("%(name)s does it: “I do it myself.”") % {"name": answered_by.first_name}
    until = asked.wait_until if consulted.state == consulting.WAITING else asked.due_at
    assert until is not None  # constraint waiting_has_a_date
    local = until.astimezone(ZoneInfo(reader.zone))
    moment = (
        f"{formats.day(local, this_year=local.year, language=reader.language)}{formats.NBSP}{local:%H:%M}"
    )
    if consulted.state == consulting.WAITING:
        return gettext("%(name)s asks to wait until %(moment)s.") % {
            "name": answered_by.first_name,
            "moment": moment,
        }
    return gettext("%(name)s has been asked and answers by %(moment)s.") % {
        "name": asked.asked.first_name,
        "moment": moment,
    }


@rule_kind
@dataclass(frozen=True, kw_only=True)
class WhoContacts(RuleKind):
    """On which occasion which side speaks with the customer: one voice."""

    key: ClassVar[str] = "teamwork.who_contacts"
    label: ClassVar[Promise] = _("Who contacts the customer")
    area: ClassVar[str] = CONTACT
    acts: ClassVar[tuple[type[Act], ...]] = (ContactCustomer,)
    occasion: str = choice(ON, default=QUOTE_FOLLOW_UP)
    side: str = choice(contacts.SIDES, default=FIELD)

    def template(self) -> str:
        return gettext("{occasion}, {side} speaks with the customer.")

    @property
    def topic(self) -> str:
        return self.occasion

    def judge(self, act: ContactCustomer) -> Objection | None:
        if act.about != self.occasion or act.side in {"", self.side} or act.by is None:
            return None
        partner = act.situation.partner_of(act.by)
        if partner is None:
            return None
        consulted = act.situation.consulted(act.side)
        if consulted is not None and consulted.is_free:
            return None
        if act.situation.acting_for(partner).pk == act.by.pk:
            return None
        way, url = _agree(act, partner)
        sentence = gettext("This is %(name)s's to say: “%(rule)s”") % {
            "name": partner.first_name,
            "rule": self.sentence(),
        }
        return Objection(sentence=sentence, way=way, way_url=url)


def voice_for(occasion: str, *, customer: Customer, at: datetime) -> str:
    """The side that speaks with a customer on an occasion: as the rule says, without one field sales."""
    held = holding_for(customer=customer, kind_keys=[WhoContacts.key], at=at)
    said = (one.kind for one in held if isinstance(one.kind, WhoContacts))
    return next((kind.side for kind in said if kind.occasion == occasion), FIELD)


@rule_kind
@dataclass(frozen=True, kw_only=True)
class ContactRhythm(RuleKind):
    """No customer is called by both sides in a row, unless they asked for it."""

    key: ClassVar[str] = "teamwork.contact_rhythm"
    label: ClassVar[Promise] = _("Not both in a row")
    area: ClassVar[str] = CONTACT
    acts: ClassVar[tuple[type[Act], ...]] = (ContactCustomer,)
    days: int = number(1, 14, default=2, unit=calendar_days)

    def template(self) -> str:
        return gettext(
            "Within {days} of one side's contact the other contacts the customer only if the customer asked for it."
        )

    @property
    def strictness(self) -> int:
        return self.days

    def judge(self, act: ContactCustomer) -> Objection | None:
        """The day of the partner's contact counts as the first."""
        if not act.side or act.by is None:
            return None
        last = act.situation.last_contact(contacts.other(act.side))
        if last is None or last.actor_id == act.by.pk:
            return None
        zone = ZoneInfo(act.by.zone)
        if (act.at.astimezone(zone).date() - last.at.astimezone(zone).date()).days >= self.days:
            return None
        asked_at = act.situation.customer_came_at
        consulted = act.situation.consulted(act.side)
        if (asked_at is not None and asked_at > last.at) or (consulted is not None and consulted.is_free):
            return None
        partner = act.situation.partner_of(act.by)
        way, url = _agree(act, partner) if partner is not None else ("", "")
        return Objection(sentence=last.told(partner), way=way, way_url=url)


@rule_kind
@dataclass(frozen=True, kw_only=True)
class BlockedWhile(RuleKind):
    """While something is open nobody contacts the customer for a purpose."""

    key: ClassVar[str] = "teamwork.blocked_while"
    label: ClassVar[Promise] = _("Not while something is open")
    area: ClassVar[str] = CONTACT
    acts: ClassVar[tuple[type[Act], ...]] = (ContactCustomer,)
    fact: str = choice(facts.labels, default="teamwork.open_question")
    purpose: str = choice(PURPOSES, default=NEW_BUSINESS)

    def template(self) -> str:
        return gettext("While {fact}, nobody contacts the customer {purpose}.")

    @property
    def topic(self) -> str:
        return f"{self.fact}:{self.purpose}"

    def judge(self, act: ContactCustomer) -> Objection | None:
        if act.about != self.purpose:
            return None
        standing = next((fact for fact in act.situation.facts if fact.kind.key == self.fact), None)
        if standing is None:
            return None
        sentence = gettext("%(fact)s is open.") % {"fact": standing.words}
        return Objection(sentence=sentence, way=gettext("Have a look at it"), way_url=standing.url)
