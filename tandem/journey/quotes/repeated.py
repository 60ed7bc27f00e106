"""What a quote repeats of its current version for the register, from the version's lines and their sums."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tandem.journey.quotes import totals
from tandem.journey.quotes.models import QuoteLine


def columns(lines: Sequence[QuoteLine], sums: totals.Totals) -> dict[str, Decimal | None]:
    """The columns of the quote with their values; only lines that are summed count."""
    quantity = sum((line.quantity for line in lines if line.is_counted), Decimal(0))
    return {"net": sums.net, "list_value": sums.list_value, "margin": sums.margin, "quantity": quantity}
