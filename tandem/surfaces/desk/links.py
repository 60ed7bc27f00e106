"""Addresses of rooms that may not be there: a page of the desk offers only what exists."""

from __future__ import annotations

from functools import lru_cache

from django.urls import NoReverseMatch, reverse


@lru_cache(maxsize=8192)
def to(name: str, *args: object) -> str:
    """The address of a named page, or '' where no room offers it. Kept: lists ask hundreds of times."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
