"""'Wer ist dran' in words: drawn from an object or a dict, so that every room can hand over what it has."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.base.design import formats, parts, times


def of(turn: Any, name: str) -> Any:
    """A part of the turn, whether it is an object or a dict; None where it has none."""
    return turn.get(name) if isinstance(turn, dict) else getattr(turn, name, None)


def css(turn: Any) -> str:
    """The colour of the card: the side's; kd while the customer is waited for; none while nobody is."""
    if of(turn, "person") is None:
        return "none"
    return parts.side_class(str(of(turn, "side") or of(of(turn, "person"), "side") or "")) or "other"


def avatar(turn: Any, *, size: int) -> SafeString:
    """Who has the turn, filled; the customer's square while the customer is waited for."""
    person = of(turn, "person")
    if person is None:
        return format_html('<span class="t-warn">{}</span>', parts.icon("circle-help", size="xl"))
    if of(turn, "side") == "customer":
        return parts.customer_avatar(on=True, size=size, hidden=True)
    return parts.avatar(person, on=True, size=size, hidden=True)


def word(turn: Any) -> str:
    """'Du bist dran', 'Anna ist dran', 'Kunde ist dran', 'Niemand ist dran'."""
    person = of(turn, "person")
    if person is None:
        return _("Nobody has the turn")
    if of(turn, "side") == "customer":
        return _("The customer has the turn")
    if of(turn, "is_me"):
        return _("It is your turn")
    return _("%(name)s has the turn") % {"name": person.first_name}


def until(turn: Any, *, small: bool, at: dt.datetime, language: str) -> str:
    """'bis heute 14:00', 'bis Donnerstag, 26.11.', of the customer 'erwartet bis ...'."""
    value = of(turn, "due")
    if value is None:
        return ""
    days = (_day(value) - timezone.localtime(at).date()).days
    if 0 <= days <= 1 and not times.is_over(value, at=at):
        text = times.due(value, at=at, language=language)
    else:
        write = formats.day if small else formats.long_day
        text = write(_day(value), this_year=timezone.localtime(at).year, language=language)
    if of(turn, "side") == "customer":
        return _("expected by %(day)s") % {"day": text}
    return _("by %(day)s") % {"day": text}


def _day(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def overdue_chip(turn: Any, *, at: dt.datetime, language: str) -> SafeString:
    """A danger chip beside the date once it has passed."""
    value = of(turn, "due")
    over = value is not None and times.is_over(value, at=at)
    text = times.due(value, at=at, language=language) if over else _("overdue")
    return parts.chip(text, kind="danger")
