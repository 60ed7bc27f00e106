"""Which leads somebody sees, what a lead still lacks, and which leads grow old."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tandem.base.places import locating
from tandem.base.tools import working_time
from tandem.essentials.coordination.chain import COORDINATION
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.customers import models as channels
from tandem.essentials.customers.models import Channel, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import queries as teamwork
from tandem.essentials.teamwork import things
from tandem.essentials.teamwork.models import OFFERED, Handover
from tandem.journey.leads import findings, scoring
from tandem.journey.leads.findings import Finding
from tandem.journey.leads.models import Lead, Weight
from tandem.journey.leads.rules import (
    BUYING_ROLE,
    CHECKED,
    CONTACT,
    EMAIL,
    PHONE,
    PLACE,
    RATING,
    REACHABLE,
    REQUIREMENT,
    STREET,
    ReleaseConditions,
)
from tandem.journey.leads.scoring import Score

PAGE = 50


def visible_to(user: User) -> QuerySet[Lead]:
    """The leads of the customers a person may read."""
    return Lead.objects.filter(matter__in=teamwork.visible_to(user))


def get_for(user: User, matter_pk: int) -> Lead:
    """The lead of one matter, or 404 whether it does not exist or is not for this person."""
    leads = visible_to(user).select_related("matter__customer__tandem", "matter__accountable", "matter__step")
    return get_object_or_404(leads.select_related("matter__contact", "checked_by"), matter=matter_pk)


def of_matter(matter_id: int) -> Lead | None:
    """The lead of a matter, if it began as one. Rights are the caller's."""
    return Lead.objects.filter(matter=matter_id).select_related("matter__customer").first()


# Returned ones are the first thing inside does; then the oldest.
RANK = Case(When(released_at=None, returned_at__isnull=False, then=Value(0)), default=Value(1))
Place = tuple[int, datetime, int]


def worklist(
    user: User, *, tandem_ids: list[int] | None = None, state: str = "", after: Place | None = None
) -> list[Any]:
    """Open leads that nobody has accepted yet: returned ones first, then the oldest; at most one more than a page.

    Each with `rank`, `answer_due` (of an offer to field) and `is_raised` (coordination has learned of the missed date).
    """
    leads = visible_to(user).filter(accepted_at=None, matter__closed_at=None)
    if tandem_ids is not None:
        leads = leads.filter(matter__customer__tandem__in=tandem_ids)
    if state == "released":
        leads = leads.filter(released_at__isnull=False)
    elif state == "returned":
        leads = leads.filter(released_at=None, returned_at__isnull=False)
    elif state == "open":
        leads = leads.filter(released_at=None)
    offers = Handover.objects.filter(matter=OuterRef("matter"), state=OFFERED)
    rows = leads.annotate(
        rank=RANK,
        answer_due=Subquery(offers.values("answer_due_at")[:1]),
        is_raised=Exists(_raised()),
    )
    if after is not None:
        rank, at, pk = after
        later = Q(taken_in_at__gt=at) | Q(taken_in_at=at, pk__gt=pk)
        rows = rows.filter(Q(rank__gt=rank) | Q(rank=rank) & later)
    rows = rows.select_related("matter__customer__tandem", "matter__accountable", "matter__contact")
    return list(rows.order_by("rank", "taken_in_at", "pk")[: PAGE + 1])


def _raised() -> QuerySet[Escalation]:
    """The matter's turn, or its offer to field, has come up to coordination with the date it still has."""
    offer = Handover.objects.filter(
        matter=OuterRef("matter_id"), state=OFFERED, answer_due_at=OuterRef("missed_at")
    )
    of_turn = Q(kind=things.TURN, thing_id=OuterRef("matter"), missed_at=OuterRef("matter__due_at"))
    of_offer = Q(kind=things.HANDOVER, matter_id=OuterRef("matter")) & Q(Exists(offer))
    return Escalation.objects.filter(of_turn | of_offer, level__gte=COORDINATION)


def waiting_since(lead: Lead) -> datetime:
    """Since when the lead waits for somebody: returned, released, or taken in."""
    return lead.released_at or lead.returned_at or lead.taken_in_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How long a lead waits, in the working time of whoever has it, and whether its date has passed."""

    since: datetime
    hours: int
    days: int
    is_overdue: bool


def age(lead: Lead, *, at: datetime, due_at: datetime | None) -> Age:
    """The age of a lead whose accountable person is read already. A day is a working day of theirs."""
    since, who = waiting_since(lead), lead.matter.accountable
    hours = working_time.working_hours_between(since, at, people.hours_of(who)) if who else 0.0
    a_day = _hours_a_day(who) if who else 8.0
    return Age(
        since=since, hours=int(hours), days=int(hours / a_day), is_overdue=due_at is not None and due_at < at
    )


def _hours_a_day(who: User) -> float:
    lengths = [
        sum((end.hour - start.hour) + (end.minute - start.minute) / 60 for start, end in spans)
        for spans in who.work_week.values()
    ]
    worked = [length for length in lengths if length > 0]
    return sum(worked) / len(worked) if worked else 8.0


def channels_of(customer_ids: Iterable[int]) -> dict[int, list[Channel]]:
    """The phones and addresses of many customers. One query."""
    found: dict[int, list[Channel]] = defaultdict(list)
    for one in Channel.objects.filter(customer__in=set(customer_ids)).order_by("pk"):
        found[one.customer_id].append(one)
    return found


def weights() -> dict[str, int]:
    """How many points each factor gives. One query."""
    changed = dict(Weight.objects.values_list("factor", "points"))
    return {factor: changed.get(factor, usual) for factor, usual in scoring.USUAL.items()}


def score(lead: Lead) -> Score:
    """What the factors say of a lead. Two queries."""
    customer = lead.matter.customer_id
    return scoring.of(lead, channels_of([customer])[customer], weights())


def ruled(lead: Lead, *, at: datetime) -> list[rules.InForce]:
    """The company's own rule about what this lead is released with, if there is one. One query."""
    return rules.holding_for(customer=lead.matter.customer, kind_keys=[ReleaseConditions.key], at=at)


def replaces_fixed(held: Iterable[rules.InForce]) -> bool:
    """Whether the rule stands in the place of the fixed conditions. One that only informs stands in nobody's way."""
    return any(one.effect != rules.INFORM for one in held)


def missing(lead: Lead, *, found: Sequence[Channel] | None = None) -> list[str]:
    """What keeps the lead from being released, in words that fill a sentence. `found`: its channels, if read."""
    customer = lead.matter.customer
    gaps: list[str] = []
    if not lead.quality or lead.probability is None:
        gaps.append(_("the rating"))
    if not (_reachable(customer) if found is None else found):
        gaps.append(_("a phone number or e-mail address"))
    if not (customer.postcode and customer.city):
        gaps.append(_("postcode and city"))
    return gaps


def known(
    lead: Lead, *, found: Sequence[Channel] | None = None, looks: Sequence[Finding] | None = None
) -> Iterator[str]:
    """Which conditions of a release are met (`rules.CONDITIONS`). Two queries unless a page has read them already."""
    customer, contact = lead.matter.customer, lead.matter.contact
    found = list(Channel.objects.filter(customer=customer)) if found is None else found
    looks = looked_at(lead, found) if looks is None else looks
    kinds = {one.kind for one in found}
    met = {
        RATING: bool(lead.quality) and lead.probability is not None,
        REACHABLE: bool(kinds),
        PLACE: bool(customer.postcode and customer.city),
        STREET: bool(customer.street.strip()),
        PHONE: bool(kinds & {channels.PHONE, channels.MOBILE}),
        EMAIL: channels.EMAIL in kinds,
        CONTACT: contact is not None,
        BUYING_ROLE: contact is not None and bool(contact.buying_role),
        REQUIREMENT: bool(lead.requirement.strip()),
        CHECKED: not any(one.state == findings.WRONG for one in looks),
    }
    yield from (key for key, holds in met.items() if holds)


def looked_at(lead: Lead, found: Iterable[Channel]) -> list[Finding]:
    """What a look at the lead finds. One query, for where its place lies."""
    return looks_at([lead], {lead.matter.customer_id: list(found)})[lead.pk]


def looks_at(leads: Collection[Lead], channels: Mapping[int, Sequence[Channel]]) -> dict[int, list[Finding]]:
    """What a look finds at each of these leads, by their ids; `channels` by customer. One query."""
    addresses = {lead.pk: findings.address_of(lead.matter.customer) for lead in leads}
    fits = locating.fits(addresses.values())
    return {
        lead.pk: findings.of(lead, channels[lead.matter.customer_id], fits=fits[addresses[lead.pk]])
        for lead in leads
    }


def _reachable(customer: Customer) -> bool:
    return Channel.objects.filter(customer=customer).exists()
