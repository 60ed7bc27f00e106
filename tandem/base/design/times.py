"""How far away a moment is, in words: due and ago."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tandem.base.design import formats

_END_OF_DAY = dt.time(23, 59)


def _parts(value: object) -> tuple[dt.date, dt.time | None] | None:
    """Day and clock in the user's zone; a bare day, midnight and the day's last minute have no clock."""
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        clock = local.time().replace(second=0, microsecond=0)
        return local.date(), None if clock in (dt.time(0), _END_OF_DAY) else clock
    return (value, None) if isinstance(value, dt.date) else None


def is_over(value: object, *, at: dt.datetime) -> bool:
    """Whether a due moment has passed; a due day has passed when it is over."""
    if isinstance(value, dt.datetime):
        return (timezone.make_aware(value) if timezone.is_naive(value) else value) < at
    return isinstance(value, dt.date) and value < timezone.localtime(at).date()


def due(value: object, *, at: dt.datetime, language: str) -> str:
    """`heute 14:00`, `morgen`, `Do 26.11.`; when it has passed `seit 3 Tagen überfällig`."""
    found = _parts(value)
    if found is None:
        return ""
    date, clock = found
    today = timezone.localtime(at).date()
    days = (date - today).days
    if is_over(value, at=at):
        return _over(-days, clock)
    if days == 0:
        return _("today %(clock)s") % {"clock": f"{clock:%H:%M}"} if clock else _("today")
    if days == 1:
        return _("tomorrow")
    return formats.day(date, this_year=today.year, language=language)


def _over(days: int, clock: dt.time | None) -> str:
    if days <= 0:
        return _("overdue since %(clock)s") % {"clock": f"{clock:%H:%M}"} if clock else _("overdue")
    if days == 1:
        return _("overdue since yesterday")
    return ngettext("overdue for %(count)s day", "overdue for %(count)s days", days) % {"count": days}


def ago(value: object, *, at: dt.datetime, language: str) -> str:
    """`gerade eben`, `vor 5 Minuten`, `vor 3 Stunden`, `gestern 14:10`, `vor 3 Tagen`, then the day."""
    found = _parts(value)
    if found is None:
        return ""
    date, clock = found
    today = timezone.localtime(at).date()
    days = (today - date).days
    if days < 0 or days >= 7:
        return formats.day(date, this_year=today.year, language=language)
    if days >= 2:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    if days == 1:
        return _("yesterday %(clock)s") % {"clock": f"{clock:%H:%M}"} if clock else _("yesterday")
    return _ago_today(value, at)


def _ago_today(value: object, at: dt.datetime) -> str:
    if not isinstance(value, dt.datetime):
        return _("today")
    moment = timezone.make_aware(value) if timezone.is_naive(value) else value
    minutes = int((at - moment).total_seconds() // 60)
    if minutes < 1:
        return pgettext("moment", "just now")
    if minutes < 60:
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
