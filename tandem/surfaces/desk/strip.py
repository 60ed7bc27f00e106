"""The day of two people side by side, as geometry: where each appointment lies, in percent of the width."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tandem.essentials.calendar.queries import Item
from tandem.essentials.people.models import User

FIRST_HOUR, LAST_HOUR = 7, 18
HEAD, LANE, INSET = 22, 38, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One appointment: x and width in percent, y and height in pixels."""

    item: Item
    x: str
    y: int
    width: str
    height: int
    side: str
    past: bool = False


@dataclass(slots=True)
class Strip:
    """The drawn day."""

    people: list[User]
    height: int
    hours: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    now: str = ""
    now_label: str = ""
    now_x: str = ""

    @property
    def lane_tops(self) -> list[int]:
        return [HEAD + LANE * number for number in range(len(self.people))]


def draw(*, people: list[User], items: dict[int, list[Item]], day: date, at: datetime) -> Strip:
    """The strip of these people from 7 to 18 o'clock, wider where somebody works earlier or later."""
    first, last = _bounds(items)
    strip = Strip(people=people, height=HEAD + LANE * len(people))
    span = last - first
    for hour in range(first, last):
        strip.hours.append((f"{hour:02d}", _percent((hour - first) / span)))
    strip.lines = [x for _hour, x in strip.hours[1:]]
    drawn: set[int] = set()
    for number, person in enumerate(people):
        for item in items.get(person.pk, []):
            lanes = _lanes_of(item, people, items) if item.shared else [number]
            if item.shared and item.appointment_id in drawn:
                continue
            drawn.add(item.appointment_id)
            strip.boxes.append(_box(item, lanes=lanes, people=people, first=first, span=span, at=at))
    here = _position(at, first=first, span=span)
    if 0 <= here <= 1 and timezone.localdate(at) == day:
        strip.now, strip.now_label = _percent(here), f"{timezone.localtime(at):%H:%M}"
    return strip


def _bounds(items: dict[int, list[Item]]) -> tuple[int, int]:
    first, last = FIRST_HOUR, LAST_HOUR
    for held in items.values():
        for item in held:
            start, end = timezone.localtime(item.starts_at), timezone.localtime(item.ends_at)
            if start.date() == end.date():
                first, last = min(first, start.hour), max(last, end.hour + (1 if end.minute else 0))
    return first, min(last, 24)


def _lanes_of(item: Item, people: list[User], items: dict[int, list[Item]]) -> list[int]:
    attending = [
        number
        for number, person in enumerate(people)
        if any(other.appointment_id == item.appointment_id for other in items.get(person.pk, []))
    ]
    return attending or [0]


def _box(item: Item, *, lanes: list[int], people: list[User], first: int, span: int, at: datetime) -> Box:
    left = max(0.0, _position(item.starts_at, first=first, span=span))
    right = min(1.0, _position(item.ends_at, first=first, span=span))
    return Box(
        item=item,
        x=_percent(left),
        width=_percent(max(right - left, 0.012)),
        y=HEAD + LANE * lanes[0] + INSET,
        height=LANE * len(lanes) - 2 * INSET,
        side="both" if len(lanes) > 1 else people[lanes[0]].side,
        past=item.ends_at <= at,
    )


def _position(moment: datetime, *, first: int, span: int) -> float:
    """0 at the strip's first hour, 1 at its end, on the day that is shown."""
    local = timezone.localtime(moment)
    return (local.hour + local.minute / 60 - first) / span


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def stops(*, items: list[Item], partner_items: list[Item], at: datetime) -> list[dict[str, Any]]:
    """One person's day as stops of the Doppelspur; `both` where the other one attends too."""
    shared = {item.appointment_id for item in partner_items}
    return [
        {
            "item": item,
            "past": item.ends_at <= at,
            "running": item.starts_at <= at < item.ends_at,
            "both": item.appointment_id in shared,
            "icon": _ICONS.get(item.kind, "calendar"),
        }
        for item in items
    ]


_ICONS = {"visit": "map-pin", "call": "phone", "meeting": "users", "private": "lock"}
