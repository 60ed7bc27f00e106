"""Which customers an enquiry may come from: those that are so much like it that a person should choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tandem.essentials.customers.duplicates import finding, scoring
from tandem.essentials.customers.duplicates.keys import Described
from tandem.essentials.customers.models import EMAIL

# More than a person looks at; the strongest come first.
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A customer and what it shares with the enquiry (keys of `scoring.WHY`)."""

    customer_id: int
    why: tuple[str, ...]


def matches(values: Mapping[str, Any]) -> list[Match]:
    """All customers that an enquiry may come from, the most alike first. Two queries.

    Asked by the system: who may see them is the page's question.
    """
    alike = finding.candidates(_described(values), least=scoring.ASKED)
    return [Match(customer_id=one.customer_id, why=one.likeness.signs) for one in alike[:MOST]]


def _described(values: Mapping[str, Any]) -> Described:
    lines = values.get("lines", [])
    facts = {name: values.get(name, "") for name in ("street", "postcode", "city", "website", "vat_number")}
    return Described(
        name=values.get("company", ""),
        phones=tuple(value for kind, value, _label in lines if kind != EMAIL),
        emails=tuple(value for kind, value, _label in lines if kind == EMAIL),
        **facts,
    )
