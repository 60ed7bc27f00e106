"""The items of a quote that are products of a group, as the limits judge them: each line by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.essentials.products import queries as products
from tandem.journey.quotes import totals
from tandem.journey.quotes.models import QuoteLine

# Of a limit that is for every line.
ALL = ""


@dataclass(frozen=True, slots=True)
class OfGroup:
    """A counted line: its group, its own discount, all its discounts together and its margin, in percent."""

    group: str
    discount: Decimal
    reduction: Decimal
    margin: Decimal | None


def of_lines(lines: Sequence[QuoteLine], sums: totals.Totals) -> tuple[OfGroup, ...]:
    """The lines that are products of a group."""
    return tuple(
        OfGroup(
            group=str(line.product.group_id),
            discount=line.discount,
            reduction=totals.percent_of(part.list_value - part.final, part.list_value) or totals.ZERO,
            margin=part.margin_percent,
        )
        for line, part in zip(lines, sums.lines, strict=True)
        if line.is_counted and line.product is not None and line.product.group_id is not None
    )


def options() -> dict[str, str | Promise]:
    """What a limit can be for. One query."""
    named = {str(group.pk): _("Group “%(name)s”") % {"name": group.name} for group in products.groups()}
    return {ALL: ALL_WORDS, **named}


def words(group: str) -> str:
    """How a limit names its group."""
    return str(options().get(group, group))


ALL_WORDS = gettext_lazy("all products")
