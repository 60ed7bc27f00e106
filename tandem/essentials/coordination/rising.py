"""What has missed its date and is to be brought up one level now: read in batches, by indexed dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tandem.base.tools import working_time
from tandem.base.tools.working_time import Calendar
from tandem.essentials.coordination import chain, grace
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.coordination.rules import EscalationChain
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import cover
from tandem.essentials.people import queries as people
from tandem.essentials.people.cover import Cover
from tandem.essentials.people.models import SALES_LEAD, User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import things
from tandem.essentials.teamwork.things import Kind, Thing

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """A missed date that has reached another level, and who learns of it."""

    thing: Thing
    level: int
    hours: int
    told: User | None
    decide_by: datetime | None = None


def due(*, at: datetime) -> Iterator[Rise]:
    """Everything that rises now, a level each. Nine queries for each batch of a kind."""
    for kind in things.kinds().values():
        place: tuple[datetime, int] | None = None
        while batch := _late(kind, at=at, after=place):
            yield from _rises(kind, batch, at=at)
            place = batch[-1].due_at, batch[-1].pk


def _late(kind: Kind, *, at: datetime, after: tuple[datetime, int] | None) -> list[Thing]:
    """Open things whose date has passed and that have not reached the top with it."""
    top = Escalation.objects.filter(
        kind=kind.key, thing_id=OuterRef("pk"), missed_at=OuterRef("thing_due_at"), level=chain.LEAD
    )
    late = Q(~Exists(top), thing_due_at__lt=at)
    if after is not None:
        late &= Q(thing_due_at__gt=after[0]) | Q(thing_due_at=after[0], pk__gt=after[1])
    return things.find(kind, late, limit=BATCH)


def _rises(kind: Kind, batch: list[Thing], *, at: datetime) -> Iterator[Rise]:
    reached = _reached(kind, batch)
    first = min(reached[thing.pk][1] if thing.pk in reached else thing.due_at for thing in batch)
    # A day earlier and later: a day begins at another moment elsewhere.
    days = cover.over(first=(first - timedelta(days=1)).date(), last=(at + timedelta(days=1)).date())
    found = Customer.objects.filter(pk__in={thing.customer_id for thing in batch})
    concerned = {customer.pk: customer for customer in found.only("klass", "tandem_id")}
    chains = rules.holding_many(EscalationChain, customers=concerned.values(), at=at)
    who = people.all_people().in_bulk({thing.holder_id for thing in batch} | _waiters(batch))
    missed = _missed_later(batch, concerned, who, days, at=at)
    for thing in batch:
        level, since = reached.get(thing.pk, (None, missed.get(thing.pk, thing.due_at)))
        above = chain.next_level(level)
        if above is None or thing.customer_id not in chains:
            continue
        hours = chains[thing.customer_id].waits.before(above)
        holder = who[thing.holder_id]
        moment = chain.falls_at(
            since=since, hours=hours, acting=_acting(holder, days), zone=ZoneInfo(holder.zone), until=at
        )
        if moment is not None and _is_at_work(holder, days, at=at):
            told = _told(above, thing, who, days, day=timezone.localdate(at))
            decide_by = _decide_by(chains[thing.customer_id], at=at) if above == chain.LEAD else None
            yield Rise(thing=thing, level=above, hours=hours, told=told, decide_by=decide_by)


def _missed_later(
    batch: list[Thing], customers: dict[int, Customer], who: dict[int, User], days: Cover, *, at: datetime
) -> dict[int, datetime]:
    """From when on a turn counts as missed where its step gives working days after its date (`grace`)."""
    later: dict[int, datetime] = {}
    for step_key, rule in grace.steps().items():
        there = [thing for thing in batch if thing.step_key == step_key and thing.customer_id in customers]
        if not there:
            continue
        concerned = [customers[thing.customer_id] for thing in there]
        given = rules.holding_many(rule, customers=concerned, at=at)
        for thing in there:
            hours = days.calendar(who[thing.holder_id])
            later[thing.pk] = working_time.add_days(thing.due_at, given[thing.customer_id].days, hours)
    return later


def _decide_by(rule: EscalationChain, *, at: datetime) -> datetime:
    """Until when sales management decides, in the working time of whoever leads."""
    lead = people.colleagues().filter(roles__contains=[SALES_LEAD]).first()
    return playbook.days_after(rule.decide, user=lead, at=at) if lead else at + timedelta(days=rule.decide)


def _waiters(batch: list[Thing]) -> set[int]:
    return {thing.waiter_id for thing in batch if thing.waiter_id is not None}


def _reached(kind: Kind, batch: list[Thing]) -> dict[int, tuple[int | None, datetime]]:
    """The highest level that each of these dates has reached, and when."""
    dates = {thing.pk: thing.due_at for thing in batch}
    found = Escalation.objects.filter(kind=kind.key, thing_id__in=dates).order_by("level")
    return {
        one.thing_id: (one.level, one.reached_at) for one in found if one.missed_at == dates[one.thing_id]
    }


def _acting(holder: User, days: Cover) -> chain.Acting:
    """Whose working time counts: the holder's, while they are away their stand-in's."""

    def calendar(day: date) -> Calendar | None:
        person = days.acting(holder, day)
        return people.hours_of(person) if person is not None else None

    return calendar


def _is_at_work(holder: User, days: Cover, *, at: datetime) -> bool:
    """Whether whoever has the act works now: what was overlooked in the meantime is not brought up at night."""
    hours = _acting(holder, days)(at.astimezone(ZoneInfo(holder.zone)).date())
    return hours is not None and working_time.is_working(at, hours)


def _told(level: int, thing: Thing, who: dict[int, User], days: Cover, *, day: date) -> User | None:
    """Who learns of it: who acts for the holder; then whoever waits for it, else the other seat, or their stand-in."""
    if level > chain.PARTNER:
        return None
    holder = who[thing.holder_id]
    acting = days.acting(holder, day)
    if level == chain.PERSON:
        return acting
    other = who.get(thing.waiter_id or 0)
    if other is None or other.pk == holder.pk or not other.is_active:
        other = days.team(thing.tandem_id, day).partner_of(holder)
    told = days.acting(other, day) if other is not None else None
    return told if told is not None and told not in (acting, holder) else None
