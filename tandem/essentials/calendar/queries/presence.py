"""Where somebody is now, by the calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.essentials.calendar.queries import lanes
from tandem.essentials.people.models import User


@dataclass(slots=True)
class Presence:
    """Where somebody is now, from the calendar only (never from location or activity)."""

    text: str
    is_away: bool = False
    busy_until: datetime | None = field(default=None)


def presence(*, people: list[User], at: datetime) -> dict[int, Presence]:
    """'Termin bis 11:20', 'frei bis 13:00', 'abwesend bis 4.12.' for each of these people. Two queries."""
    day = timezone.localtime(at).date()
    return {lane.person.pk: _presence(lane, at=at) for lane in lanes.day_strip(people=people, day=day)}


def _presence(lane: lanes.Lane, *, at: datetime) -> Presence:
    if lane.absent_until is not None:
        return Presence(text=_("away until %(day)s") % {"day": _short(lane.absent_until)}, is_away=True)
    if lane.holiday:
        return Presence(text=lane.holiday, is_away=True)
    fixed = [item for item in lane.items if item.takes_time]
    now = next((item for item in fixed if item.starts_at <= at < item.ends_at), None)
    if now is not None:
        until = _end_of_chain(now, fixed)
        return Presence(text=_("appointment until %(time)s") % {"time": _clock(until)}, busy_until=until)
    if not _is_working(lane, at):
        return Presence(text=_("outside working hours"), is_away=True)
    ahead = next((item for item in fixed if item.starts_at > at), None)
    if ahead is None:
        return Presence(text=_("free today"))
    return Presence(text=_("free until %(time)s") % {"time": _clock(ahead.starts_at)})


def _end_of_chain(now: lanes.Item, fixed: list[lanes.Item]) -> datetime:
    """The end of this appointment and of those that follow without a gap."""
    until = now.ends_at
    for item in fixed:
        if item.starts_at <= until < item.ends_at:
            until = item.ends_at
    return until


def _is_working(lane: lanes.Lane, at: datetime) -> bool:
    """Between the first beginning and the last end of the day's hours: a lunch break is not 'away'."""
    if not lane.hours:
        return False
    local = timezone.localtime(at)
    minute = local.hour * 60 + local.minute
    return lane.hours[0][0] <= minute < lane.hours[-1][1]


def _clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")


def _short(day: date) -> str:
    return f"{day.day}.{day.month}." if (get_language() or "de").startswith("de") else f"{day.day} {day:%b}"
