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
from tandem.essentials.calendar.actions.bases import BaseIncomplete, clear_home_base, set_home_base

__all__ = [
    "AlreadyCancelled",
    "BadTime",
    "BaseIncomplete",
    "PersonAway",
    "SlotTaken",
    "TitleMissing",
    "book",
    "cancel",
    "clear_home_base",
    "move",
    "set_home_base",
]
