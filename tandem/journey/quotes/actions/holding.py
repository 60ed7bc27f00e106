"""Holding a draft while it is changed: who may, what it comes to, and its next revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.base.tools.reads import Read
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes import queries, repeated, totals
from tandem.journey.quotes.models import DRAFT, Quote, QuoteLine, QuoteVersion

# What fits a quote: below a thousand thousand million of whatever currency.
LARGEST_TOTAL = Decimal(10) ** 11


class NotNow(Refused):
    """The matter or quote is not where this could happen."""


class Frozen(Refused):
    """This version was sent (INV6)."""


class NotValid(Refused):
    """What was typed cannot stand in a quote."""


class Overtaken(Refused):
    """Somebody has set the same field since the typing began: what it holds now, and by whom."""

    def __init__(self, reason: str, *, by: int | None, field: str, held: object) -> None:
        super().__init__(reason)
        self.by, self.field, self.held = by, field, held


def held(version: QuoteVersion, *, matter: Matter | None = None) -> QuoteVersion:
    """The version as it stands now, held until the transaction ends; quote first, as every action does.

    Whoever holds the matter already brings it along.
    """
    quote = _QUOTE(pk=version.quote_id)[0]
    current = _VERSION(pk=version.pk)[0]
    quote.matter = matter or _MATTER(pk=quote.matter_id)[0]
    current.quote = quote
    return current


_QUOTE = Read(lambda given: Quote.objects.select_for_update(of=("self",)).filter(pk=given.pk))
_VERSION = Read(lambda given: QuoteVersion.objects.select_for_update(of=("self",)).filter(pk=given.pk))
_MATTER = Read(
    lambda given: Matter.objects.select_related("customer__tandem", "accountable", "step", "contact").filter(
        pk=given.pk
    )
)


def writable(version: QuoteVersion, *, by: User | None, at: datetime) -> QuoteVersion:
    """The draft, held for this person; refuses a version that was sent, a quote that is decided, somebody else's."""
    current = held(version)
    turns.require_act(by, current.quote.matter, day=at.date())
    if not current.is_draft:
        raise Frozen(
            _("Version %(version)d was sent and stays as it is. Begin a new version to change it.")
            % {"version": current.number}
        )
    if not current.quote.is_open:
        raise NotNow(_("Quote %(number)s is decided.") % {"number": current.quote.label})
    return current


def revise(
    version: QuoteVersion, lines: Sequence[QuoteLine], *, changed: Sequence[QuoteLine] = ()
) -> totals.Totals:
    """One revision more, which the changed lines carry when they are saved; keeps the amount that the register shows
    while nothing was sent. Refuses what no quote can come to.
    """
    sums = queries.totals_of_lines(version, lines)
    if sums.gross >= LARGEST_TOTAL or sums.list_value >= LARGEST_TOTAL:
        raise NotValid(_("The total is too large for a quote. Check quantity and price."))
    if sums.is_below_zero:
        raise NotValid(_("The rebates would be more than the items come to. Lower the rebate first."))
    version.revision += 1
    QuoteVersion.objects.filter(pk=version.pk).update(revision=version.revision)
    for line in changed:
        line.revision = version.revision
    quote, told = version.quote, repeated.columns(lines, sums)
    if quote.state == DRAFT and any(getattr(quote, name) != value for name, value in told.items()):
        Quote.objects.filter(pk=quote.pk).update(**told)
    return sums
