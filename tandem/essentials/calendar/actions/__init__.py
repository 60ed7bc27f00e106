"""Booking, moving and cancelling appointments, and what a person says about the own calendar."""

from tandem.essentials.calendar.actions.appointments import (
    AlreadyCancelled,
    BadTime,
    PersonAway,
    ReadIn,
    SlotTaken,
    TitleMissing,
    TooLateToUndo,
    book,
    cancel,
    move,
    take_move_back,
)
from tandem.essentials.calendar.actions.areas import NoArea, set_area_days
from tandem.essentials.calendar.actions.bases import BaseIncomplete, clear_home_base, set_home_base
from tandem.essentials.calendar.actions.feeds import make_feed, revoke_feed
from tandem.essentials.calendar.actions.holds import hold, let_go
from tandem.essentials.calendar.actions.links import (
    LinkRefused,
    add_link,
    due_links,
    read_link,
    remove_link,
)
from tandem.essentials.calendar.actions.mails import (
    MailIncomplete,
    NobodyToTell,
    ToldAlready,
    mail_customer,
)
from tandem.essentials.calendar.actions.series import (
    ALL,
    FOLLOWING,
    ONE,
    OtherDays,
    SomeTaken,
    book_series,
    cancel_series,
    extend,
    move_series,
)

__all__ = [
    "ALL",
    "FOLLOWING",
    "ONE",
    "AlreadyCancelled",
    "BadTime",
    "BaseIncomplete",
    "LinkRefused",
    "MailIncomplete",
    "NoArea",
    "NobodyToTell",
    "OtherDays",
    "PersonAway",
    "ReadIn",
    "SlotTaken",
    "SomeTaken",
    "TitleMissing",
    "ToldAlready",
    "TooLateToUndo",
    "add_link",
    "book",
    "book_series",
    "cancel",
    "cancel_series",
    "clear_home_base",
    "due_links",
    "extend",
    "hold",
    "let_go",
    "mail_customer",
    "make_feed",
    "move",
    "move_series",
    "read_link",
    "remove_link",
    "revoke_feed",
    "set_area_days",
    "set_home_base",
    "take_move_back",
]
