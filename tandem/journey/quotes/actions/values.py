"""What may be typed into a quote, with the sentences that say why not."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.people.models import User
from tandem.journey.quotes import documents, queries
from tandem.journey.quotes.actions.holding import NotValid
from tandem.journey.quotes.models import CHOICES

LARGEST_QUANTITY = Decimal(10) ** 7
LARGEST_PRICE = Decimal(10) ** 8

# What may be typed into a line, with the decimals the table keeps.
AMOUNTS = {"quantity": 4, "price": 4, "discount": 2, "cost": 4, "vat_rate": 2}
WORDS = {"text": documents.LONGEST_TEXT, "unit": 20, "delivery": 80, "price_note": 120}

FieldValue = str | Decimal | bool | None


def field(name: str, value: FieldValue) -> str | Decimal | None:
    """The value as the table keeps it; refuses what cannot stand in a line."""
    if name == "choice":
        if value not in CHOICES:
            raise NotValid(_("There is no such field."))
        return str(value)
    if name in WORDS:
        return words(name, str(value or ""))
    if name in AMOUNTS:
        if value is None and name == "cost":
            return None
        return amount(name, value if isinstance(value, Decimal) else Decimal(str(value)))
    raise TypeError(f"A quote line has no field {name}.")


def words(name: str, value: str) -> str:
    """A text without what nobody sees, not longer than its place."""
    limit = WORDS[name]
    clean = texts.clean(value, lines=name == "text")
    if len(clean) > limit:
        raise NotValid(_("This text has more than %(count)d characters.") % {"count": limit})
    return clean


def long(value: str) -> str:
    """A text of several paragraphs."""
    clean = texts.clean(value, lines=True)
    if len(clean) > documents.LONGEST_TEXT:
        raise NotValid(_("This text has more than %(count)d characters.") % {"count": documents.LONGEST_TEXT})
    return clean


def amount(name: str, value: Decimal) -> Decimal:
    """The value with the decimals that are kept; more are refused, never rounded away unseen."""
    sentences = {
        "quantity": _("The quantity is above 0 and below 10 million, with at most 4 decimals."),
        "price": _("The price is below 100 million, with at most 4 decimals."),
        "cost": _("The cost is from 0 to below 100 million, with at most 4 decimals."),
        "discount": _("The discount is from 0 to 100 percent, with at most 2 decimals."),
        "vat_rate": _("The tax rate is from 0 to below 100 percent, with at most 2 decimals."),
    }
    limits = {"quantity": LARGEST_QUANTITY, "discount": Decimal("100.01"), "vat_rate": Decimal(100)}
    limit = limits.get(name, LARGEST_PRICE)
    if name == "quantity" and value.is_finite() and value < 0:
        raise NotValid(
            _("A quantity is not below zero. For a rebate write a line of its own with a price below zero.")
        )
    least = -limit if name == "price" else Decimal(0)
    fits = value.is_finite() and least <= value < limit and round(value, AMOUNTS[name]) == value
    if not fits or (name == "quantity" and value == 0):
        raise NotValid(sentences[name])
    return round(value, AMOUNTS[name])


def percent(value: int | None) -> int | None:
    """A chance between 0 and 100, or none."""
    if value is not None and not 0 <= value <= 100:
        raise NotValid(_("The chance is a percentage from 0 to 100."))
    return value


def require_cost(by: User | None) -> None:
    """Cost prices are for those who may see them."""
    if by is not None and not queries.may_see_margin(by):
        raise NotAllowed(_("Cost prices are kept by sales and the order desk."))
