"""The words of a contact with a customer: how, about what, by which side, and which journal entries tell of one.

A later room says in its `rules.py` which of its entries tell of a contact: `contacts.told_by(entries.CallLogged, ...)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.base.journal.entry_types import EntryType
from tandem.essentials.people.models import FIELD, INSIDE, KEY_ACCOUNT, User
from tandem.essentials.playbook.models import AFTER_SALES, APPOINTMENT, FOLLOW_UP, PREPARE, QUOTE
from tandem.essentials.teamwork import entries
from tandem.essentials.teamwork.models import Matter

CALL, MAIL, VISIT = "call", "mail", "visit"
CHANNELS: dict[str, Promise] = {CALL: _("by phone"), MAIL: _("by e-mail"), VISIT: _("by a visit")}

NEW_BUSINESS, CAME_UP, OPEN_QUESTION, PHONE_FOLLOW_UP = (
    "new_business",
    "came_up",
    "question",
    "phone_follow_up",
)
DELIVERY, QUOTE_FOLLOW_UP, COMPLAINT, SATISFACTION = (
    "delivery",
    "quote_follow_up",
    "complaint",
    "satisfaction",
)
# What it is about, as it stands alone.
OCCASIONS: dict[str, Promise] = {
    NEW_BUSINESS: _("New business"),
    CAME_UP: _("Something came up"),
    OPEN_QUESTION: _("Open question"),
    PHONE_FOLLOW_UP: _("Phone follow-up"),
    DELIVERY: _("Delivery trouble"),
    QUOTE_FOLLOW_UP: _("Quote follow-up"),
    COMPLAINT: pgettext_lazy("occasion", "Complaint"),
    SATISFACTION: _("Satisfaction"),
}
SIDES: dict[str, Promise] = {
    INSIDE: pgettext_lazy("in a sentence", "inside sales"),
    FIELD: pgettext_lazy("in a sentence", "field sales"),
}
_AT_STEP = {
    PREPARE: NEW_BUSINESS,
    APPOINTMENT: NEW_BUSINESS,
    QUOTE: OPEN_QUESTION,
    FOLLOW_UP: QUOTE_FOLLOW_UP,
    AFTER_SALES: SATISFACTION,
}

# What an entry tells of a contact: channel and occasion; None where it is none (a plain note).
Reading = Callable[[Any], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class _Entry:
    reading: Reading
    # Whether the customer began it.
    by_customer: Callable[[Any], bool]


_told: dict[str, _Entry] = {}


def told_by(
    entry: type[EntryType], reading: Reading, *, by_customer: Callable[[Any], bool] = lambda _event: False
) -> None:
    """A room says that its entry tells of a contact on our side, unless the customer began it."""
    _told[entry.key] = _Entry(
        lambda event: None if by_customer(event) else reading(event), by_customer=by_customer
    )


def began_by_customer(entry: type[EntryType], when: Callable[[Any], bool] = lambda _event: True) -> None:
    """A room says that its entry tells of a customer who came to us, always or `when` it says so."""
    told_by(entry, lambda _event: None, by_customer=when)


def telling() -> list[str]:
    """The keys of the entries that may tell of a contact."""
    return list(_told)


def told(event: EntryType) -> tuple[str, str] | None:
    """Channel and occasion of a contact on our side, as an entry tells it."""
    return _told[event.key].reading(event) if event.key in _told else None


def is_from_customer(event: EntryType) -> bool:
    """Whether the customer came to us."""
    return event.key in _told and _told[event.key].by_customer(event)


def side_of(user: User | None) -> str:
    """For which of the two sides somebody speaks with customers; empty for who belongs to neither."""
    if user is None:
        return ""
    return {INSIDE: INSIDE, FIELD: FIELD, KEY_ACCOUNT: FIELD}.get(user.side, "")


def other(side: str) -> str:
    """The partner's side."""
    return FIELD if side == INSIDE else INSIDE


def occasion_of(matter: Matter | None) -> str:
    """What a contact is about unless somebody says otherwise: by where the matter stands."""
    step = matter.step if matter is not None else None
    return _AT_STEP.get(step.key, CAME_UP) if step is not None else CAME_UP


_told[entries.Noted.key] = _Entry(
    lambda noted: (noted.channel, noted.about or CAME_UP) if noted.channel in (CALL, MAIL) else None,
    by_customer=lambda noted: noted.channel == "customer",
)
began_by_customer(entries.RequestTaken)
