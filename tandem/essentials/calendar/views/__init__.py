"""The shared calendar's pages."""

from tandem.essentials.calendar.views.appointments import (
    appointment,
    cancel,
    drop,
    move,
    new,
    take_drop_back,
)
from tandem.essentials.calendar.views.boards import calendar
from tandem.essentials.calendar.views.feeds import feed, make_feed, revoke_feed
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
    "feed",
    "mail",
    "make_feed",
    "move",
    "new",
    "own",
    "remove_link",
    "revoke_feed",
    "save_areas",
    "save_base",
    "take_drop_back",
]
