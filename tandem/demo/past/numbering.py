"""Gapless numbers in the order of time, also where planned quotes and told matters take turns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tandem.base.tools.models import NumberRange
from tandem.demo.days import ZONE
from tandem.demo.past.deals import Deal


class Numbering:
    """Gives planned deals their numbers up to a moment, so that a real action draws the next one after it."""

    def __init__(self, deals: list[Deal]) -> None:
        self._kinds: dict[str, tuple[list[Deal], Callable[[Deal], datetime | None]]] = {
            "quote": (_sorted(deals, _sent), _sent),
            "order": (_sorted(deals, _confirmed), _confirmed),
        }
        self._next = {"quote": 0, "order": 0}

    def catch_up(self, until: datetime | None = None) -> None:
        """Number everything before a moment (or all that is left)."""
        for kind, (deals, moment_of) in self._kinds.items():
            ranges = {held.year: held.last for held in NumberRange.objects.filter(kind=kind)}
            before = dict(ranges)
            place = self._next[kind]
            while place < len(deals):
                at = moment_of(deals[place])
                assert at is not None
                if until is not None and at >= until:
                    break
                year = at.astimezone(ZONE).year
                ranges[year] = ranges.get(year, 0) + 1
                setattr(deals[place], f"{kind}_serial", (year, ranges[year]))
                place += 1
            self._next[kind] = place
            for year, last in ranges.items():
                if before.get(year) != last:
                    NumberRange.objects.update_or_create(kind=kind, year=year, defaults={"last": last})


def _sent(deal: Deal) -> datetime | None:
    return deal.first_sent


def _confirmed(deal: Deal) -> datetime | None:
    return deal.confirmed_at


def _sorted(deals: list[Deal], moment_of: Callable[[Deal], datetime | None]) -> list[Deal]:
    moments = [(at, number, deal) for number, deal in enumerate(deals) if (at := moment_of(deal)) is not None]
    return [deal for _at, _number, deal in sorted(moments, key=lambda row: row[:2])]
