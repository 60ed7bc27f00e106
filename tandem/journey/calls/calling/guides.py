"""Conversation guides: texts with places for names. Nothing but a few known words is filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from tandem.journey.calls.calling.tables import Guide

PLACEHOLDERS = ("contact", "company", "me", "mycompany", "reason")
_PLACE = re.compile(r"\{([^{}\n]{0,40})\}")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A guide with the names filled in."""

    pk: int
    name: str
    opening: str
    needs: list[str]
    objections: list[str]
    closing: str


def in_use() -> QuerySet[Guide]:
    """The guides that are offered, the first one first."""
    return Guide.objects.filter(removed_at=None).order_by("position", "name", "pk")


def unknown(text: str) -> list[str]:
    """What stands in braces and is no placeholder."""
    return [f"{{{word}}}" for word in _PLACE.findall(text) if word not in PLACEHOLDERS]


def fill(text: str, values: dict[str, str]) -> str:
    """The text with its placeholders filled in; anything else in braces stays as it was written."""
    return _PLACE.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def spoken(guide: Guide, values: dict[str, str]) -> Spoken:
    """A guide as one speaks it: questions and objections line by line."""
    return Spoken(
        pk=guide.pk,
        name=guide.name,
        opening=fill(guide.opening, values),
        needs=_lines(guide.needs, values),
        objections=_lines(guide.objections, values),
        closing=fill(guide.closing, values),
    )


def _lines(text: str, values: dict[str, str]) -> list[str]:
    return [fill(line.strip(), values) for line in text.splitlines() if line.strip()]
