"""`{% load products %}`: prices of one unit, quantities, and for whom a price list is."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from tandem.essentials.products import wording
from tandem.essentials.products.models import COUNTRY, CUSTOMER, GROUP, PriceList

register = template.Library()


@register.filter
def unit_price(value: Decimal | None, currency: str) -> str:
    """`{{ tier.price|unit_price:"EUR" }}`: two decimals, up to four where the price has them."""
    return "" if value is None else wording.unit(value, currency)


@register.filter
def quantity(value: Decimal | None) -> str:
    """A quantity without needless zeros."""
    return "" if value is None else wording.quantity(value)


@register.simple_tag
def audience(held: PriceList) -> str:
    """For whom a list is, with the customer's name."""
    if held.audience == CUSTOMER and held.customer is not None:
        return held.customer.name
    if held.audience == GROUP:
        return _("Group “%(group)s”") % {"group": held.tag}
    if held.audience == COUNTRY:
        return _("Country %(country)s") % {"country": held.country}
    return _("Everybody")
