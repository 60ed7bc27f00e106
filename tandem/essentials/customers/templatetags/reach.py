"""`{% load reach %}`: a customer's numbers and addresses, as far as they may be dialled."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from tandem.essentials.customers import reach

register = template.Library()


class UnknownReach(Exception):
    """A page shows a number without having read whether it may be dialled (`customers.reach.column`)."""


@register.simple_tag
def dial(
    channel: Any,
    told: Any,
    *,
    contact: int | None = None,
    name: str = "",
    look: str = "small",
    asks: Any = None,
    key: str = "",
) -> SafeString:
    """`{% dial channel contact.told_reach contact=contact.pk name=contact.full_name look="icon" %}`.

    Looks: small and button (number and sign), main (the one button), link (the number), icon (the sign alone).
    """
    return reach.dial(
        channel, _known(told), contact=contact or None, name=name, look=look, asks=bool(asks), key=key
    )


@register.simple_tag
def basis_chip(told: Any, contact: int) -> SafeString:
    """The basis on which a person may be called, as a chip that leads to its sheet."""
    return reach.chip(_known(told), contact=contact)


def _known(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise UnknownReach("Read the number with customers.reach.column, so that objections are known.")
    return told
