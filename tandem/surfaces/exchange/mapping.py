"""Which column of a file goes where: proposed, corrected by people, stored with the run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.surfaces.exchange import columns, synonyms
from tandem.surfaces.exchange.columns import Proposal

NOWHERE = ("", "-")


class MappingError(ValueError):
    """The mapping names a column or a target that does not exist, or none holds the company; says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Placed:
    """One column with its target; `year` and `factor` belong to a turnover."""

    column: int
    heading: str
    target: str
    year: int | None = None
    factor: int = 1


def from_proposals(proposals: Iterable[Proposal]) -> list[Placed]:
    """What the proposal takes; columns without a target are left where they are."""
    return [
        Placed(column=one.column, heading=one.heading, target=one.target, year=one.year, factor=one.factor)
        for one in proposals
        if one.target is not None
    ]


def corrected(proposals: Sequence[Proposal], wishes: Mapping[int, str]) -> list[Placed]:
    """The proposal with a person's wishes by column; a wished target leaves the column that had it by proposal.

    Raises MappingError where one target is wished for two columns or no column holds the company's name.
    """
    wished = [target for target in wishes.values() if target not in NOWHERE]
    for target in wished:
        if target not in columns.TARGETS:
            raise MappingError(_("There is no target “%(target)s”.") % {"target": target[:40]})
        if wished.count(target) > 1 and target not in columns.REPEATABLE:
            raise MappingError(_("Two columns cannot both be “%(target)s”.") % {"target": label(target)})
    taken = set(wished) - columns.REPEATABLE
    placed = []
    for one in proposals:
        target = wishes.get(one.column, "" if one.target in taken else one.target or "")
        if target not in NOWHERE:
            year, factor = columns.turnover_of(one.heading) if target == synonyms.TURNOVER else (None, 1)
            placed.append(Placed(one.column, one.heading, target, year, factor))
    require_name(placed)
    return placed


def chosen(
    proposals: Sequence[Proposal], wishes: Mapping[int, str], *, known: Mapping[str, str]
) -> list[Placed]:
    """The proposal with a person's wishes by column, each of the known targets once. Raises MappingError."""
    wished = [target for target in wishes.values() if target not in NOWHERE]
    for target in wished:
        if target not in known:
            raise MappingError(_("There is no target “%(target)s”.") % {"target": target[:40]})
        if wished.count(target) > 1:
            raise MappingError(_("Two columns cannot both be “%(target)s”.") % {"target": known[target]})
    placed = []
    for one in proposals:
        target = wishes.get(one.column, "" if one.target in wished else one.target or "")
        if target not in NOWHERE:
            placed.append(Placed(one.column, one.heading, target))
    return placed


def require_name(placed: Iterable[Placed]) -> None:
    """Refuse a mapping that would find no company in any row."""
    if all(one.target != synonyms.NAME for one in placed):
        raise MappingError(_("No column holds the name of the company. Say which one does."))


def wishes_of(written: str, headings: Sequence[str]) -> dict[int, str]:
    """A mapping given to the command: a JSON file of heading to target, or 'Heading=target, Heading=target'."""
    by_key = {text.name_key(heading): place for place, heading in enumerate(headings)}
    wishes: dict[int, str] = {}
    for heading, target in _pairs(written):
        place = by_key.get(text.name_key(heading))
        if place is None:
            raise MappingError(_("The file has no column “%(heading)s”.") % {"heading": heading[:60]})
        wishes[place] = target.strip()
    return wishes


def _pairs(written: str) -> list[tuple[str, str]]:
    if "=" in written and not written.lower().endswith(".json"):
        parts = [part.rpartition("=") for part in written.replace(";", ",").split(",") if part.strip()]
        return [(heading.strip(), target) for heading, _sign, target in parts]
    try:
        read = json.loads(Path(written).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise MappingError(_("The mapping %(name)s cannot be read.") % {"name": written[:100]}) from error
    if not isinstance(read, dict):
        raise MappingError(_("The mapping %(name)s cannot be read.") % {"name": written[:100]})
    return [(str(heading), str(target or "")) for heading, target in read.items()]


def stored(placed: Iterable[Placed]) -> list[dict[str, Any]]:
    """The mapping as JSON."""
    return [asdict(one) for one in placed]


def restored(kept: Iterable[Mapping[str, Any]]) -> list[Placed]:
    """The mapping as it was stored."""
    return [Placed(**one) for one in kept]


def label(target: str) -> str:
    """What a target is called for people."""
    return {
        synonyms.NUMBER: _("Customer number"),
        synonyms.NAME: _("Company"),
        synonyms.STREET: _("Street"),
        synonyms.HOUSE_NUMBER: _("House number"),
        synonyms.POSTCODE: _("Postcode"),
        synonyms.CITY: _("City"),
        synonyms.POSTCODE_CITY: _("Postcode and city"),
        synonyms.COUNTRY: _("Country"),
        synonyms.PHONE: _("Phone"),
        synonyms.MOBILE: _("Mobile"),
        synonyms.EMAIL: _("E-mail"),
        synonyms.CONTACT: _("Contact person"),
        synonyms.CONTACT_FIRST: _("Contact: first name"),
        synonyms.CONTACT_LAST: _("Contact: last name"),
        synonyms.CONTACT_SALUTATION: _("Contact: salutation"),
        synonyms.CONTACT_FUNCTION: _("Contact: function"),
        synonyms.INDUSTRY: _("Industry"),
        synonyms.TURNOVER: _("Turnover"),
        synonyms.CLASS: _("Class"),
        synonyms.VAT_NUMBER: _("VAT number"),
        synonyms.LAST_CONTACT: _("Last contact"),
        synonyms.REMARK: _("Remark"),
        synonyms.TANDEM: _("Tandem"),
        synonyms.WEBSITE: _("Web site"),
    }[target]
