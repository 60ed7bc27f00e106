"""The contact guard: before somebody calls, mails or visits, what the partner did and plans, and what the rules say.

Two queries beside those of the rules and the team; a page that knows either hands it over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.design import filters
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.people.queries import StandIns, Team
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.facts import Fact
from tandem.essentials.playbook.rules import BLOCK, INFORM, InForce, Objection, Verdict
from tandem.essentials.teamwork import consulting, contacts, queries
from tandem.essentials.teamwork.consulting import Consulted
from tandem.essentials.teamwork.models import Matter
from tandem.essentials.teamwork.rules import ContactCustomer, ask_url
from tandem.essentials.teamwork.situation import DAYS, Past, Plan, Situation

# What the card says: nothing stands in the way, agree it first, only somebody entitled may.
FREE, AGREE, CLOSED = "free", "agree", "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What somebody should know before a contact with a customer."""

    verdict: Verdict
    partner: User | None
    # The partner's side: the newest contact and the next appointment.
    last: Past | None
    plan: Plan | None
    planned_by: User | None
    facts: list[Fact]
    consulted: Consulted | None
    # The partner asks and the reader may answer.
    to_answer: Consulted | None
    claim: dict[str, Any] | None
    ask_url: str

    @property
    def state(self) -> str:
        """Free, agree, closed: the three looks of the card."""
        if self.verdict.is_forbidden:
            return CLOSED
        return AGREE if self.verdict.findings and not self._is_only_pointed_out else FREE

    @property
    def _is_only_pointed_out(self) -> bool:
        """Something is open, which only informs: worth a line, not a question."""
        return self.verdict.effect == INFORM and self.last is None

    @property
    def needs_reason(self) -> bool:
        """Whether whoever acts all the same says why."""
        return self.verdict.needs_reason and not self.verdict.is_forbidden

    @property
    def objections(self) -> list[Objection]:
        """Every objection of a rule, what blocks first."""
        findings = sorted(self.verdict.findings, key=lambda one: one.held.effect != BLOCK)
        return [finding.objection for finding in findings]

    @property
    def lead(self) -> str:
        """What comes first: why not, what the partner said, what the partner did, or that nothing stands in the way."""
        if self.verdict.refusal:
            return self.verdict.refusal
        if self.objections:
            return " ".join(objection.sentence for objection in self.objections)
        if self.consulted is not None and self.consulted.is_free:
            asked = self.consulted.consultation
            if self.consulted.expired:
                words = {"name": asked.asked.first_name}
                return _("%(name)s was asked and has not answered in time: free to go.") % words
            return _("%(name)s: go ahead.") % {"name": (asked.answered_by or asked.asked).first_name}
        return self._last_words() or pgettext("contact", "Free.")

    @property
    def asides(self) -> list[str]:
        """What else is worth knowing, a sentence each."""
        found = []
        if self.consulted is not None and self.consulted.consultation.background:
            found.append(_("“%(background)s”") % {"background": self.consulted.consultation.background[:300]})
        last = self._last_words()
        if last and last not in self.lead:
            found.append(last)
        elif not last and self.partner is not None:
            words = {"name": self.partner.first_name, "days": DAYS.days}
            found.append(_("No contact by %(name)s in the last %(days)d days.") % words)
        if self.plan is not None and self.planned_by is not None:
            words = {"name": self.planned_by.first_name, "moment": filters.moment(self.plan.at)}
            found.append(_("%(name)s has an appointment here on %(moment)s.") % words)
        if self.claim is not None:
            words = {"name": self.claim["first_name"], "moment": filters.moment(self.claim["until"])}
            found.append(_("%(name)s has taken it until %(moment)s.") % words)
        return found

    def _last_words(self) -> str:
        """What the partner's side did last."""
        return self.last.told(self.partner) if self.last is not None else ""

    @property
    def icon(self) -> str:
        """The sign of the card where no face stands for it."""
        if self.verdict.refusal:
            return "ban"
        if self.state == CLOSED:
            return "lock"
        if self.is_pending:
            return "hourglass"
        return "circle-check" if self.state == FREE and self.last is None else ""

    @property
    def way(self) -> Objection | None:
        """The way that an objection leaves open, other than asking the partner."""
        asking = self.ask_url.partition("?")[0]
        return next((one for one in self.objections if one.way_url not in {"", asking}), None)

    @property
    def is_pending(self) -> bool:
        """Whether the partner has been asked and still has time."""
        return self.consulted is not None and self.consulted.state == consulting.PENDING

    @property
    def may_ask(self) -> bool:
        """Whether asking the partner leads anywhere now."""
        return self.partner is not None and not self.is_pending and not self.verdict.refusal


def of(
    *,
    user: User,
    customer: Customer,
    at: datetime,
    matter: Matter | None = None,
    channel: str = contacts.CALL,
    about: str = "",
    contact_id: int | None = None,
    team: Team | None = None,
    away: StandIns | None = None,
    held: Iterable[InForce] | None = None,
) -> Guard | None:
    """What a person should know before a contact; None for who speaks for neither side.

    Unless `contact_id` says otherwise it is with the matter's contact.
    """
    side = contacts.side_of(user)
    if not side:
        return None
    situation = Situation(customer=customer, at=at, team=team, away=away)
    act = ContactCustomer(
        customer=customer,
        by=user,
        at=at,
        matter_id=matter.pk if matter is not None else None,
        channel=channel,
        about=about or contacts.occasion_of(matter),
        contact_id=contact_id or (matter.contact_id if matter is not None else None),
        known=situation,
    )
    other = contacts.other(side)
    partner = situation.partner_of(user)
    plan, planned_by = _plan(situation, besides=user)
    return Guard(
        verdict=rules.check(act, held=held),
        partner=partner,
        last=_last(situation, other, besides=user),
        plan=plan,
        planned_by=planned_by,
        facts=situation.facts,
        consulted=situation.consulted(side),
        to_answer=_to_answer(situation, other, user=user),
        claim=situation.claim_on(matter, besides=user) if matter is not None else None,
        ask_url=_with_matter(ask_url(customer.pk), matter),
    )


def _with_matter(url: str, matter: Matter | None) -> str:
    return f"{url}?{urlencode({'vorgang': matter.pk})}" if matter is not None else url


def _last(situation: Situation, side: str, *, besides: User) -> Past | None:
    last = situation.last_contact(side)
    return last if last is not None and last.actor_id != besides.pk else None


def _plan(situation: Situation, *, besides: User) -> tuple[Plan | None, User | None]:
    """The next appointment at which the other side of the tandem sees the customer."""
    people = {person.pk: person for person in situation.team.people if person.pk != besides.pk}
    for plan in situation.plans:
        for pk in plan.people:
            if pk in people and besides.pk not in plan.people:
                return plan, people[pk]
    return None, None


def _to_answer(situation: Situation, side: str, *, user: User) -> Consulted | None:
    asked = situation.consulted(side)
    if asked is None or asked.consultation.answered_at is not None:
        return None
    day = timezone.localdate(situation.at)
    is_asked = asked.consultation.asked_id == user.pk
    return asked if is_asked or queries.may_decide(user, asked.consultation, day=day) else None
