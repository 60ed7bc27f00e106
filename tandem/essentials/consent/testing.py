"""Makers for tests: an objection, a consent, a reason, in one line."""

from __future__ import annotations

from datetime import datetime

from tandem.essentials.consent import actions
from tandem.essentials.consent.models import CALL, CONSENT, OBJECTION, PRESUMED, Statement
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User


def objected(
    *, about: Contact | Customer, at: datetime, by: User | None = None, channel: str = CALL
) -> Statement:
    """Somebody said on the phone that they do not want it."""
    return actions.state(about=about, kind=OBJECTION, channel=channel, source="phone", by=by, at=at)


def consented(
    *, about: Contact | Customer, at: datetime, by: User | None = None, happened_at: datetime | None = None
) -> Statement:
    """Somebody agreed on the phone to be called."""
    words = "Ja, rufen Sie gern an."
    return actions.state(
        about=about, kind=CONSENT, words=words, source="phone", happened_at=happened_at, by=by, at=at
    )


def presumed(*, about: Contact | Customer, at: datetime, by: User | None = None) -> Statement:
    """There is a reason to believe that they want the call."""
    return actions.state(about=about, kind=PRESUMED, words="Hat auf der Messe gefragt.", by=by, at=at)
