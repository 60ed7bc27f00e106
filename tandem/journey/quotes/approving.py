"""What an approval is for: the digest of customer, lines and sums. Plain Python."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal

from tandem.journey.quotes import totals
from tandem.journey.quotes.models import QuoteLine, QuoteVersion


def digest_of(version: QuoteVersion, lines: Sequence[QuoteLine], sums: totals.Totals) -> str:
    """The same as long as customer, currency, discount on the total, lines and sums are.

    When something is delivered is left out: inside adds it while the yes is waited for.
    """
    said = [
        version.quote.matter.customer_id,
        version.quote.currency,
        version.payment,
        _plain(version.discount),
        [_plain(sums.list_value), _plain(sums.net), _plain(sums.gross), _plain(sums.cost)],
        [
            [
                line.kind,
                line.choice,
                line.text,
                line.unit,
                *map(_plain, (line.quantity, line.price, line.discount, line.cost, line.vat_rate)),
            ]
            for line in lines
        ],
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _plain(amount: Decimal | None) -> str:
    """6, 6.0 and 6.0000 are the same amount."""
    return "" if amount is None else f"{amount.normalize() + 0:f}"
