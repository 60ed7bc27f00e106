"""The register in words: groups, filters, states, periods and the views that everybody has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.design import filters, formats
from tandem.journey.quotes.models import REASONS, STATES
from tandem.journey.quotes.register.filtering import NONE
from tandem.journey.quotes.register.sums import Group
from tandem.journey.quotes.register.wanted import NO_CLASS, Wanted


def states() -> list[tuple[str, str]]:
    """The switch above the list."""
    return [
        ("offen", pgettext("quotes", "Open")),
        ("entwurf", pgettext("quotes", "Drafts")),
        ("gewonnen", pgettext("quotes", "Won")),
        ("verloren", pgettext("quotes", "Lost")),
        ("alle", pgettext("quotes", "All")),
    ]


def dates() -> list[tuple[str, str]]:
    """Which date a period is about."""
    return [
        ("datum", _("Date of the quote")),
        ("entscheidung", _("Decision")),
        ("nachfassen", _("Follow up")),
    ]


def spans() -> list[tuple[str, str]]:
    """Periods that run along."""
    return [
        ("monat", _("This month")),
        ("vormonat", _("Last month")),
        ("quartal", _("This quarter")),
        ("jahr", _("This year")),
        ("vorjahr", _("Last year")),
    ]


def groups() -> list[tuple[str, str]]:
    """By what the list is grouped."""
    return [
        ("stand", _("State")),
        ("monat", _("Month")),
        ("tandem", _("Tandem")),
        ("person", pgettext("whose turn", "Turn")),
        ("kunde", _("Customer")),
        ("klasse", pgettext("customer", "Class")),
        ("grund", _("Reason")),
    ]


def usual_views() -> list[tuple[str, str]]:
    """What the views are called that everybody has."""
    return [
        ("open", pgettext("quotes", "Open")),
        ("overdue", pgettext("quotes", "Overdue")),
        ("decided", _("Decided this month")),
        ("mine", pgettext("quotes", "My turn")),
    ]


def group(found: Group) -> str:
    """What a group is called."""
    if found.name:
        return found.name
    return of_key(found.kind, found.key)


def of_key(kind: str, key: str) -> str:
    """What a group is called that has no name of its own."""
    if key == NONE:
        return {
            "grund": _("no reason"),
            "klasse": _("without class"),
            "monat": _("without date"),
        }.get(kind, _("none"))
    if kind == "stand" and key in STATES:
        return str(STATES[key])
    if kind == "grund" and key in REASONS:
        return str(REASONS[key])
    if kind == "monat" and len(key) == 7 and key[5:].isdigit() and 1 <= int(key[5:]) <= 12:
        return f"{formats.month_name(int(key[5:]), language=filters.language())} {key[:4]}"
    return key


def narrowed(
    wanted: Wanted, *, tandems: Mapping[int, str], people: Mapping[int, str], part: str
) -> list[tuple[str, str]]:
    """Every filter that is set, in words, with the address without it."""
    said = {
        "tandem": lambda: tandems.get(wanted.tandem or 0, _("unknown tandem")),
        "person": lambda: people.get(wanted.person or 0, _("unknown person")),
        "kunde": lambda: _("Customer: %(words)s") % {"words": wanted.kunde},
        "klasse": lambda: (
            _("without class")
            if wanted.klasse == NO_CLASS
            else _("Class %(klass)s") % {"klass": wanted.klasse}
        ),
        "land": lambda: _("Country %(country)s") % {"country": wanted.land.upper()},
        "produkt": lambda: _("Product: %(words)s") % {"words": wanted.produkt},
        "grund": lambda: str(REASONS[wanted.grund]),
        "wettbewerb": lambda: _("Competitor: %(words)s") % {"words": wanted.wettbewerb},
        "faellig": lambda: _("Follow-up overdue"),
        "teil": lambda: part,
    }
    found = [
        (said[name](), wanted.address(**{name: _nothing(name)}))
        for name in wanted.narrowed_by
        if name in said
    ]
    return found + _ranges(wanted)


def _nothing(name: str) -> object:
    return None if name in ("tandem", "person") else False if name == "faellig" else ""


def _ranges(wanted: Wanted) -> list[tuple[str, str]]:
    found = []
    if wanted.betrag_von is not None or wanted.betrag_bis is not None:
        words = _between(filters.number(wanted.betrag_von), filters.number(wanted.betrag_bis))
        found.append((f"{_('Amount')}: {words}", wanted.address(betrag_von=None, betrag_bis=None)))
    if wanted.chance_von is not None or wanted.chance_bis is not None:
        words = _between(filters.number(wanted.chance_von), filters.number(wanted.chance_bis))
        label = pgettext("of a quote", "Chance")
        found.append((f"{label}: {words} %", wanted.address(chance_von=None, chance_bis=None)))
    if "zeitraum" in wanted.narrowed_by:
        words = dict(spans()).get(wanted.raum) or _between(_day(wanted.von), _day(wanted.bis))
        label = dict(dates())[wanted.zeit]
        found.append((f"{label}: {words}", wanted.address(raum="", von=None, bis=None, zeit="datum")))
    return found


def _day(day: date | None) -> str:
    return filters.plain_date(day) if day is not None else ""


def _between(first: str, last: str) -> str:
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    return _("from %(first)s") % {"first": first} if first else _("up to %(last)s") % {"last": last}
