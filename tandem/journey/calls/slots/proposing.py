"""When a visit fits best: reads calendar, ways and rules of whoever visits, and lets `finding` calculate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from tandem.base.places import drawing, locating, routing
from tandem.base.places.drawing import Map, Pin
from tandem.base.places.locating import Address, Spot
from tandem.base.tools import working_time
from tandem.essentials.calendar import moments
from tandem.essentials.calendar import queries as calendar
from tandem.essentials.calendar.models import AreaDay, HomeBase
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import rules
from tandem.journey.calls.rules import LeadTime
from tandem.journey.calls.slots import finding
from tandem.journey.calls.slots.finding import Engagement, Free, Wanted, Workday

# So far ahead times are looked for, and so many are shown.
DAYS_AHEAD = 28
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Proposals:
    """The best times, and on what they rest: from when the rule allows, and whether both ends of the ways are known."""

    free: list[Free]
    earliest: datetime
    lead_days: int
    visitor: User
    goal: Spot | None
    home: Spot | None
    stops: dict[str, Spot]

    @property
    def knows_ways(self) -> bool:
        return self.goal is not None and self.home is not None


def propose(
    *, customer: Customer, visitor: User, minutes: int, by: User, at: datetime, but: int | None = None
) -> Proposals:
    """The times at which a person can visit a customer, least extra driving first.

    They keep the lead time, working hours, public holidays, absences, what is booked (`but`: the appointment that is
    moved does not count) and what colleagues hold. A fixed number of queries.
    """
    hours = people.working_calendar(visitor, around=at)
    lead_days, earliest = _earliest(customer, visitor, by=by, at=at, hours=hours)
    first = earliest.astimezone(hours.zone).date()
    until = datetime.combine(first + timedelta(days=DAYS_AHEAD), time(), tzinfo=hours.zone)
    home, bookings = (
        calendar.home_base(visitor),
        calendar.engagements(person=visitor, since=moments.midnight(first, hours.zone), until=until, but=but),
    )
    goal = _address(customer)
    places = [goal, *map(_place, bookings), *([_home(home)] if home else [])]
    spots = locating.locate(places)
    taken = [Engagement(one.starts_at, one.ends_at, spots.get(_place(one)), one.customer) for one in bookings]
    taken += [
        Engagement(hold.starts_at, hold.ends_at)
        for hold in calendar.holds_of_others(person=visitor, but=by, at=at)
    ]
    areas = calendar.area_days(visitor)
    days = [first + timedelta(days=number) for number in range(DAYS_AHEAD)]
    wanted = Wanted(minutes, earliest, spot=spots.get(goal), home=_home_spot(home, spots))
    known = [spot for spot in (wanted.spot, wanted.home, *(one.spot for one in taken)) if spot is not None]
    found = finding.find(
        wanted,
        days=[
            Workday(day, working_time.periods_of(day, hours), _area(areas.get(day.weekday()), goal))
            for day in days
        ],
        taken=taken,
        ways=routing.between(known),
    )
    return Proposals(
        free=finding.best(found, most=SHOWN),
        earliest=earliest,
        lead_days=lead_days,
        visitor=visitor,
        goal=wanted.spot,
        home=wanted.home,
        stops={one.name: one.spot for one in taken if one.name and one.spot},
    )


def map_of(proposals: Proposals, chosen: Free | None, *, customer: Customer) -> Map | None:
    """The customer between where the person comes from and goes to next, for the chosen time, else from home."""
    if proposals.goal is None:
        return None
    pins = [Pin(proposals.goal, customer.name, "goal")]
    before, after = (chosen.before, chosen.after) if chosen else ("", "")
    for name, place in ((before, 0), (after, len(pins) + 1)):
        spot = proposals.stops.get(name) if name else proposals.home
        if spot is not None:
            pins.insert(place, Pin(spot, name or _home_label(proposals.visitor), "stop" if name else "home"))
    return drawing.draw(pins)


def _home_label(visitor: User) -> str:
    return _("%(name)s, home") % {"name": visitor.first_name}


def _earliest(
    customer: Customer, visitor: User, *, by: User, at: datetime, hours: working_time.Calendar
) -> tuple[int, datetime]:
    """The lead time in working days, and from when a visit may begin: in the own calendar at once."""
    soon = at + timedelta(minutes=1)
    in_force = rules.holding_for(customer=customer, kind_keys=[LeadTime.key], at=at)
    days = max((held.kind.days for held in in_force if isinstance(held.kind, LeadTime)), default=0)
    if not days or visitor.pk == by.pk:
        return 0, soon
    try:
        day = working_time.add_days(at, days, hours).astimezone(hours.zone).date()
    except working_time.NoWorkingTime:
        return days, soon
    return days, max(soon, moments.midnight(day, hours.zone))


def _address(customer: Customer) -> Address:
    return Address(customer.country, customer.postcode, customer.city)


def _place(engaged: calendar.Engaged) -> Address:
    return Address(engaged.country, engaged.postcode, engaged.city)


def _home(base: HomeBase) -> Address:
    return Address(base.country, base.postcode, base.city)


def _home_spot(base: HomeBase | None, spots: dict[Address, Spot]) -> Spot | None:
    if base is None:
        return None
    if base.latitude is not None and base.longitude is not None:
        return Spot(base.latitude, base.longitude, locating.POSTCODE)
    return spots.get(_home(base))


def _area(area: AreaDay | None, goal: Address) -> bool | None:
    if area is None:
        return None
    return area.covers(country=goal.country, postcode=goal.postcode)
