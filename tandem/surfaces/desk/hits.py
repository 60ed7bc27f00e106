"""Customers and contacts that were found, as markup: while somebody types a name eighteen rows are drawn at each
letter, and a template takes as long for them as the search itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.base.design import parts
from tandem.essentials.customers.search import Hit


def rows(hits: Iterable[Hit], *, icon: str, customer_path: str, take_call_url: str) -> SafeString:
    """A row each, which leads to the customer's file; beside it, for who may, the way to take their call."""
    sign, call = parts.icon(icon), _call(take_call_url)
    return SafeString(
        "".join(
            f'<div class="hit-row" data-row><a class="hit" data-hit data-main href="{customer_path}{hit.customer_id}">'
            f'{sign}<span class="hit-t"><span class="m">{parts.found(hit.title)}</span>'
            f'<span class="d">{parts.found(hit.detail)}</span></span>{parts.abc(hit.klass)}</a>'
            f"{call(hit.customer_id)}</div>\n"
            for hit in hits
        )
    )


def _call(url: str) -> Callable[[int], str]:
    if not url:
        return lambda _customer: ""
    words = _("Take a call")
    begins = format_html(
        '<a class="btn g sm hit-call" aria-label="{}" title="{}" href="{}?customer=', words, words, url
    )
    ends = format_html(
        '">{}<span class="not-phone">{}</span></a>', parts.icon("phone-incoming", size="s"), words
    )
    return lambda customer: f"{begins}{customer}{ends}"
