"""The own calendar on the phone or in Outlook: a secret address, made, renewed and taken away by its owner."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from tandem.base.tools import sealed
from tandem.essentials.calendar import queries
from tandem.essentials.calendar.models import CalendarFeed
from tandem.essentials.people.models import User


@transaction.atomic
def make_feed(*, by: User, at: datetime) -> CalendarFeed:
    """An address for one's own calendar; the one before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    feed, _is_new = CalendarFeed.objects.update_or_create(
        person=by, defaults={"hash": queries.hashed(token), "sealed": sealed.seal(token), "made_at": at}
    )
    return feed


@transaction.atomic
def revoke_feed(*, by: User, at: datetime) -> None:
    """From now on nobody reads the calendar from outside."""
    del at  # nothing is kept of it
    CalendarFeed.objects.filter(person=by).delete()
