"""What somebody wants to see of the register, exactly as it stands in the address."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tandem.base.tools import text, validation
from tandem.essentials.customers.models import CLASSES
from tandem.journey.quotes.models import DRAFT, LOST, OPEN, REASONS, WON

# What stands in the address, in German like every address.
STATES = {"offen": OPEN, "entwurf": DRAFT, "gewonnen": WON, "verloren": LOST, "alle": ""}
DATES = {"datum": "dated_at", "entscheidung": "decided_at", "nachfassen": "follow_up_at"}
SPANS = ("monat", "vormonat", "quartal", "jahr", "vorjahr")
GROUPS = ("stand", "monat", "tandem", "person", "kunde", "klasse", "grund")
# Each with whether it falls from the top.
SORTS = {
    "datum": True,
    "nachfassen": False,
    "entscheidung": True,
    "betrag": True,
    "gewichtet": True,
    "db": True,
    "chance": True,
    "nummer": True,
    "kunde": False,
}
NO_CLASS = "keine"
LARGEST = Decimal(10) ** 12
_LIMITS = {"kunde": 80, "land": 2, "produkt": 80, "wettbewerb": 80}
# Where nothing is said.
_USUAL = {"stand": "offen", "nach": "datum", "zeit": "datum"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A view of the register. The names are those of the address."""

    stand: str = "offen"
    meine: bool = False
    tandem: int | None = None
    person: int | None = None
    kunde: str = ""
    klasse: str = ""
    land: str = ""
    betrag_von: Decimal | None = None
    betrag_bis: Decimal | None = None
    chance_von: int | None = None
    chance_bis: int | None = None
    produkt: str = ""
    grund: str = ""
    wettbewerb: str = ""
    faellig: bool = False
    # Which date a period is about, and the period: a running one or from and to.
    zeit: str = "datum"
    raum: str = ""
    von: date | None = None
    bis: date | None = None
    gruppe: str = ""
    # Of a grouped view only this group.
    teil: str = ""
    spalten: tuple[str, ...] = ()
    nach: str = "datum"
    andersherum: bool = False
    ab: str = ""
    # The saved view that this began as.
    ansicht: int | None = None

    @classmethod
    def from_address(cls, given: Mapping[str, str]) -> Wanted:
        """Whatever makes no sense is left out: an old bookmark still opens."""
        nach = given.get("nach", "")
        gruppe = _one_of(given.get("gruppe", ""), GROUPS)
        return cls(
            stand=_one_of(given.get("stand", ""), STATES) or "offen",
            meine=given.get("meine", "") == "1",
            tandem=validation.whole_number(given.get("tandem", "")),
            person=validation.whole_number(given.get("person", "")),
            klasse=_one_of(given.get("klasse", ""), (*CLASSES, NO_CLASS)),
            betrag_von=_amount(given.get("betrag_von", "")),
            betrag_bis=_amount(given.get("betrag_bis", "")),
            chance_von=_chance(given.get("chance_von", "")),
            chance_bis=_chance(given.get("chance_bis", "")),
            grund=_one_of(given.get("grund", ""), REASONS),
            faellig=given.get("faellig", "") == "1",
            zeit=_one_of(given.get("zeit", ""), DATES) or "datum",
            raum=_one_of(given.get("raum", ""), SPANS),
            von=_day(given.get("von", "")),
            bis=_day(given.get("bis", "")),
            gruppe=gruppe,
            teil=text.clean(given.get("teil", ""), limit=30) if gruppe else "",
            spalten=_names(given.get("spalten", "")),
            nach=_one_of(nach.lstrip("-"), SORTS) or "datum",
            andersherum=nach.startswith("-"),
            ab=given.get("ab", ""),
            ansicht=validation.whole_number(given.get("ansicht", "")),
            **{name: text.clean(given.get(name, ""), limit=limit) for name, limit in _LIMITS.items()},
        )

    @classmethod
    def from_query(cls, query: str) -> Wanted:
        """The same from the part of an address behind the question mark."""
        return cls.from_address(dict(parse_qsl(query.removeprefix("?"), max_num_fields=60)))

    @property
    def kept(self) -> str:
        """What of it a saved view keeps."""
        return self.address(ansicht=None).removeprefix("?")

    @property
    def state(self) -> str:
        """The quote's state that is wanted; empty for all."""
        return STATES[self.stand]

    @property
    def falls(self) -> bool:
        """Whether the order falls from the top."""
        return SORTS[self.nach] is not self.andersherum

    @property
    def narrowed_by(self) -> tuple[str, ...]:
        """The names of the filters that are set, beside the state."""
        names = [name for name in _FILTERS if getattr(self, name) not in ("", None, False)]
        return (*names, "zeitraum") if self.raum or self.von or self.bis else tuple(names)

    def address(self, **changed: Any) -> str:
        """The same view with something changed, from its first page on unless a place is given."""
        view = replace(self, **{"ab": "", **changed})
        given = {}
        for name in _NAMES:
            value = getattr(view, name)
            # A register writes thirty addresses, and each view says little.
            if value is None or value == "" or name == "andersherum":
                continue
            written = _written(name, value)
            if written and written != _USUAL.get(name):
                given[name] = written
        if view.andersherum:
            given["nach"] = f"-{view.nach}"
        return "?" + urlencode(given)

    def sorted_by(self, nach: str) -> str:
        """Where a click on a heading leads: to that order, or the other way round."""
        return self.address(nach=nach, andersherum=nach == self.nach and not self.andersherum)

    def span(self, today: date) -> tuple[date | None, date | None]:
        """First and last day of the period."""
        if not self.raum:
            return self.von, self.bis
        first = today.replace(day=1)
        if self.raum == "vormonat":
            first = (first - timedelta(days=1)).replace(day=1)
        if self.raum == "quartal":
            first = first.replace(month=first.month - (first.month - 1) % 3)
        if self.raum in ("jahr", "vorjahr"):
            year = today.year - (self.raum == "vorjahr")
            return date(year, 1, 1), date(year, 12, 31)
        return first, _end_of_month(first, months=3 if self.raum == "quartal" else 1)


_NAMES = tuple(field.name for field in fields(Wanted))
_FILTERS = (
    *("meine", "tandem", "person", "kunde", "klasse", "land", "betrag_von", "betrag_bis", "chance_von"),
    *("chance_bis", "produkt", "grund", "wettbewerb", "faellig", "teil"),
)


def _end_of_month(first: date, *, months: int) -> date:
    month = first.month + months - 1
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def _written(name: str, value: Any) -> str:
    if name == "spalten":
        return ",".join(value)
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _one_of(given: str, known: Any) -> str:
    return given if given in known else ""


def _names(given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in given[:400].split(",") if name.isidentifier()))


def _chance(given: str) -> int | None:
    number = validation.whole_number(given)
    return number if number is not None and number <= 100 else None


def _amount(given: str) -> Decimal | None:
    """An amount in an address is written with a point; what people type is put so by the form."""
    if not given or len(given) > 20 or not given.lstrip("-").replace(".", "", 1).isdecimal():
        return None
    amount = Decimal(given) if given.isascii() else None
    return amount if amount is not None and abs(amount) <= LARGEST else None


def _day(given: str) -> date | None:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    # The days around the first and the last cannot be turned into moments of every zone.
    return day if date(1900, 1, 1) <= day <= date(2999, 12, 31) else None
