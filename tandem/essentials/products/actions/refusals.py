"""What speaks against a change of the catalogue, and values that can be kept."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused

LARGEST_PRICE = Decimal(10) ** 9
LARGEST_QUANTITY = Decimal(10) ** 8
PRICE_PLACES, QUANTITY_PLACES = 4, 3
# What prices are kept in: ISO 4217, as far as companies here bill in it.
_ISO = (
    "EUR CHF USD GBP SEK DKK NOK PLN CZK HUF RON BGN TRY CNY JPY KRW INR AED SAR CAD AUD NZD BRL MXN ZAR SGD HKD "
    "ISK RSD UAH ILS THB"
)
CURRENCIES = tuple(_ISO.split())


class NotValid(Refused):
    """Something is missing or is no value that can be kept; the sentence says which."""


class Stale(Refused):
    """Somebody else changed it meanwhile."""


def price(value: Decimal) -> Decimal:
    """The price of one unit; more than four decimals are refused, never rounded away unseen."""
    if not (value.is_finite() and 0 < value < LARGEST_PRICE and round(value, PRICE_PLACES) == value):
        raise NotValid(_("A price is above 0 and below a thousand million, with at most 4 decimals."))
    return round(value, PRICE_PLACES)


def cost(value: Decimal) -> Decimal:
    """What a unit costs; nothing may be 0."""
    if not (value.is_finite() and 0 <= value < LARGEST_PRICE and round(value, PRICE_PLACES) == value):
        raise NotValid(_("A cost is from 0 to below a thousand million, with at most 4 decimals."))
    return round(value, PRICE_PLACES)


def from_quantity(value: Decimal) -> Decimal:
    """Where a tier begins. Up to 1 means every quantity: 0.5 m cost what 1 m costs."""
    if not (value.is_finite() and 0 <= value < LARGEST_QUANTITY and round(value, QUANTITY_PLACES) == value):
        raise NotValid(_("A quantity is from 0 to below a hundred million, with at most 3 decimals."))
    return round(value, QUANTITY_PLACES) if value > 1 else Decimal(0)


def amount(value: Decimal | None, *, label: str) -> Decimal | None:
    """An amount of money from 0 on, to the cent."""
    if value is None:
        return None
    if not (value.is_finite() and 0 <= value < LARGEST_PRICE and round(value, 2) == value):
        raise NotValid(
            _("“%(label)s” is from 0 to below a thousand million, with at most 2 decimals.")
            % {"label": label}
        )
    return round(value, 2)


def positive(value: Decimal | None, *, label: str, places: int = QUANTITY_PLACES) -> Decimal | None:
    """A quantity above 0, or none."""
    if value is None:
        return None
    if not (value.is_finite() and 0 < value < 10**6 and round(value, places) == value):
        words = {"label": label, "places": places}
        raise NotValid(
            _("“%(label)s” is above 0 and below a million, with at most %(places)d decimals.") % words
        )
    return round(value, places)


def currency(value: str) -> str:
    """A currency that is known."""
    code = value.strip().upper()
    if code not in CURRENCIES:
        raise NotValid(
            _("“%(code)s” is no currency that is known here: EUR, CHF, USD and others.")
            % {"code": value[:20]}
        )
    return code


def words(value: str, *, label: str, limit: int, lines: bool = False) -> str:
    """A text that fits; a longer one is refused, never cut off unseen."""
    kept = texts.clean(value, lines=lines)
    if len(kept) > limit:
        raise NotValid(
            _("“%(label)s” has more than %(count)d characters.") % {"label": label, "count": limit}
        )
    return kept


def country(value: str) -> str:
    """Two letters."""
    code = value.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise NotValid(_("A country is told by its two letters: DE, AT, CH."))
    return code
