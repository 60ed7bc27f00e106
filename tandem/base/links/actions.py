"""Giving links out, closing them, counting what comes in by them."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tandem.base.links.models import Link, Miss
from tandem.base.links.queries import digest, stretch_of
from tandem.base.tools import reads
from tandem.base.tools.actors import Actor
from tandem.base.tools.errors import Refused

TOKEN_BYTES = 32
# So many stretches of ten minutes are remembered.
KEPT_STRETCHES = 6


class Closed(Refused):
    """The link was revoked or has expired since the page was opened."""

    status = 404


@transaction.atomic
def make(
    *,
    purpose: str,
    subject_id: int,
    expires_at: datetime,
    by: Actor | None,
    at: datetime,
    language: str = "de",
) -> tuple[Link, str]:
    """A new link with its token, which is told this once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = Link.objects.create(
        token_sha256=digest(token),
        purpose=purpose,
        subject_id=subject_id,
        language=language,
        made_at=at,
        made_by_id=by.pk if by else None,
        expires_at=expires_at,
    )
    return link, token


@transaction.atomic
def revoke(*, purpose: str, subject_id: int, by: Actor | None, at: datetime) -> int:
    """Close every link to one thing; how many were open."""
    links = Link.objects.filter(purpose=purpose, subject_id=subject_id, revoked_at=None)
    return links.update(revoked_at=at, revoked_by_id=by.pk if by else None)


@transaction.atomic
def extend(*, purpose: str, subject_id: int, until: datetime, at: datetime) -> int:
    """Let the links to one thing stand longer, also those that have run out; a revoked one stays closed. How many."""
    links = Link.objects.filter(purpose=purpose, subject_id=subject_id, revoked_at=None)
    return links.filter(made_at__lte=at, expires_at__lt=until).update(expires_at=until)


def hold(*, link: Link, at: datetime) -> Link:
    """The link as it stands now, held until the transaction ends; refuses one that was closed meanwhile.

    Asked after the act's own locks, because revoking locks in the same order.
    """
    current = Link.objects.select_for_update().filter(pk=link.pk).first()
    if current is None or not current.is_live(at=at):
        raise Closed(_("This link is no longer valid. Ask whoever sent it to you for a new one."))
    return current


@transaction.atomic
def note_opening(*, link: Link, at: datetime) -> None:
    """Count that a link was opened."""
    Link.objects.filter(pk=link.pk).update(opened_count=F("opened_count") + 1, last_opened_at=at)


@transaction.atomic
def note_miss(*, place: str, at: datetime) -> int:
    """Count a wrong address from a place; how many within the stretch. What is older than an hour is forgotten."""
    stretch = stretch_of(at)
    # One statement: the count is the database's, so that it holds for all processes together.
    [(number,)] = reads.rows(
        "INSERT INTO links_miss (place, stretch, number) VALUES (%s, %s, 1)"
        " ON CONFLICT (place, stretch) DO UPDATE SET number = links_miss.number + 1 RETURNING number",
        [place, stretch],
    )
    if number == 1:
        Miss.objects.filter(stretch__lt=stretch - KEPT_STRETCHES).delete()
    return int(number)
