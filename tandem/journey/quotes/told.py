"""What the ERP says of a quote, and what became of it here. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.journey.quotes.models import OPEN, REASONS

CREATED, UPDATED, UNCHANGED, CONFLICT, ERROR = "created", "updated", "unchanged", "conflict", "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the ERP says of a quote."""

    number: str
    customer: Customer
    dated_on: date
    net: Decimal
    currency: str
    title: str = ""
    list_value: Decimal | None = None
    margin: Decimal | None = None
    cost: Decimal | None = None
    state: str = OPEN
    reason: str = ""
    competitor: str = ""
    words: str = ""
    reference: str = ""
    decided_on: date | None = None
    valid_until: date | None = None
    probability: int | None = None
    person: User | None = None
    # The document, where one lies beside the list.
    pdf: bytes | None = None

    @property
    def says_why(self) -> bool:
        """Whether a lost quote can be lost here: with a reason, and its competitor where that is the reason."""
        return self.reason in REASONS and (self.reason != "competitor" or bool(self.competitor))

    @property
    def known_margin(self) -> Decimal | None:
        if self.margin is not None:
            return self.margin
        return None if self.cost is None else self.net - self.cost


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one quote (`quote_id`: which it is here), and why it was not taken."""

    number: str
    outcome: str
    reason: str = ""
    quote_id: int | None = None
