"""Which link an address is, and which links something has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from tandem.base.links.models import Link, Miss

# Beyond so many wrong addresses in ten minutes a place is not looked up any more.
MOST_MISSES = 20
STRETCH_SECONDS = 600


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def standing(token: str, *, at: datetime) -> Link | None:
    """The link of an address while it opens; None for wrong, expired and revoked alike."""
    link = Link.objects.filter(token_sha256=digest(token)).first()
    return link if link is not None and link.is_live(at=at) else None


def is_barred(place: str, *, at: datetime) -> bool:
    """Whether too many wrong addresses came from a place."""
    misses = Miss.objects.filter(place=place, stretch=stretch_of(at), number__gte=MOST_MISSES)
    return misses.exists()


def stretch_of(at: datetime) -> int:
    """The stretch of ten minutes in which a moment lies."""
    return int(at.timestamp()) // STRETCH_SECONDS


def newest(purpose: str, subject_ids: Iterable[int]) -> dict[int, Link]:
    """The newest link of each of these, by subject. One query."""
    links = Link.objects.filter(purpose=purpose, subject_id__in=list(subject_ids))
    return {link.subject_id: link for link in links.order_by("pk")}


def address(token: str, *, site: str) -> str:
    """The whole address of a link, as it stands in a mail."""
    return f"{site}{reverse('links:page', args=[token])}"


def site(request: HttpRequest) -> str:
    """Where this installation is reached from outside: as the company has set it, else where the request came in."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
