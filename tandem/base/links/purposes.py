"""The port of what stands behind a link: a room registers its purpose with the view that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase

from tandem.base.links.models import Link

LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody stands at a link: which, which part of it (empty: the page itself), in which language, when."""

    request: HttpRequest
    link: Link
    token: str
    part: str
    language: str
    at: datetime

    @property
    def other_language(self) -> str:
        """What the switch offers."""
        return next(language for language in LANGUAGES if language != self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a link is for. `view` shows the page and its parts (404 for parts there are none of) and takes its posts."""

    key: str
    view: Callable[[Visit], HttpResponseBase]


_purposes: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Make a purpose known; the same key again replaces it."""
    _purposes[purpose.key] = purpose


def known() -> dict[str, Purpose]:
    """All purposes by key."""
    return dict(_purposes)
