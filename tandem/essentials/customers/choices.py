"""Field by field: what stands in two files that are one customer, and which of the two is proposed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.base.design import filters
from tandem.essentials.customers.models import Customer

SURVIVOR, OTHER, BOTH = "survivor", "other", "both"

# What is chosen together: label and fields. The tandem is no choice: the survivor's stays.
GROUPS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "name": (_("Company"), ("name",)),
    "number": (_("Customer number"), ("number",)),
    "address": (_("Address"), ("street", "postcode", "city", "country")),
    "vat_number": (_("VAT number"), ("vat_number",)),
    "website": (_("Web site"), ("website",)),
    "klass": (_("Class"), ("klass",)),
    "industry": (_("Industry"), ("industry",)),
    "life_cycle": (_("Life cycle"), ("life_cycle",)),
    "turnover": (_("Turnover"), ("turnover", "turnover_year", "currency")),
    "last_contact_date": (_("Last contact"), ("last_contact_date",)),
    "parent": (_("Central office"), ("parent_id",)),
    "remark": (_("Remark"), ("remark",)),
}
# Fields that say nothing by themselves.
_BESIDES = {"country", "turnover_year", "currency"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the preview: both values and the one that is proposed."""

    key: str
    label: str
    survivor: str
    other: str
    proposed: str

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to choose."""
        return self.survivor != self.other

    @property
    def may_be_both(self) -> bool:
        """Two remarks can stand below each other."""
        return self.key == "remark" and bool(self.survivor and self.other)


def choices(survivor: Customer, other: Customer) -> list[Choice]:
    """Every line, in the order of the file."""
    proposed = proposals(survivor, other)
    return [
        Choice(
            key=key,
            label=str(label),
            survivor=_written(survivor, key),
            other=_written(other, key),
            proposed=proposed[key],
        )
        for key, (label, _names) in GROUPS.items()
    ]


def proposals(survivor: Customer, other: Customer) -> dict[str, str]:
    """The survivor's value, and the other's only where the survivor has none: an empty one never wins."""
    found = {}
    for key, (_label, names) in GROUPS.items():
        telling = [name for name in names if name not in _BESIDES]
        has, gets = (any(_value(one, name) for name in telling) for one in (survivor, other))
        found[key] = OTHER if gets and not has else SURVIVOR
    if found["turnover"] == OTHER and survivor.currency != other.currency:
        found["turnover"] = SURVIVOR
    if (other.last_contact_date or date.min) > (survivor.last_contact_date or date.min):
        found["last_contact_date"] = OTHER
    if survivor.remark and other.remark and survivor.remark != other.remark:
        found["remark"] = BOTH
    return found


def _value(one: Customer, name: str) -> Any:
    return getattr(one, name)


def settled(survivor: Customer, other: Customer, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The values that the survivor gets; what is not chosen is as proposed. Number and parent are for the action."""
    wanted = proposals(survivor, other) | {
        key: value for key, value in chosen.items() if key in GROUPS and value in (SURVIVOR, OTHER, BOTH)
    }
    values: dict[str, Any] = {}
    for key, side in wanted.items():
        for name in GROUPS[key][1]:
            if side == OTHER:
                values[name] = getattr(other, name)
            elif side == BOTH and key == "remark":
                values[name] = _joined(survivor.remark, other.remark)
    return {name: value for name, value in values.items() if value != getattr(survivor, name)}


def _joined(one: str, other: str) -> str:
    return one if other in one else other if one in other else f"{one}\n\n{other}"


def tags(survivor: Customer, other: Customer, *, same: Any) -> list[str]:
    """The tags of both, each once."""
    found: dict[str, str] = {}
    for tag in [*survivor.tags, *other.tags]:
        found.setdefault(same(tag), tag)
    return list(found.values())


def changed_labels(names: Collection[str]) -> list[str]:
    """The labels of fields, each once."""
    return [str(label) for label, held in GROUPS.values() if set(held) & set(names)]


def _written(one: Customer, key: str) -> str:
    if key == "address":
        place = f"{one.postcode} {one.city}".strip()
        return ", ".join(part for part in (one.street, place) if part) + (
            f" ({one.country})" if one.street or place else ""
        )
    if key == "turnover":
        amount = filters.amount(one.turnover) if one.turnover is not None else ""
        return f"{amount} {one.currency} {one.turnover_year or ''}".strip() if amount else ""
    if key == "last_contact_date":
        return filters.plain_date(one.last_contact_date) or "" if one.last_contact_date else ""
    if key == "life_cycle":
        return one.life_cycle_label
    if key == "parent":
        return one.parent.name if one.parent is not None else ""
    return str(getattr(one, key) or "")
