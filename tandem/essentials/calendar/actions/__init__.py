"""Booking, moving and cancelling appointments, and what a person says about the own calendar."""

from tandem.essentials.calendar.actions.appointments import (
    AlreadyCancelled,
    BadTime,
    PersonAway,
    SlotTaken,
    TitleMissing,
    book,
    cancel,
    move,
)
from tandem.essentials.calendar.actions.areas import NoArea, set_area_days
from tandem.essentials.calendar.actions.bases import BaseIncomplete, clear_home_base, set_home_base
from tandem.essentials.calendar.actions.holds import hold, let_go

__all__ = [
    "AlreadyCancelled",
    "BadTime",
    "BaseIncomplete",
    "NoArea",
    "PersonAway",
    "SlotTaken",
    "TitleMissing",
    "book",
    "cancel",
    "clear_home_base",
    "hold",
    "let_go",
    "move",
    "set_area_days",
    "set_home_base",
]
