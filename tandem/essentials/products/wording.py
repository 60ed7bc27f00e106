"""Prices in words: which one applies and why. The sentences of `Price.explain`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tandem.base.design import formats
from tandem.base.design.filters import language
from tandem.essentials.products import pricing
from tandem.essentials.products.models import COPPER, COUNTRY, CUSTOMER, FREIGHT, GROUP
from tandem.essentials.products.pricing import ListRef, Part, Passed

if TYPE_CHECKING:
    from datetime import date

    from tandem.essentials.products.prices import Price


def explain(price: Price) -> list[str]:
    """Sentences in the reader's language."""
    lines = [_applies(price)]
    lines += [part(one, price.currency) for one in price.parts]
    if [one for one in price.parts if one.per_unit] and price.unit_price is not None:
        lines.append(_("Together %(price)s each.") % {"price": unit(price.unit_price, price.currency)})
    lines += [passed(one) for one in price.passed]
    return lines


def _applies(price: Price) -> str:
    if price.amount is None or price.price_list is None or price.from_quantity is None:
        return _("No price on %(day)s in %(currency)s for %(quantity)s.") % {
            "day": day(price.day),
            "currency": price.currency,
            "quantity": quantity(price.quantity),
        }
    words = {
        "price": unit(price.amount, price.currency),
        "list": price.price_list.name,
        "audience": audience(price.price_list),
        "quantity": quantity(price.from_quantity),
    }
    if price.from_quantity:
        return _("%(price)s each from the list “%(list)s” (%(audience)s), from %(quantity)s on.") % words
    return _("%(price)s each from the list “%(list)s” (%(audience)s).") % words


def audience(held: ListRef) -> str:
    """For whom a list is."""
    if held.audience == CUSTOMER:
        return _("for this customer")
    if held.audience == GROUP:
        return _("for the group “%(group)s”") % {"group": held.tag}
    if held.audience == COUNTRY:
        return _("for the country %(country)s") % {"country": held.country}
    return _("for everybody")


def passed(one: Passed) -> str:
    """Why a list did not count."""
    held = one.price_list
    words = {
        "list": held.name,
        "currency": held.currency,
        "from": day(held.valid_from),
        "to": day(held.valid_to) if held.valid_to else "",
        "quantity": quantity(one.begins) if one.begins is not None else "",
        "price": unit(one.price, held.currency) if one.price is not None else "",
        "audience": audience(held),
    }
    sentences = {
        pricing.OTHER_CURRENCY: _("“%(list)s” is in %(currency)s."),
        pricing.NOT_YET: _("“%(list)s” is valid from %(from)s on."),
        pricing.ENDED: _("“%(list)s” was valid until %(to)s."),
        pricing.TOO_FEW: _("“%(list)s” begins at %(quantity)s."),
        pricing.LESS_NEAR: _("“%(list)s” (%(audience)s, %(price)s) is less close to the customer."),
        pricing.OLDER: _("“%(list)s” (%(price)s) is older."),
        pricing.DEARER: _("“%(list)s” (%(price)s) is as close and as new, but dearer."),
        pricing.LATER_ID: _("“%(list)s” says the same; the list that was made first counts."),
    }
    return sentences[one.why] % words


def part(one: Part, currency: str) -> str:
    """What is added, and how it comes about."""
    rule = one.rule
    if one.kind == COPPER:
        return _("Copper: %(more)s each; quotation %(quotation)s, in the price %(base)s for 100 kg.") % {
            "more": unit(one.per_unit, currency),
            "quotation": unit(rule.quotation or Decimal(0), currency),
            "base": unit(rule.base or Decimal(0), currency),
        }
    words = {"more": unit(one.once, currency)}
    if one.kind == FREIGHT:
        if rule.below_total is None:
            return _("Freight: %(more)s.") % words
        return _("Freight: %(more)s below %(limit)s.") % {**words, "limit": unit(rule.below_total, currency)}
    if rule.below_quantity is not None:
        limit = quantity(rule.below_quantity)
        return _("Small quantity: %(more)s once below %(limit)s.") % {**words, "limit": limit}
    limit = unit(rule.below_total or Decimal(0), currency)
    return _("Small order: %(more)s below %(limit)s.") % {**words, "limit": limit}


def unit(amount: Decimal, currency: str) -> str:
    """A price of one unit: two decimals, up to four where it has them."""
    written = formats.money(amount, currency, exact=True, language=language())
    exponent = amount.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -2:
        return written
    # Where the sign stands and how thousands are grouped is the same for whatever number of decimals.
    cut = formats.number(amount, places=2, language=language())
    return written.replace(cut, formats.number(amount, places=-exponent, language=language()))


def quantity(amount: Decimal) -> str:
    """A quantity without needless zeros."""
    exponent = amount.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return formats.number(amount, places=places, language=language())


def day(given: date) -> str:
    """A day in full."""
    return formats.plain_date(given, language=language())
