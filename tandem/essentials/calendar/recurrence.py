"""When something comes again: from a rule (RFC 5545) to moments, at the same clock time over both clock changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.essentials.calendar import moments

WORKDAYS, WEEKLY, FORTNIGHTLY = "workdays", "weekly", "fortnightly"
MONTHLY_DAY, MONTHLY_WEEKDAY = "monthly_day", "monthly_weekday"
REPEATS: dict[str, Promise] = {
    WORKDAYS: _("Monday to Friday"),
    WEEKLY: _("every week"),
    FORTNIGHTLY: _("every other week"),
    MONTHLY_DAY: _("every month on this date"),
    MONTHLY_WEEKDAY: _("every month on this weekday"),
}
# What lies further ahead is not entered yet; a job enters it day by day.
HORIZON = timedelta(days=400)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_for(repeat: str, first: date) -> str:
    """The rule of a series that begins on this day."""
    if repeat == WORKDAYS:
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    if repeat == MONTHLY_DAY:
        if first.day <= 28:
            return f"FREQ=MONTHLY;BYMONTHDAY={first.day}"
        # The 31st is the last day of a short month, not a month without.
        days = ",".join(str(day) for day in range(28, first.day + 1))
        return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1"
    if repeat == MONTHLY_WEEKDAY:
        week = (first.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={-1 if week > 4 else week}{_DAYS[first.weekday()]}"
    return {WEEKLY: "FREQ=WEEKLY", FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2"}[repeat]


def days(rule: str, *, first: date, after: date | None, last: date) -> Iterator[date]:
    """The days of a series from its first on, those up to `after` left out, `last` included."""
    midnight = datetime.combine(first, time())
    for one in rrulestr(rule, dtstart=midnight):
        if one.date() > last:
            return
        if after is None or one.date() > after:
            yield one.date()


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The clock time on a day; where spring takes that hour, the same distance behind the change."""
    try:
        return moments.moment(day, clock, zone)
    except moments.NoSuchTimeError:
        # Before the change this clock time would have been this moment (RFC 5545, 3.3.5).
        noon_before = datetime.combine(day - timedelta(days=1), time(12), tzinfo=zone)
        offset = noon_before.utcoffset() or timedelta()
        return (datetime.combine(day, clock) - offset).replace(tzinfo=UTC)
