"""From a day and a clock time, as people say them, to a moment, and back; over both clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils import timezone
from django.utils.translation import get_language

from tandem.base.design import formats


class NoSuchTimeError(ValueError):
    """The clock jumps over this time on this day."""


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """The moment of a day at a clock time; of an hour that comes twice the first. Raises NoSuchTimeError."""
    local = datetime.combine(day, clock, tzinfo=zone)
    there_and_back = local.astimezone(UTC).astimezone(zone)
    if there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTimeError(f"{day} {clock}")
    return local.astimezone(UTC)


def later(start: datetime, *, minutes: int) -> datetime:
    """So many real minutes later, also over a clock change (adding to a local time would count the clock)."""
    return start.astimezone(UTC) + timedelta(minutes=minutes)


def midnight(day: date, zone: tzinfo | None = None) -> datetime:
    """The beginning of a day, without a zone in the reader's."""
    return datetime.combine(day, time(), tzinfo=zone or timezone.get_current_timezone()).astimezone(UTC)


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From midnight to midnight: 23, 24 or 25 hours."""
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def written(value: datetime, zone: tzinfo) -> str:
    """As sentences write a moment: 'Do 26.11. 10:30', with the year when it is another one."""
    local = value.astimezone(zone)
    return f"{spoken_day(local.date())}{formats.NBSP}{local:%H:%M}"


def spoken_day(day: date) -> str:
    """As sentences write a day: 'Do 26.11.', with the year when it is another one."""
    return formats.day(day, this_year=timezone.localdate().year, language=get_language() or "de")


def told(stored: str) -> str:
    """A moment kept in a journal entry (ISO 8601) in the reader's zone and language."""
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        # An entry of another version or shed data: shown as it stands, for it can never be changed.
        return stored
    return written(moment, timezone.get_current_timezone())


def told_day(stored: str) -> str:
    """A day kept in a journal entry (ISO 8601) in the reader's language."""
    try:
        return spoken_day(date.fromisoformat(stored))
    except ValueError:
        # As above: words of another version stay as they are.
        return stored


def stored(value: datetime) -> str:
    """How journal entries keep a moment, whoever reads it later."""
    return value.astimezone(UTC).isoformat()
