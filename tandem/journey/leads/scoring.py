"""How good a lead is by what is known of it: points for stated factors, a proposal for quality and probability.

A proposal, never the rating: the person's own stands beside it with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.essentials.customers.duplicates.keys import domain_of
from tandem.essentials.customers.models import EMAIL, REFERENCE, REGULAR, REPEAT, Channel
from tandem.journey.leads.models import FIELD, PHONE, RECOMMENDATION, WEBSHOP, WEBSITE, Lead

ORIGIN, WISH, FIGURES, PERSON, ROLE, CALL, MAIL, PLACE, KNOWN = (
    "origin", "wish", "figures", "person", "role", "call", "mail", "place", "known",
)  # fmt: skip
FACTORS: dict[str, Promise] = {
    ORIGIN: gettext_lazy("Came to us by itself: recommendation, web site, shop, call"),
    WISH: gettext_lazy("The requirement is described"),
    FIGURES: gettext_lazy("It names a quantity or a date"),
    PERSON: gettext_lazy("A contact is named"),
    ROLE: gettext_lazy("The contact's role in buying is known"),
    CALL: gettext_lazy("Can be called"),
    MAIL: gettext_lazy("E-mail address of a company"),
    PLACE: gettext_lazy("In the territory of a tandem"),
    KNOWN: gettext_lazy("Has bought from us before"),
}
USUAL: dict[str, int] = {
    ORIGIN: 15, WISH: 20, FIGURES: 10, PERSON: 10, ROLE: 10, CALL: 10, MAIL: 5, PLACE: 5, KNOWN: 15,
}  # fmt: skip
MOST_POINTS = 100
# Fewer words are a heading, not a description.
_DESCRIBED, _HINTED = 60, 15
# From so many points on, which quality and probability are proposed.
_PROPOSALS = ((75, "A", 75), (50, "B", 50), (25, "C", 25), (0, "D", 10))
_FIGURE = re.compile(
    r"\d+\s*(?:m|mm|cm|kg|t|stk|stück|paletten|meter|anlagen?|rollen|prozent|%|€|chf|eur|tsd)?\b|"
    r"januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|quartal|\bkw\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One factor with the points it gave and could have given."""

    key: str
    label: str
    points: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What all factors together say, with each of them."""

    value: int
    parts: list[Part]
    quality: str
    probability: int


def of(lead: Lead, channels: Iterable[Channel], weights: Mapping[str, int]) -> Score:
    """The score of a lead whose customer, tandem and contact are read already. No query."""
    shares = _shares(lead, list(channels))
    parts = [
        Part(
            key=key,
            label=str(FACTORS[key]),
            points=round(weights[key] * shares[key] / 100),
            most=weights[key],
        )
        for key in FACTORS
        if weights[key] > 0
    ]
    most = sum(part.most for part in parts)
    value = round(100 * sum(part.points for part in parts) / most) if most else 0
    quality, probability = next((q, p) for least, q, p in _PROPOSALS if value >= least)
    return Score(value=value, parts=parts, quality=quality, probability=probability)


def _shares(lead: Lead, channels: list[Channel]) -> dict[str, int]:
    """How much of each factor is there, in percent."""
    customer, contact = lead.matter.customer, lead.matter.contact
    wish = len(lead.requirement.strip())
    origin = {RECOMMENDATION: 100, WEBSHOP: 100, WEBSITE: 80, PHONE: 100, FIELD: 60}
    return {
        ORIGIN: origin.get(lead.source, 20),
        WISH: 100 if wish >= _DESCRIBED else 50 if wish >= _HINTED else 0,
        FIGURES: 100 if _FIGURE.search(lead.requirement[:5000]) else 0,
        PERSON: 100 if contact else 0,
        ROLE: 100 if contact and contact.buying_role else 50 if contact and contact.function else 0,
        CALL: 100 if any(one.kind != EMAIL for one in channels) else 0,
        MAIL: 100 if any(one.kind == EMAIL and domain_of(one.value) for one in channels) else 0,
        PLACE: 0 if customer.tandem.is_intake else 100,
        KNOWN: 100 if customer.life_cycle in (REPEAT, REGULAR, REFERENCE) else 60 if _bought(customer) else 0,
    }


def _bought(customer: Any) -> bool:
    return bool(customer.turnover)


def why(score: Score) -> str:
    """The score in one sentence: '72 points, proposed: B, 50 %'."""
    return _("%(score)d points, proposed: %(quality)s, %(probability)d %%") % {
        "score": score.value, "quality": score.quality, "probability": score.probability,
    }  # fmt: skip
