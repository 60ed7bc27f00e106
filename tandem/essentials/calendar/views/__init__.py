"""The shared calendar's pages."""

from tandem.essentials.calendar.views.appointments import appointment, cancel, drop, move, new
from tandem.essentials.calendar.views.boards import calendar
from tandem.essentials.calendar.views.mails import mail
from tandem.essentials.calendar.views.own import (
    add_link,
    clear_base,
    own,
    remove_link,
    save_areas,
    save_base,
)

__all__ = [
    "add_link",
    "appointment",
    "calendar",
    "cancel",
    "clear_base",
    "drop",
    "mail",
    "move",
    "new",
    "own",
    "remove_link",
    "save_areas",
    "save_base",
]
