"""When somebody is away, has a public holiday or does not work: one asks before one books into that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tandem.base.tools import working_time
from tandem.essentials.calendar import moments
from tandem.essentials.calendar.queries.lanes import holiday
from tandem.essentials.people import queries as people_queries
from tandem.essentials.people.models import Absence, User


def days_off(*, people: list[User], starts_at: datetime, ends_at: datetime, hours: bool = True) -> list[str]:
    """Why a time does not suit these people, a sentence each: 'Tobias Kranz ist bis 4.12. abwesend.' One query.

    Without `hours` only whole days count: absences and public holidays of their region.
    """
    if not people:
        return []
    around = (starts_at.date() - timedelta(days=1), ends_at.date() + timedelta(days=1))
    away: dict[int, list[Absence]] = defaultdict(list)
    for absence in Absence.objects.filter(user__in=people, from_date__lte=around[1], to_date__gte=around[0]):
        away[absence.user_id].append(absence)
    found = (
        _day_off(person, away[person.pk], starts_at, ends_at)
        or (_outside_hours(person, starts_at, ends_at) if hours else "")
        for person in people
    )
    return [sentence for sentence in found if sentence]


def _day_off(person: User, away: list[Absence], starts_at: datetime, ends_at: datetime) -> str:
    for day in _days(starts_at, ends_at, ZoneInfo(person.zone)):
        until = max((one.to_date for one in away if one.from_date <= day <= one.to_date), default=None)
        if until is not None:
            return _("%(name)s is away until %(day)s.") % {
                "name": person.full_name,
                "day": moments.spoken_day(until),
            }
        name = holiday(region=person.region, day=day)
        if name:
            return _("%(day)s is a public holiday for %(name)s: %(holiday)s.") % {
                "day": moments.spoken_day(day),
                "name": person.full_name,
                "holiday": name,
            }
    return ""


def _outside_hours(person: User, starts_at: datetime, ends_at: datetime) -> str:
    """Before the first or after the last working hour of the day; a lunch break in between is theirs to give."""
    if not person.hours:
        return ""
    calendar = people_queries.hours_of(person)
    days = list(_days(starts_at, ends_at, calendar.zone))
    first, last = (working_time.periods_of(day, calendar) for day in (days[0], days[-1]))
    if first and last and first[0][0] <= starts_at and ends_at <= last[-1][1]:
        return ""
    words = {"name": person.full_name, "day": moments.spoken_day(days[0])}
    if not first:
        return _("On %(day)s %(name)s does not work.") % words
    words["from"], words["to"] = (
        f"{moment.astimezone(calendar.zone):%H:%M}" for moment in (first[0][0], first[-1][1])
    )
    return _("On %(day)s %(name)s works from %(from)s to %(to)s.") % words


def _days(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Iterator[date]:
    """The days of the person's calendar that an appointment touches; midnight at its end is not the next day."""
    day, last = (
        starts_at.astimezone(zone).date(),
        (ends_at - timedelta(microseconds=1)).astimezone(zone).date(),
    )
    while day <= last:
        yield day
        day += timedelta(days=1)
