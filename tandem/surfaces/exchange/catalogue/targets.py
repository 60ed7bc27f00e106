"""Which column of a list of articles or prices means what: a proposal, corrected by people, as for customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.essentials.people.models import User
from tandem.essentials.products import queries
from tandem.essentials.products.models import PriceList
from tandem.surfaces.exchange.catalogue import words
from tandem.surfaces.exchange.catalogue.words import PRICES, PRODUCTS
from tandem.surfaces.exchange.columns import LIKELY, SURE, Proposal, bare_heading
from tandem.surfaces.exchange.mapping import MappingError, Placed, chosen

KINDS = (PRODUCTS, PRICES)
# A column that is headed by a price list's name holds its prices: `list:` and the name's key.
OF_LIST = "list:"


def lists_of(by: User | None) -> dict[str, str]:
    """The price lists that a column may be headed by: key of the name to name."""
    seen = queries.lists_visible_to(by) if by is not None else PriceList.objects.all()
    return dict(seen.order_by("name").values_list("name_key", "name"))


def propose(headings: Sequence[str], *, kind: str, lists: Mapping[str, str]) -> list[Proposal]:
    """A proposal for each column, in their order; each target once, the surest first."""
    read = [(place, heading, *_by_heading(heading, kind, lists)) for place, heading in enumerate(headings)]
    taken: set[str] = set()
    found: dict[int, Proposal] = {}
    for place, heading, target, sure in sorted(read, key=lambda each: (-each[3], each[0])):
        if not target or target in taken:
            found[place] = Proposal(place, heading)
        else:
            taken.add(target)
            found[place] = Proposal(place, heading, target, sure)
    return [found[place] for place in range(len(headings))]


def _by_heading(heading: str, kind: str, lists: Mapping[str, str]) -> tuple[str, float]:
    key, known = text.name_key(heading[:121]), _known(kind)
    if kind == PRICES and key in lists:
        return OF_LIST + key, SURE
    if key in known:
        return known[key], SURE
    plain = bare_heading(heading) if len(heading) <= 120 else ""
    if plain in known:
        return known[plain], LIKELY
    return "", 0.0


@cache
def _known(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for target, synonyms in words.SYNONYMS[kind].items():
        for word in synonyms.split(","):
            found.setdefault(text.name_key(word), target)
    return found


def options(kind: str, lists: Mapping[str, str]) -> dict[str, str]:
    """All targets with what they are called for people."""
    found = {target: label(target, lists) for target in words.SYNONYMS[kind]}
    if kind == PRICES:
        found |= {OF_LIST + key: label(OF_LIST + key, lists) for key in lists}
    return found


def label(target: str, lists: Mapping[str, str]) -> str:
    """What a target is called for people."""
    if target.startswith(OF_LIST):
        name = lists.get(target.removeprefix(OF_LIST), target.removeprefix(OF_LIST))
        return _("Price in the list “%(name)s”") % {"name": name}
    return {
        words.NUMBER: _("Item number"), words.NAME_DE: _("Name, German"), words.NAME_EN: _("Name, English"),
        words.DESCRIPTION_DE: _("Description, German"), words.DESCRIPTION_EN: _("Description, English"),
        words.GROUP: _("Product group"), words.UNIT: _("Unit"), words.VAT_KIND: _("VAT"),
        words.MINIMUM: _("Minimum quantity"), words.STEP: _("Packaging step"), words.COPPER: _("Copper per unit, kg"),
        words.COST: _("Cost of one unit"), words.FROM_QUANTITY: _("From quantity"), words.PRICE: _("Price"),
        words.CURRENCY: _("Currency"), words.LIST: _("Price list"),
    }[target]  # fmt: skip


def changed(name: str) -> str:
    """What a changed field of a product is called; a price list by its own name."""
    target = name.removesuffix("_id")
    return label(target, {}) if target in words.SYNONYMS[PRODUCTS] else name


def corrected(
    proposals: Sequence[Proposal], wishes: Mapping[int, str], *, kind: str, lists: Mapping[str, str]
) -> list[Placed]:
    """The proposal with a person's wishes; raises MappingError where they cannot be."""
    placed = chosen(proposals, wishes, known=options(kind, lists))
    require(placed, kind=kind)
    return placed


def require(placed: Sequence[Placed], *, kind: str) -> None:
    """Refuse a mapping in which no row could say anything."""
    targets = {one.target for one in placed}
    if words.NUMBER not in targets:
        raise MappingError(_("No column holds the item number. Say which one does."))
    if kind == PRICES and words.PRICE not in targets and not any(one.startswith(OF_LIST) for one in targets):
        raise MappingError(
            _("No column holds a price. Say which one does, or head it by the name of a price list.")
        )
