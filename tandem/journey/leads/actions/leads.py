"""Everything that changes a lead: taking in, checking, releasing, accepting, returning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.base.tools import text
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import LEAD, Contact, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, READS_ALL, User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import APPOINTMENT, PREPARE
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import answers
from tandem.essentials.teamwork import entries as teamwork_entries
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.models import ACCEPTED, DECLINED, SALE, Handover, Matter
from tandem.journey.leads import entries, queries
from tandem.journey.leads.models import QUALITIES, SOURCES, Lead
from tandem.journey.leads.rules import ReleaseLead


class LeadIncomplete(Refused):
    """Something is missing to take in, rate or release the lead."""


class WrongStage(Refused):
    """The lead stands elsewhere by now."""


class NoOutwardSeat(Refused):
    """Nobody in the tandem could take the lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The contact who came with a lead; `channels` are (kind, value, label) with phones in E.164."""

    last_name: str
    first_name: str = ""
    # 'Frau', 'Herr' or nothing, as letters read it.
    salutation: str = ""
    function: str = ""
    channels: Iterable[tuple[str, str, str]] = ()


@transaction.atomic
def take_in(
    *,
    source: str,
    title: str,
    by: User | None,
    at: datetime,
    customer: Customer | None = None,
    new_customer: dict[str, Any] | None = None,
    person: Person | None = None,
    contact: Contact | None = None,
    campaign: str = "",
    requirement: str = "",
    payload: dict[str, Any] | None = None,
) -> Lead:
    """An enquiry comes in, from a known customer or from a new one (`new_customer`: name and address).

    Anybody in sales may take one in, also for another tandem; the turn is with the inside of the customer's.
    """
    if by is not None:
        people.require_role(by, *READS_ALL, AGENT, sentence=_("Leads are taken in by sales."))
    if source not in SOURCES:
        raise LeadIncomplete(_("Where does the lead come from? Choose a source."))
    if customer is None:
        if not (new_customer or {}).get("name"):
            raise LeadIncomplete(_("Which company is it? Choose a customer or give the name of a new one."))
        named = str(SOURCES[source])
        customer = customers.create(by=by, at=at, source=named, life_cycle=LEAD, **(new_customer or {}))
    if contact is None and person is not None and person.last_name:
        contact = _add(person, customer=customer, at=at)
    event = entries.LeadTakenIn(
        source=source, title=title.strip(), campaign=campaign, requirement=requirement
    )
    matter = teamwork.open_matter(
        customer=customer,
        kind=SALE,
        title=title,
        description=requirement,
        contact=contact,
        step_key=PREPARE,
        next_step=_("Check the lead and release it"),
        event=event,
        by=by,
        at=at,
    )
    named = text.clean(campaign, limit=120)
    return Lead.objects.create(
        matter=matter,
        source=source,
        campaign=named,
        campaign_key=text.name_key(named)[:120],
        requirement=requirement,
        payload=payload or {},
        taken_in_at=at,
        taken_in_by=by,
    )


def _add(person: Person, *, customer: Customer, at: datetime) -> Contact:
    # By the system: whoever takes a lead in for another tandem may not edit that customer.
    return customers.add_contact(
        customer=customer,
        last_name=person.last_name,
        first_name=person.first_name,
        salutation=person.salutation,
        function=person.function,
        channels=person.channels,
        by=None,
        at=at,
    )


@transaction.atomic
def check(*, lead: Lead, quality: str, probability: int, reason: str, by: User, at: datetime) -> Lead:
    """Rate a lead that has been looked at: quality A to D, probability in percent, and why."""
    current = _held(lead)
    turns.require_act(by, current.matter, day=timezone.localtime(at).date())
    _require_waiting_inside(current)
    if quality not in QUALITIES:
        raise LeadIncomplete(_("How good is the lead? Choose A, B, C or D."))
    if not 0 <= probability <= 100:
        raise LeadIncomplete(_("The probability lies between 0 and 100 %."))
    if not reason.strip():
        raise LeadIncomplete(_("Why this rating? One sentence helps field."))
    proposed = queries.score(current)
    current.quality, current.probability, current.reason = quality, probability, reason.strip()
    current.score = proposed.value
    current.checked_at, current.checked_by = at, by
    current.save()
    event = entries.LeadChecked(
        quality=quality,
        probability=probability,
        reason=current.reason,
        score=proposed.value,
        proposed_quality=proposed.quality,
        proposed_probability=proposed.probability,
    )
    teamwork.tell(event, matter=current.matter, by=by, at=at)
    return current


@transaction.atomic
def release(*, lead: Lead, briefing: str, by: User, at: datetime, reason: str = "") -> Handover:
    """Offer a checked lead to field, who takes it or returns it with a reason. The turn stays until then."""
    current = _held(lead)
    turns.require_act(by, current.matter, day=timezone.localtime(at).date())
    _require_waiting_inside(current)
    act = release_of(current, by=by, at=at)
    is_fixed = not queries.replaces_fixed(queries.ruled(current, at=at))
    gaps = queries.missing(current) if is_fixed else []
    if gaps:
        raise LeadIncomplete(
            _("Not released yet, still missing: %(gaps)s. You can add it on this page.")
            % {"gaps": _(" and ").join(gaps)}
        )
    rules.require(act, reason=reason)
    team = people.team(tandem_id=current.matter.customer.tandem_id, day=timezone.localtime(at).date())
    if team.outward is None:
        raise NoOutwardSeat(
            _("“%(tandem)s” has nobody in the outward seat. Give the customer to another tandem first.")
            % {"tandem": team.tandem.name}
        )
    handover = teamwork.hand_over(
        matter=current.matter,
        to=team.outward,
        briefing=briefing,
        next_step=_("Take the lead or return it"),
        explicit=True,
        event=entries.LeadReleased(
            giver=by.full_name,
            taker=team.outward.full_name,
            briefing=briefing.strip(),
            known=list(act.known),
            fixed=is_fixed,
        ),
        by=by,
        at=at,
    )
    current.released_at, current.returned_at = at, None
    current.save()
    return handover


def release_of(lead: Lead, *, by: User, at: datetime, known: tuple[str, ...] | None = None) -> ReleaseLead:
    """The release of this lead as the rules judge it. `known`: which conditions are met, if somebody has looked."""
    matter = lead.matter
    known = tuple(queries.known(lead)) if known is None else known
    return ReleaseLead(customer=matter.customer, matter_id=matter.pk, known=known, by=by, at=at)


@transaction.atomic
def accept_lead(*, lead: Lead, by: User, at: datetime) -> Lead:
    """Field takes the lead: the matter goes on to the appointment, which the process gives to inside."""
    teamwork.accept(handover=_offer(lead), by=by, at=at)
    return _held(lead, still_open=False)


@transaction.atomic
def return_lead(*, lead: Lead, reason: str, by: User, at: datetime) -> Lead:
    """Field gives the lead back with a reason; inside keeps the turn and reworks it."""
    teamwork.decline(handover=_offer(lead), reason=reason, by=by, at=at)
    return _held(lead, still_open=False)


def follow_answer(handover: Handover, by: User, at: datetime) -> bool:
    """A handover was answered, wherever that happened: the lead goes with it and tells it, in the same transaction."""
    released = Lead.objects.filter(matter=handover.matter_id, released_at__isnull=False, accepted_at=None)
    # Locked in one statement, read in the next: a join in the locking one shows rows from before the wait.
    list(released.select_for_update().values_list("pk"))
    waiting = released.select_related(
        "matter__customer__tandem", "matter__step", "matter__accountable"
    ).first()
    if waiting is None:
        return False
    if handover.state == ACCEPTED:
        _accepted(waiting, by=by, at=at)
        return True
    if handover.state == DECLINED:
        _returned(waiting, by=by, at=at, reason=handover.reason)
        return True
    _unreleased(waiting)
    return False


def follow_takeover(entry: Entry, event: EntryType) -> None:
    """Somebody took the turn while field was asked: the offer has ended, the lead waits for a new release."""
    assert isinstance(event, teamwork_entries.TakenOver)
    waiting = Lead.objects.filter(matter=entry.matter_id, released_at__isnull=False, accepted_at=None).first()
    if waiting is not None:
        _unreleased(waiting)


def _accepted(lead: Lead, *, by: User, at: datetime) -> None:
    lead.accepted_at = at
    lead.save(update_fields=["accepted_at"])
    step = playbook.step_for(key=APPOINTMENT, beside=lead.matter.step, day=timezone.localtime(at).date())
    caller = playbook.responsible_for(
        step=step, customer=lead.matter.customer, day=timezone.localtime(at).date()
    )
    event = entries.LeadAccepted(who=by.full_name, next_person=caller.full_name)
    teamwork.pass_turn(
        matter=lead.matter,
        step_key=APPOINTMENT,
        next_step=_("Arrange the visit"),
        event=event,
        by=by,
        at=at,
    )


def _returned(lead: Lead, *, by: User, at: datetime, reason: str) -> None:
    lead.released_at, lead.returned_at, lead.returned_reason = None, at, reason
    lead.save(update_fields=["released_at", "returned_at", "returned_reason"])
    teamwork.pass_turn(
        matter=lead.matter,
        next_step=_("Rework the lead and release it again"),
        event=entries.LeadReturned(who=by.full_name, reason=reason),
        by=by,
        at=at,
    )


def _unreleased(lead: Lead) -> None:
    lead.released_at = None
    lead.save(update_fields=["released_at"])


def _held(lead: Lead, *, still_open: bool = True) -> Lead:
    """The lead as it stands now, locked after its matter, as a handover's answer does."""
    list(Matter.objects.select_for_update().filter(pk=lead.matter_id).values_list("pk"))
    Lead.objects.select_for_update().only("pk").get(pk=lead.pk)
    rows = Lead.objects.select_related("matter__customer__tandem", "matter__step", "matter__accountable")
    current = rows.get(pk=lead.pk)
    if still_open and not current.matter.is_open:
        raise WrongStage(_("“%(title)s” is closed.") % {"title": current.matter.title})
    return current


def _require_waiting_inside(lead: Lead) -> None:
    """Refuse for a lead that field has or is being asked about."""
    if lead.accepted_at is not None or (lead.matter.step and not lead.matter.step.stands_for(PREPARE)):
        raise WrongStage(_("Field has taken this lead already."))
    if lead.released_at is not None:
        taker = _taker(lead.matter)
        raise WrongStage(
            _("The lead waits for %(name)s's answer. Take the handover back first.") % {"name": taker}
        )


def _taker(matter: Matter) -> str:
    offer = turns.open_offer(matter)
    return offer.taker.full_name if offer else _("field")


def _offer(lead: Lead) -> Handover:
    offer = turns.open_offer(lead.matter)
    if offer is None:
        raise WrongStage(_("This lead is not offered to anybody at the moment."))
    return offer


def listen() -> None:
    """Follow what happens to handovers; called when the room is loaded."""
    answers.follow(follow_answer)
    journal.listen(teamwork_entries.TakenOver, follow_takeover)
