"""Units as they read behind a number in a sentence."""

from __future__ import annotations

from django.utils.translation import ngettext


def working_days(count: int) -> str:
    """3: “3 working days”."""
    return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}


def calendar_days(count: int) -> str:
    """2: “2 days”."""
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def working_hours(count: int) -> str:
    """8: “8 working hours”."""
    return ngettext("%(count)d working hour", "%(count)d working hours", count) % {"count": count}


def percent(count: int) -> str:
    """10: “10 %”, with a space that does not break."""
    return f"{count}\N{NO-BREAK SPACE}%"
